using System.Collections.Immutable;
using Baton.Engine.Tests.Git;
using Baton.Engine.Workspaces;
using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Workspaces;

public sealed class CleanCheckoutsTests : RepositoryTest
{
    private static readonly ImmutableArray<string> Protect = ["tests/**", "ci.yml"];
    private string _base = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _base = await AdvanceAsync(("src/a.txt", "a\n"), ("tests/one.txt", "1\n"), ("tests/two.txt", "2\n"), ("tests/sub/three.txt", "3\n"), ("ci.yml", "ci\n"));
    }

    [Fact]
    public async Task Create_IgnoresObjectsThatAnAgentPutInPlaceOfOthers()
    {
        var request = Request("T1");
        var info = await Workspaces.PrepareAsync(request, None);
        TemporaryRepository.WriteIn(info.Path, "weak.txt", "always passes\n");
        var weak = await TemporaryRepository.GitInAsync(info.Path, "hash-object", "-w", "weak.txt");
        var test = await TemporaryRepository.GitInAsync(info.Path, "rev-parse", "HEAD:tests/one.txt");
        await TemporaryRepository.GitInAsync(info.Path, "replace", test, weak);
        var work = await CaptureAsync(request, info);
        using var checkouts = new CleanCheckouts(Repository);
        await using var clean = await checkouts.CreateAsync(work.Commit, _base, Protect, [], None);
        Assert.Equal("1\n", Read(clean, "tests/one.txt"));
    }

    [Fact]
    public async Task Create_RestoresProtectedFilesThatWereChangedOrDeleted()
    {
        var request = Request("T1");
        var info = await Workspaces.PrepareAsync(request, None);
        TemporaryRepository.WriteIn(info.Path, "tests/one.txt", "weakened\n");
        File.Delete(Path.Combine(info.Path, "tests/two.txt"));
        TemporaryRepository.WriteIn(info.Path, "tests/new.txt", "new\n");
        TemporaryRepository.WriteIn(info.Path, "ci.yml", "allowed\n");
        TemporaryRepository.WriteIn(info.Path, "src/a.txt", "work\n");
        var work = await CaptureAsync(request, info);
        using var checkouts = new CleanCheckouts(Repository);
        await using var clean = await checkouts.CreateAsync(work.Commit, _base, Protect, ["ci.yml"], None);
        Assert.Equal(["tests/one.txt", "tests/two.txt"], clean.Restored);
        Assert.Equal("1\n", Read(clean, "tests/one.txt"));
        Assert.Equal("2\n", Read(clean, "tests/two.txt"));
        Assert.Equal("new\n", Read(clean, "tests/new.txt"));
        Assert.Equal("allowed\n", Read(clean, "ci.yml"));
        Assert.Equal("work\n", Read(clean, "src/a.txt"));
        Assert.Equal(work.Commit, await TemporaryRepository.GitInAsync(clean.Path, "rev-parse", "HEAD"));
    }

    [Fact]
    public async Task Create_ProtectedFolderReplacedByALink_IsRestoredInPlace()
    {
        var request = Request("T1");
        var info = await Workspaces.PrepareAsync(request, None);
        Directory.Delete(Path.Combine(info.Path, "tests"), recursive: true);
        TemporaryRepository.WriteIn(info.Path, "src/one.txt", "fake\n");
        File.CreateSymbolicLink(Path.Combine(info.Path, "tests"), "src");
        var work = await CaptureAsync(request, info);
        using var checkouts = new CleanCheckouts(Repository);
        await using var clean = await checkouts.CreateAsync(work.Commit, _base, Protect, [], None);
        Assert.Null(new DirectoryInfo(Path.Combine(clean.Path, "tests")).LinkTarget);
        Assert.Equal("1\n", Read(clean, "tests/one.txt"));
        Assert.Equal("fake\n", Read(clean, "src/one.txt"));
    }

    [Fact]
    public async Task Create_ProtectedFileReplacedByAFolder_IsRestored()
    {
        var request = Request("T1");
        var info = await Workspaces.PrepareAsync(request, None);
        File.Delete(Path.Combine(info.Path, "tests/one.txt"));
        TemporaryRepository.WriteIn(info.Path, "tests/one.txt/x", "x\n");
        var work = await CaptureAsync(request, info);
        using var checkouts = new CleanCheckouts(Repository);
        await using var clean = await checkouts.CreateAsync(work.Commit, _base, Protect, [], None);
        Assert.Equal("1\n", Read(clean, "tests/one.txt"));
    }

    [Fact]
    public async Task Create_WithoutProtectBase_IsExactlyTheCommit()
    {
        var work = await WorkAsync("T1", ("tests/one.txt", "weakened\n"));
        using var checkouts = new CleanCheckouts(Repository);
        await using var clean = await checkouts.CreateAsync(work.Commit, null, Protect, [], None);
        Assert.Empty(clean.Restored);
        Assert.Equal("weakened\n", Read(clean, "tests/one.txt"));
        Assert.Equal("", await TemporaryRepository.GitInAsync(clean.Path, "status", "--porcelain"));
    }

    [Fact]
    public async Task Dispose_RemovesReadOnlyLeavingsAndTheRegistration()
    {
        using var checkouts = new CleanCheckouts(Repository);
        var clean = await checkouts.CreateAsync(_base, null, [], [], None);
        TemporaryRepository.WriteIn(clean.Path, "out/deep/file", "x");
        TemporaryRepository.SetMode(Path.Combine(clean.Path, "out/deep"), UnixFileMode.UserRead);
        TemporaryRepository.SetMode(Path.Combine(clean.Path, "out"), UnixFileMode.None);
        await clean.DisposeAsync();
        Assert.False(Path.Exists(clean.Path));
        Assert.DoesNotContain(clean.Path, await Temporary.GitAsync("worktree", "list"), StringComparison.Ordinal);
        await clean.DisposeAsync();
    }

    [Fact]
    public async Task Create_RemovesWhatADeadProcessLeft_AndNothingOfALivingOne()
    {
        using var living = new CleanCheckouts(Repository);
        await using var kept = await living.CreateAsync(_base, null, [], [], None);
        var dead = Path.Combine(Repository.StateFolder, "checkouts", "deadbeef0000", "1");
        await Temporary.GitAsync("worktree", "add", "-q", "--detach", dead);
        File.WriteAllText(Path.Combine(Repository.StateFolder, "checkouts", "deadbeef0000.lock"), "");
        using var next = new CleanCheckouts(await Temporary.OpenAsync());
        await using var clean = await next.CreateAsync(_base, null, [], [], None);
        Assert.False(Path.Exists(Path.GetDirectoryName(dead)));
        Assert.DoesNotContain("deadbeef", await Temporary.GitAsync("worktree", "list"), StringComparison.Ordinal);
        Assert.Equal("a\n", Read(kept, "src/a.txt"));
    }

    [Fact]
    public async Task Create_ManyAtOnce_EachIsWhole()
    {
        using var checkouts = new CleanCheckouts(Repository);
        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => checkouts.CreateAsync(_base, _base, Protect, [], None)));
        Assert.All(made, clean => Assert.Equal("a\n", Read(clean, "src/a.txt")));
        await Task.WhenAll(made.Select(clean => clean.DisposeAsync().AsTask()));
        Assert.Single((await Temporary.GitAsync("worktree", "list")).Split('\n'));
    }

    private static string Read(CleanCheckout clean, string path) => File.ReadAllText(Path.Combine(clean.Path, path));
}
