using Baton.Engine.Merging;
using Baton.Engine.Tests.Git;
using Baton.Engine.Workspaces;
using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Workspaces;

public sealed class WorkspaceCollectorTests : RepositoryTest
{
    private static readonly CollectRequest Finished = new((_, _) => true, ["main", Integration]);

    private WorkspaceCollector Collector => new(Repository);

    [Fact]
    public async Task Collect_UnfinishedAttempts_StayWithTheReason()
    {
        var info = await Workspaces.PrepareAsync(Request("T1"), None);
        var request = Finished with { IsFinished = (_, _) => false };
        Assert.Empty(await Collector.CollectAsync(request, None));
        var item = Assert.Single(await Collector.ListAsync(request, None));
        Assert.False(item.MayGo);
        Assert.Equal("its attempt is not finished", item.Why);
        Assert.True(item.Bytes > 0);
        Assert.True(Directory.Exists(info.Path));
    }

    [Fact]
    public async Task Collect_UncapturedWork_IsCapturedBeforeTheFolderGoes()
    {
        var info = await Workspaces.PrepareAsync(Request("T1"), None);
        TemporaryRepository.WriteIn(info.Path, "work.txt", "precious");
        var dropped = await Collector.CollectAsync(Finished, None);
        Assert.Equal(info.Path, Assert.Single(dropped).Name);
        Assert.False(Path.Exists(info.Path));
        Assert.Equal("precious", await Temporary.ReadAtAsync("refs/baton/20260101-120000-abcd/T1/1", "work.txt"));
        Assert.Null(await Repository.HeadOfAsync(info.Branch!, None));
        Assert.DoesNotContain("T1-1", await Temporary.GitAsync("worktree", "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collect_Twice_FindsNothingTheSecondTime()
    {
        await WorkAsync("T1", ("work.txt", "x"));
        Assert.NotEmpty(await Collector.CollectAsync(Finished, None));
        Assert.Empty(await Collector.CollectAsync(Finished, None));
    }

    [Fact]
    public async Task Collect_Refs_GoOnlyWhenATargetHoldsThem()
    {
        var merged = await WorkAsync("T1", ("one.txt", "1"));
        var losing = await WorkAsync("T2", ("two.txt", "2"));
        var queue = new MergeQueue(Repository);
        var ready = Assert.IsType<MergePreparation.Ready>(await queue.PrepareAsync(Run, Request("T1").Attempt, Agent, "t", Integration, merged, None));
        await queue.LandAsync(Integration, ready.Onto, ready.MergeCommit, None);
        var dropped = await Collector.CollectAsync(Finished, None);
        Assert.Contains(dropped, i => i.Name == merged.Ref);
        Assert.Equal("2", await Temporary.ReadAtAsync(losing.Ref, "two.txt"));
        Assert.Contains(await Collector.ListAsync(Finished, None), i => i.Name == losing.Ref && !i.MayGo);
        Assert.Contains(await Collector.CollectAsync(Finished with { Unmerged = true }, None), i => i.Name == losing.Ref);
        Assert.Equal("", await Temporary.GitAsync("for-each-ref", "refs/baton/"));
    }

    [Fact]
    public async Task Collect_WorktreeThatCouldNotBeCapturedWhole_Stays()
    {
        var info = await Workspaces.PrepareAsync(Request("T1"), None);
        TemporaryRepository.WriteIn(info.Path, "sub/x.txt", "x");
        await TemporaryRepository.GitInAsync(Path.Combine(info.Path, "sub"), "init", "-q");
        var item = Assert.Single(await Collector.CollectAsync(Finished, None));
        Assert.False(item.MayGo);
        Assert.True(File.Exists(Path.Combine(info.Path, "sub/x.txt")));
        Assert.True(Directory.Exists(info.Path + ".nested"));
    }

    [Fact]
    public async Task Collect_AfterAKillDuringTheRemoval_KeepsTheCapturedWork()
    {
        var work = await WorkAsync("T1", ("one.txt", "1"), ("two.txt", "2"));
        var path = Directory.GetDirectories(Path.Combine(Repository.StateFolder, "worktrees", Run.Value)).Single();
        Directory.Move(path, path + ".dropped");
        File.Delete(Path.Combine(path + ".dropped", "one.txt"));
        await Collector.CollectAsync(Finished, None);
        Assert.Equal(work.Commit, await Repository.ResolveAsync(work.Ref, None));
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public async Task Collect_FolderWithoutRepository_GoesOnlyWhenAskedFor()
    {
        var info = await Workspaces.PrepareAsync(Request("T1", kind: Baton.Domain.Plans.WorkspaceKind.None), None);
        Assert.Empty(await Collector.CollectAsync(Finished, None));
        Assert.False(Assert.Single(await Collector.ListAsync(Finished, None)).MayGo);
        Assert.Empty(await Collector.CollectAsync(Finished with { Unmerged = true, IsFinished = (_, attempt) => attempt.Number != 1 }, None));
        Assert.Equal(info.Path, Assert.Single(await Collector.CollectAsync(Finished with { Unmerged = true }, None)).Name);
        Assert.False(Path.Exists(info.Path));
    }

    [Fact]
    public async Task Collect_OtherPeoplesWorktrees_AreNotTouched()
    {
        var theirs = Path.Combine(Temporary.Folder, "theirs");
        await Temporary.GitAsync("worktree", "add", "-q", theirs);
        await Temporary.GitAsync("worktree", "add", "-q", theirs + "-unmounted");
        Directory.Delete(theirs + "-unmounted", recursive: true);
        await WorkAsync("T1", ("one.txt", "1"));
        await Collector.CollectAsync(Finished with { Unmerged = true }, None);
        Assert.Equal(3, (await Temporary.GitAsync("worktree", "list")).Split('\n').Length);
    }
}
