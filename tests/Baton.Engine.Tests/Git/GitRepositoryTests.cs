using Baton.Engine.Git;
using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Git;

public sealed class GitRepositoryTests : RepositoryTest
{
    protected override string Name => "repo with spaces and ünï中";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RequireComplete_OfAPartialClone_DemandsTheFilesOfTheCommit(bool checkedOut)
    {
        var folder = Path.Combine(Temporary.Folder, "partial");
        await Temporary.GitAsync("config", "uploadpack.allowFilter", "true");
        await Temporary.GitAsync(["clone", "-q", "--filter=blob:none", .. checkedOut ? [] : new[] { "--no-checkout" }, "file://" + Temporary.Root, folder]);
        var repository = await GitRepository.OpenAsync(folder, Temporary.StateHome, None);
        var commit = await repository.ResolveAsync("HEAD", None);

        var error = await Record.ExceptionAsync(() => repository.RequireCompleteAsync(commit, None));

        Assert.Equal(checkedOut, error is null);
        Assert.True(checkedOut || error!.Message.Contains("git fetch --refetch --no-filter", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Open_FromAFileBelow_FindsTheTop()
    {
        Temporary.Write("a/b/plan.yaml", "x");
        var found = await GitRepository.OpenAsync(Path.Combine(Temporary.Root, "a/b/plan.yaml"), Temporary.StateHome, None);
        Assert.Equal(Temporary.Root, found.Root);
        Assert.Equal(Path.Combine(Temporary.Root, ".git"), found.CommonDir);
        Assert.Equal(Repository.StateFolder, found.StateFolder);
        Assert.Equal(found.CommonDir, File.ReadAllText(Path.Combine(found.StateFolder, "repository")).Trim());
    }

    [Fact]
    public async Task Open_FromALinkedWorktree_SharesTheState()
    {
        var linked = Path.Combine(Temporary.Folder, "linked");
        await Temporary.GitAsync("worktree", "add", "-q", linked);
        var found = await GitRepository.OpenAsync(linked, Temporary.StateHome, None);
        Assert.Equal(linked, found.Root);
        Assert.Equal(Repository.CommonDir, found.CommonDir);
        Assert.Equal(Repository.StateFolder, found.StateFolder);
    }

    [Fact]
    public async Task Open_OutsideAnyRepository_SaysWhatToDo()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Temporary.Folder, "plain")).FullName;
        var error = await Assert.ThrowsAsync<GitException>(() => GitRepository.OpenAsync(folder, Temporary.StateHome, None));
        Assert.Equal(GitFailure.NotARepository, error.Kind);
        Assert.Contains("git init", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WithoutCommits_SaysWhatToDo()
    {
        await using var empty = await TemporaryRepository.CreateAsync(empty: true);
        var error = await Assert.ThrowsAsync<GitException>(empty.OpenAsync);
        Assert.Equal(GitFailure.NoCommits, error.Kind);
        Assert.Contains("Commit something", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_BareRepository_IsRefused()
    {
        var bare = Path.Combine(Temporary.Folder, "bare.git");
        await Temporary.GitAsync("clone", "-q", "--bare", ".", bare);
        Assert.Equal(GitFailure.Bare, (await Assert.ThrowsAsync<GitException>(() => GitRepository.OpenAsync(bare, Temporary.StateHome, None))).Kind);
        Assert.Equal(GitFailure.NotARepository,
            (await Assert.ThrowsAsync<GitException>(() => GitRepository.OpenAsync(Repository.CommonDir, Temporary.StateHome, None))).Kind);
    }

    [Fact]
    public async Task Open_StateInsideTheRepository_IsRefused()
    {
        var error = await Assert.ThrowsAsync<GitException>(() => GitRepository.OpenAsync(Temporary.Root, Path.Combine(Temporary.Root, "state"), None));
        Assert.Equal(GitFailure.StateFolder, error.Kind);
        Assert.False(Directory.Exists(Path.Combine(Temporary.Root, "state")));
    }

    [Fact]
    public async Task Open_StateThatCannotBeWritten_SaysWhatToDo()
    {
        var file = Path.Combine(Temporary.Folder, "file");
        File.WriteAllText(file, "");
        var error = await Assert.ThrowsAsync<GitException>(() => GitRepository.OpenAsync(Temporary.Root, file, None));
        Assert.Equal(GitFailure.StateFolder, error.Kind);
        Assert.Contains("XDG_STATE_HOME", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_MissingFolder_IsSaid()
    {
        var error = await Assert.ThrowsAsync<GitException>(() => GitRepository.OpenAsync(Path.Combine(Temporary.Folder, "nowhere"), Temporary.StateHome, None));
        Assert.Contains("nowhere does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CurrentBranch_NamesTheBranchOrTheDetachedCommit()
    {
        Assert.Equal("main", await Repository.CurrentBranchAsync(None));
        await Temporary.GitAsync("checkout", "-q", "--detach");
        Assert.Equal(await Temporary.GitAsync("rev-parse", "HEAD"), await Repository.CurrentBranchAsync(None));
    }

    [Fact]
    public async Task IsDirty_SeesNewFilesButNotIgnoredOnes()
    {
        Assert.False(await Repository.IsDirtyAsync(None));
        File.AppendAllText(Path.Combine(Repository.CommonDir, "info/exclude"), "ignored\n");
        Temporary.Write("ignored", "x");
        Assert.False(await Repository.IsDirtyAsync(None));
        Temporary.Write("new", "x");
        Assert.True(await Repository.IsDirtyAsync(None));
    }

    [Fact]
    public async Task Resolve_UnknownName_IsNamedInTheError()
    {
        var error = await Assert.ThrowsAsync<GitException>(() => Repository.ResolveAsync("nowhere", None));
        Assert.Equal(GitFailure.UnknownRevision, error.Kind);
        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<GitException>(() => Repository.ResolveAsync("--all", None));
    }

    [Fact]
    public async Task EnsureBranch_NeverMovesAnExistingBranch()
    {
        var first = await Repository.HeadOfAsync(Integration, None);
        var next = await Temporary.CommitFilesAsync("next", ("x", "1"));
        await Repository.EnsureBranchAsync(Integration, next, None);
        Assert.Equal(first, await Repository.HeadOfAsync(Integration, None));
    }

    [Fact]
    public async Task HeadOf_FindsPackedBranches()
    {
        var head = await Repository.HeadOfAsync(Integration, None);
        await Temporary.GitAsync("pack-refs", "--all");
        Assert.False(File.Exists(Path.Combine(Repository.CommonDir, "refs/heads", Integration)));
        Assert.Equal(head, await Repository.HeadOfAsync(Integration, None));
        Assert.Null(await Repository.HeadOfAsync("none", None));
    }

    [Fact]
    public async Task Commands_RunNoHooksOfTheRepository()
    {
        var hook = Path.Combine(Repository.CommonDir, "hooks", "reference-transaction");
        TemporaryRepository.WriteIn(Path.GetDirectoryName(hook)!, "reference-transaction", "#!/bin/sh\nexit 1\n");
        TemporaryRepository.SetMode(hook, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await Repository.EnsureBranchAsync("fresh", await Repository.ResolveAsync("HEAD", None), None);
        Assert.NotNull(await Repository.HeadOfAsync("fresh", None));
    }

    [Fact]
    public async Task Run_StuckGit_IsStoppedAndSaidSo()
    {
        var command = new GitCommand(Temporary.Root, ["-c", "alias.stuck=!sleep 60", "stuck"]) { Timeout = TimeSpan.FromMilliseconds(200) };
        Assert.Equal(GitFailure.TimedOut, (await Assert.ThrowsAsync<GitException>(() => GitProcess.RunAsync(command, None))).Kind);
    }

    [Fact]
    public async Task Run_LongOutput_IsBounded()
    {
        Temporary.Write("long", new string('x', 100_000));
        var command = new GitCommand(Temporary.Root, ["hash-object", "--stdin"]) { Input = new byte[1_000_000] };
        Assert.Equal(40, (await GitProcess.RequireAsync(command, None)).Line.Length);
        var show = new GitCommand(Temporary.Root, ["diff", "--no-index", "/dev/null", "long"]) { MaxOutputBytes = 1000 };
        var result = await GitProcess.RunAsync(show, None);
        Assert.True(result.Truncated);
        Assert.Equal(1000, result.Output.Length);
    }

    [Theory]
    [InlineData("T1", "T1")]
    [InlineData("a.b_c-d", "a.b_c-d")]
    public void Safe_OrdinaryNames_StayAsTheyAre(string name, string expected) => Assert.Equal(expected, RefNames.Safe(name));

    [Theory]
    [InlineData("a..b")]
    [InlineData("a.lock")]
    [InlineData("a.")]
    [InlineData("a b~^:?*[\\")]
    [InlineData("../../etc")]
    [InlineData("@{")]
    public async Task Safe_HostileNames_BecomeValidAndDistinct(string name)
    {
        var safe = RefNames.Safe(name);
        await Temporary.GitAsync("check-ref-format", $"refs/heads/baton/{safe}");
        Assert.DoesNotContain('/', safe);
        Assert.NotEqual(safe, RefNames.Safe(name + "."));
        Assert.NotEqual(safe, RefNames.Safe(name.Replace('.', '-') + "-"));
    }
}
