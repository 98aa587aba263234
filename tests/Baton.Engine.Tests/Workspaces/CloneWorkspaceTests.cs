using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;
using Baton.Engine.Merging;
using Baton.Engine.Tests.Git;
using Baton.Engine.Workspaces;
using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Workspaces;

public sealed class CloneWorkspaceTests : RepositoryTest
{
    private static readonly WorkspaceRequest Cloned = Request("T1", kind: WorkspaceKind.Clone);

    private WorkspaceInfo _info = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await AdvanceAsync(("a.txt", "a\n"), ("tools/run.sh", "#!/bin/sh\n"));
        _info = await Workspaces.PrepareAsync(Cloned, None);
    }

    [Fact]
    public async Task Prepare_HoldsTheIntegrationBranchOnABranchOfItsOwn_AndIsTheSameAgain()
    {
        Assert.Equal("a\n", await File.ReadAllTextAsync(Path.Combine(_info.Path, "a.txt")));
        Assert.Equal($"refs/heads/{_info.Branch}", await InCloneAsync("symbolic-ref", "HEAD"));
        Assert.Equal("", await InCloneAsync("status", "--porcelain"));
        Assert.Equal(_info.Path, await InCloneAsync("rev-parse", "--show-toplevel"));
        Assert.Equal((WorkspaceKind.Clone, _info.BaseCommit), (_info.Kind, await Repository.HeadOfAsync(Integration, None)));
        Assert.Equal(_info, await new WorkspaceSet(await Temporary.OpenAsync()).PrepareAsync(Cloned, None));
    }

    [Fact]
    public async Task Git_InTheClone_MovesNothingOfTheRealRepository()
    {
        await Temporary.GitAsync("branch", "precious");
        var before = await RealAsync();
        foreach (var words in new[]
        {
            "config core.pager evil", "config alias.x !evil", "update-ref refs/heads/main HEAD~1", $"update-ref refs/heads/{Integration} HEAD~1", "update-ref refs/heads/precious HEAD~1",
            "branch -f main HEAD~1", "tag v1", "worktree prune", "stash", "gc -q --prune=now", "reflog expire --expire=now --all", "pack-refs --all",
        })
        {
            await InCloneAsync(words.Split(' '));
        }

        Directory.CreateDirectory(Path.Combine(_info.Path, ".git", "hooks"));
        await File.WriteAllTextAsync(Path.Combine(_info.Path, ".git", "hooks", "post-checkout"), "evil");

        var work = await CaptureAsync(Cloned, _info);

        Assert.Empty(work.Violations);
        Assert.Equal(before, await RealAsync());
        Assert.DoesNotContain("v1", await Temporary.GitAsync("tag"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_CommittedAndMore_BringsTheCommitsAndPutsTheRestOnTop()
    {
        TemporaryRepository.WriteIn(_info.Path, "one.txt", "1\n");
        var own = await TemporaryRepository.CommitAllInAsync(_info.Path, "mine");
        TemporaryRepository.WriteIn(_info.Path, "two.txt", "2\n");

        var work = await CaptureAsync(Cloned, _info);

        Assert.Equal(own, await Temporary.GitAsync("rev-parse", work.Ref + "^"));
        Assert.Equal(["one.txt", "two.txt"], work.Changes.Select(c => c.Path));
        Assert.True(work.Salvaged);
        Assert.Empty(work.Problems);
        Assert.Equal(work.Commit, (await CaptureAsync(Cloned, _info)).Commit);
        Assert.Equal("", await Temporary.GitAsync("fsck", "--connectivity-only", "--no-dangling"));
        Assert.IsType<MergePreparation.Ready>(await new MergeQueue(Repository).PrepareAsync(Run, Cloned.Attempt, Agent, "t", Integration, work, None));
    }

    [Fact]
    public async Task Prepare_GivesTheAgentItsNameForCommits() => Assert.Equal("backend", await InCloneAsync("config", "user.name"));

    [Fact]
    public async Task Capture_CommitsResetAwayOnOtherBranchesAndInTheStash_KeepRefs()
    {
        TemporaryRepository.WriteIn(_info.Path, "one.txt", "1\n");
        var lost = await TemporaryRepository.CommitAllInAsync(_info.Path, "reset away");
        await InCloneAsync("reset", "-q", "--hard", "HEAD~1");
        await InCloneAsync("checkout", "-q", "-b", "side");
        TemporaryRepository.WriteIn(_info.Path, "side.txt", "s\n");
        var side = await TemporaryRepository.CommitAllInAsync(_info.Path, "side");
        await InCloneAsync("checkout", "-q", _info.Branch!);
        TemporaryRepository.WriteIn(_info.Path, "a.txt", "stashed\n");
        await InCloneAsync("stash", "-q");

        await CaptureAsync(Cloned, _info);

        var kept = await Temporary.GitAsync("log", "--format=%H", "--glob=refs/baton/*");
        Assert.Contains(lost, kept, StringComparison.Ordinal);
        Assert.Contains(side, kept, StringComparison.Ordinal);
        Assert.Contains("stashed", await Temporary.GitAsync("log", "-p", "--format=%H", "-m", "--glob=refs/baton/*"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_GitFolderReplacedByAPointerToTheRealOne_HoldsTheFilesAndMovesNothing()
    {
        var before = await RealAsync();
        Directory.Delete(Path.Combine(_info.Path, ".git"), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(_info.Path, ".git"), $"gitdir: {Repository.CommonDir}\n");
        TemporaryRepository.WriteIn(_info.Path, "one.txt", "1\n");

        var work = await CaptureAsync(Cloned, _info);

        Assert.Equal(["one.txt"], work.Changes.Select(c => c.Path));
        Assert.Contains("git folder", Assert.Single(work.Problems), StringComparison.Ordinal);
        Assert.Equal(before, await RealAsync());
    }

    [Fact]
    public async Task Capture_ForgedObject_IsNotTakenOver()
    {
        TemporaryRepository.WriteIn(_info.Path, "one.txt", "honest\n");
        await TemporaryRepository.CommitAllInAsync(_info.Path, "mine");
        var honest = await InCloneAsync("rev-parse", "HEAD:one.txt");
        TemporaryRepository.WriteIn(_info.Path, "one.txt", "forged\n");
        var forged = await InCloneAsync("hash-object", "-w", "one.txt");
        TemporaryRepository.SetMode(ObjectFile(honest), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Copy(ObjectFile(forged), ObjectFile(honest), overwrite: true);

        var work = await CaptureAsync(Cloned, _info);

        Assert.Contains("taken over", Assert.Single(work.Problems), StringComparison.Ordinal);
        Assert.Equal("forged\n", await Temporary.ReadAtAsync(work.Commit, "one.txt"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Temporary.GitAsync("cat-file", "-e", honest));
    }

    [Fact]
    public async Task Prepare_AfterAKillHalfWay_MakesItAnew()
    {
        var place = WorktreePlaceOf("T2");
        TemporaryRepository.WriteIn(place, ".git/HEAD", "ref: refs/heads/half\n");
        var info = await Workspaces.PrepareAsync(Request("T2", kind: WorkspaceKind.Clone), None);
        Assert.Equal(place, info.Path);
        Assert.Equal("a\n", await File.ReadAllTextAsync(Path.Combine(info.Path, "a.txt")));
        Assert.False(Directory.Exists(Path.Combine(Repository.StateFolder, "aside")) && Directory.GetDirectories(Path.Combine(Repository.StateFolder, "aside")).Length > 0);
    }

    [Fact]
    public async Task Collect_OfAFinishedAttempt_CapturesAndDropsTheClone()
    {
        TemporaryRepository.WriteIn(_info.Path, "one.txt", "1\n");
        var request = new CollectRequest((_, _) => true, ["main", Integration]);
        var dropped = await new WorkspaceCollector(Repository).CollectAsync(request, None);
        Assert.Contains(dropped, d => d.Kind == CollectedKind.Worktree && d.MayGo);
        Assert.False(Directory.Exists(_info.Path));
        Assert.Equal("1\n", await Temporary.ReadAtAsync(RefNames.Captured(Run, Cloned.Attempt), "one.txt"));
    }

    private string WorktreePlaceOf(string task) => Path.Combine(Path.GetDirectoryName(_info.Path)!, task + "-1");

    private string ObjectFile(string id) => Path.Combine(_info.Path, ".git", "objects", id[..2], id[2..]);

    private Task<string> InCloneAsync(params string[] words) => TemporaryRepository.GitInAsync(_info.Path, words);

    /// <summary>Refs of people and of the run, configuration and hooks of the real repository.</summary>
    private async Task<string> RealAsync() => await Temporary.GitAsync("for-each-ref", "refs/heads", "refs/tags")
        + await File.ReadAllTextAsync(Path.Combine(Repository.CommonDir, "config"))
        + string.Join(' ', Directory.EnumerateFiles(Directory.CreateDirectory(Path.Combine(Repository.CommonDir, "hooks")).FullName).Order(StringComparer.Ordinal));
}
