using Baton.Domain.Plans;
using Baton.Engine.Git;
using Baton.Engine.Tests.Git;
using Baton.Engine.Workspaces;
using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Workspaces;

public sealed class WorktreePreparationTests : RepositoryTest
{
    protected override string Name => "my répo";

    [Fact]
    public async Task Prepare_GivesABranchAndTheFilesOfTheIntegrationHead_OutsideTheRepository()
    {
        var head = await AdvanceAsync(("src/a.txt", "one\n"));
        Temporary.Write("src/a.txt", "dirty\n");
        var info = await Workspaces.PrepareAsync(Request("T1"), None);
        Assert.Equal(head, info.BaseCommit);
        Assert.Equal("baton/20260101-120000-abcd/T1-1", info.Branch);
        Assert.Equal("one\n", File.ReadAllText(Path.Combine(info.Path, "src/a.txt")));
        Assert.StartsWith(Repository.StateFolder, info.Path, StringComparison.Ordinal);
        Assert.Equal("", await TemporaryRepository.GitInAsync(info.Path, "status", "--porcelain"));
        Assert.Equal(info.Branch, await TemporaryRepository.GitInAsync(info.Path, "symbolic-ref", "--short", "HEAD"));
        Assert.Equal("dirty\n", File.ReadAllText(Path.Combine(Temporary.Root, "src/a.txt")));
        Assert.Equal("main", await Repository.CurrentBranchAsync(None));
    }

    [Fact]
    public async Task Prepare_Again_GivesTheSamePlaceAndBaseWithItsWork()
    {
        var first = await Workspaces.PrepareAsync(Request("T1"), None);
        TemporaryRepository.WriteIn(first.Path, "work.txt", "precious");
        await AdvanceAsync(("later.txt", "x"));
        var reopened = new WorkspaceSet(await Temporary.OpenAsync());
        Assert.Equal(first, await reopened.PrepareAsync(Request("T1"), None));
        Assert.Equal("precious", File.ReadAllText(Path.Combine(first.Path, "work.txt")));
    }

    [Fact]
    public async Task Prepare_EightAtOnce_AllGetTheirOwn()
    {
        var other = new WorkspaceSet(await Temporary.OpenAsync());
        var infos = await Task.WhenAll(Enumerable.Range(1, 8).Select(n => (n % 2 == 0 ? Workspaces : other).PrepareAsync(Request($"T{n}"), None)));
        Assert.Equal(8, infos.Select(i => i.Path).Distinct().Count());
        foreach (var info in infos)
        {
            Assert.Equal("", await TemporaryRepository.GitInAsync(info.Path, "status", "--porcelain"));
            Assert.Equal(info.Branch, await TemporaryRepository.GitInAsync(info.Path, "symbolic-ref", "--short", "HEAD"));
        }
    }

    [Fact]
    public async Task Prepare_NamesThatCouldMeet_StayApart()
    {
        var names = new[] { "A-1", "A", "a.lock", "a-lock", "x..y", "x.-y", "integration" };
        var infos = new List<string>();
        foreach (var name in names)
        {
            infos.Add((await Workspaces.PrepareAsync(Request(name), None)).Path);
            infos.Add((await Workspaces.PrepareAsync(Request(name, attempt: 2), None)).Path);
        }

        Assert.Equal(names.Length * 2, infos.Distinct().Count());
    }

    [Fact]
    public async Task Prepare_AfterAKillBeforeTheFilesWereThere_MakesItAnew()
    {
        var (path, branch) = await HalfMadeAsync("T1", "--no-checkout");
        await AdvanceAsync(("later.txt", "x"));
        var info = await Workspaces.PrepareAsync(Request("T1"), None);
        Assert.Equal((path, branch), (info.Path, info.Branch!));
        Assert.Equal(await Repository.HeadOfAsync(Integration, None), info.BaseCommit);
        Assert.True(File.Exists(Path.Combine(path, "later.txt")));
        Assert.Single(Directory.GetDirectories(Path.Combine(Repository.CommonDir, "worktrees")));
    }

    [Fact]
    public async Task Prepare_AfterAKillInTheMiddleOfTheCheckout_MakesItAnew()
    {
        var (path, _) = await HalfMadeAsync("T1", "--no-checkout");
        File.WriteAllText(Path.Combine(Repository.CommonDir, "worktrees", "T1-1", "index.lock"), "");
        File.WriteAllText(Path.Combine(path, "README.md"), "hal");
        var info = await Workspaces.PrepareAsync(Request("T1"), None);
        Assert.Equal("Readme\n", File.ReadAllText(Path.Combine(info.Path, "README.md")));
        Assert.Equal("", await TemporaryRepository.GitInAsync(info.Path, "status", "--porcelain"));
    }

    [Fact]
    public async Task Prepare_AfterAKillBeforeTheNote_KeepsWhatLaysThereAside()
    {
        var (path, _) = await HalfMadeAsync("T1", "--checkout");
        File.WriteAllText(Path.Combine(path, "found.txt"), "somebody's");
        var info = await Workspaces.PrepareAsync(Request("T1"), None);
        Assert.False(File.Exists(Path.Combine(info.Path, "found.txt")));
        Assert.Single(Directory.GetFiles(Path.Combine(Repository.StateFolder, "aside"), "found.txt", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Prepare_OnlyTheFolderIsLeft_MakesItAnew()
    {
        var (path, _) = await HalfMadeAsync("T1", "--checkout");
        Directory.Delete(Path.Combine(Repository.CommonDir, "worktrees"), recursive: true);
        Assert.Equal(path, (await Workspaces.PrepareAsync(Request("T1"), None)).Path);
        Assert.Equal("", await TemporaryRepository.GitInAsync(path, "status", "--porcelain"));
    }

    [Fact]
    public async Task Prepare_OnlyTheRegistrationIsLeft_MakesItAnew()
    {
        var (path, _) = await HalfMadeAsync("T1", "--checkout");
        Directory.Delete(path, recursive: true);
        Assert.Equal(path, (await Workspaces.PrepareAsync(Request("T1"), None)).Path);
        Assert.Single(Directory.GetDirectories(Path.Combine(Repository.CommonDir, "worktrees")));
    }

    [Fact]
    public async Task Prepare_OnlyAPackedBranchWithCommitsIsLeft_KeepsThemUnderTheirOwnRef()
    {
        var (path, branch) = await HalfMadeAsync("T1", "--checkout");
        TemporaryRepository.WriteIn(path, "work.txt", "done");
        var commit = await TemporaryRepository.CommitAllInAsync(path, "work");
        Directory.Delete(path, recursive: true);
        await Temporary.GitAsync("worktree", "prune");
        await Temporary.GitAsync("pack-refs", "--all");
        var info = await Workspaces.PrepareAsync(Request("T1"), None);
        Assert.Equal(info.BaseCommit, await Repository.HeadOfAsync(branch, None));
        Assert.Contains(commit, await Temporary.GitAsync("for-each-ref", "--format=%(objectname)", "refs/baton/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_WithoutIntegrationBranch_SaysWhatToDo()
    {
        var error = await Assert.ThrowsAsync<GitException>(() => Workspaces.PrepareAsync(Request("T1") with { IntegrationBranch = "gone" }, None));
        Assert.Contains("git branch gone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shared_IsTheWorkTreeItself_AndCapturesNothing()
    {
        var request = Request("T1", kind: WorkspaceKind.Shared);
        var info = await Workspaces.PrepareAsync(request, None);
        Assert.Equal(Temporary.Root, info.Path);
        Assert.Null(await Workspaces.CaptureAsync(request, info, None));
    }

    [Fact]
    public async Task None_IsAnEmptyFolderOfTheAttempt()
    {
        var info = await Workspaces.PrepareAsync(Request("T1", kind: WorkspaceKind.None), None);
        Assert.Empty(Directory.GetFileSystemEntries(info.Path));
        Assert.NotEqual(info.Path, (await Workspaces.PrepareAsync(Request("T1", attempt: 2, kind: WorkspaceKind.None), None)).Path);
        Assert.Equal(info.Path, (await Workspaces.PrepareAsync(Request("T1", kind: WorkspaceKind.None), None)).Path);
    }

    /// <summary>What a preparation has made when it is killed.</summary>
    private async Task<(string Path, string Branch)> HalfMadeAsync(string task, string checkout)
    {
        var attempt = Request(task).Attempt;
        var path = Path.Combine(Repository.StateFolder, "worktrees", Run.Value, RefNames.Folder(attempt));
        var branch = RefNames.Branch(Run, attempt);
        await Temporary.GitAsync("worktree", "add", "-q", checkout, "-b", branch, path, Integration);
        return (path, branch);
    }
}
