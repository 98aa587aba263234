using Baton.Engine.Tests.Git;
using Baton.Engine.Workspaces;
using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Workspaces;

/// <summary>A checkout that was only read serves the next commit, and only if nobody touched it meanwhile.</summary>
public sealed class SpareCheckoutTests : RepositoryTest
{
    private string _first = "";
    private string _second = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _first = await AdvanceAsync(("src/a.txt", "a\n"), ("src/deep/er/b.txt", "b\n"), ("gone.txt", "g\n"), ("tests/one.txt", "1\n"));
        await Temporary.GitAsync("rm", "-q", "gone.txt");
        _second = await AdvanceAsync(("src/a.txt", "changed\n"), ("new/c.txt", "c\n"));
    }

    [Fact]
    public async Task Create_AfterOneThatWasOnlyRead_HasExactlyTheOtherCommit()
    {
        using var checkouts = new CleanCheckouts(Repository);
        var inode = await UseAsync(checkouts, _ => { });
        await using var next = await checkouts.CreateAsync(_second, null, [], [], None);
        Assert.Equal(inode, await InodeAsync(next, "tests/one.txt"));
        Assert.Equal(["README.md", "new/c.txt", "src/a.txt", "src/deep/er/b.txt", "tests/one.txt"], Files(next));
        Assert.Equal("changed\n", File.ReadAllText(Path.Combine(next.Path, "src/a.txt")));
        Assert.Equal(_second, await TemporaryRepository.GitInAsync(next.Path, "rev-parse", "HEAD"));
        Assert.Equal("", await TemporaryRepository.GitInAsync(next.Path, "status", "--porcelain", "--ignored"));
    }

    [Fact]
    public async Task Create_AfterOneInWhichSomethingMayHaveRun_IsMadeAnew()
    {
        using var checkouts = new CleanCheckouts(Repository);
        var inode = await UseAsync(checkouts, _ => { }, wasOnlyRead: false);
        await using var next = await checkouts.CreateAsync(_second, null, [], [], None);
        Assert.NotEqual(inode, await InodeAsync(next, "tests/one.txt"));
    }

    [Fact]
    public async Task Create_AfterOneWithRestoredFiles_IsMadeAnew()
    {
        var work = await WorkAsync("T1", ("tests/one.txt", "weak\n"));
        using var checkouts = new CleanCheckouts(Repository);
        var restored = await checkouts.CreateAsync(work.Commit, work.BaseCommit, ["tests/**"], [], None);
        restored.WasOnlyRead = true;
        await restored.DisposeAsync();
        await using var next = await checkouts.CreateAsync(work.Commit, null, [], [], None);
        Assert.Equal("weak\n", File.ReadAllText(Path.Combine(next.Path, "tests/one.txt")));
    }

    /// <summary>git writes a file that both commits have only once; other attributes would have it written otherwise.</summary>
    [Theory]
    [InlineData("* eol=crlf\n", null)]
    [InlineData(null, "src/* ident\n")]
    [InlineData("* text\n", "* eol=crlf\n")]
    public async Task Create_AfterOneWithOtherAttributes_HasTheFilesAsItsOwnSay(string? before, string? after)
    {
        await AdvanceAsync(("src/id.txt", "$Id$\n"));
        _first = before is null ? await Repository.ResolveAsync("main", None) : await AdvanceAsync(("src/.gitattributes", before));
        await Temporary.GitAsync("rm", "-q", "--ignore-unmatch", "src/.gitattributes");
        _second = after is null ? await AdvanceAsync(("other.txt", "")) : await AdvanceAsync(("src/.gitattributes", after));
        using var fresh = new CleanCheckouts(Repository);
        await using var expected = await fresh.CreateAsync(_second, null, [], [], None);
        using var checkouts = new CleanCheckouts(Repository);
        await UseAsync(checkouts, _ => { });
        await using var next = await checkouts.CreateAsync(_second, null, [], [], None);
        foreach (var file in Files(expected))
        {
            Assert.Equal(File.ReadAllText(Path.Combine(expected.Path, file)), File.ReadAllText(Path.Combine(next.Path, file)));
        }

        Assert.Equal(Files(expected), Files(next));
    }

    [Fact]
    public async Task Dispose_Twice_GivesTheFilesToOneOther()
    {
        using var checkouts = new CleanCheckouts(Repository);
        var spare = await checkouts.CreateAsync(_first, null, [], [], None);
        spare.WasOnlyRead = true;
        await spare.DisposeAsync();
        await spare.DisposeAsync();
        await using var one = await checkouts.CreateAsync(_first, null, [], [], None);
        await using var two = await checkouts.CreateAsync(_second, null, [], [], None);
        Assert.Equal("a\n", File.ReadAllText(Path.Combine(one.Path, "src/a.txt")));
        Assert.Equal("changed\n", File.ReadAllText(Path.Combine(two.Path, "src/a.txt")));
    }

    public static TheoryData<string, Action<string>> Touches => new()
    {
        { "a file written", tree => File.WriteAllText(Path.Combine(tree, "src/a.txt"), "b\n") },
        { "a file written, its times put back", tree => Keep(Path.Combine(tree, "src/a.txt"), path => File.WriteAllText(path, "b\n")) },
        { "a file replaced by one with the same times", tree => Keep(Path.Combine(tree, "src/a.txt"), path => { File.Delete(path); File.WriteAllText(path, "b\n"); }) },
        { "a file made executable", tree => TemporaryRepository.SetMode(Path.Combine(tree, "tests/one.txt"), (UnixFileMode)0b111_101_101) },
        { "a file deleted", tree => File.Delete(Path.Combine(tree, "tests/one.txt")) },
        { "a file more", tree => File.WriteAllText(Path.Combine(tree, "src/more.txt"), "") },
        { "a folder more", tree => Directory.CreateDirectory(Path.Combine(tree, "empty")) },
        { "a link more", tree => File.CreateSymbolicLink(Path.Combine(tree, "link"), "src") },
        { "a folder closed", tree => TemporaryRepository.SetMode(Path.Combine(tree, "src/deep"), UnixFileMode.UserRead | UnixFileMode.UserExecute) },
        { "a folder behind a link", tree => { Directory.Move(Path.Combine(tree, "src"), tree + ".src"); File.CreateSymbolicLink(Path.Combine(tree, "src"), tree + ".src"); } },
        { "the pointer to git gone", tree => File.Delete(Path.Combine(tree, ".git")) },
    };

    [Theory]
    [MemberData(nameof(Touches))]
    public async Task Create_AfterOneThatWasTouchedMeanwhile_IsMadeAnew(string what, Action<string> touch)
    {
        using var checkouts = new CleanCheckouts(Repository);
        await UseAsync(checkouts, _ => { }, then: touch);
        await using var next = await checkouts.CreateAsync(_first, null, [], [], None);
        Assert.True("README.md gone.txt src/a.txt src/deep/er/b.txt tests/one.txt" == string.Join(' ', Files(next)), what);
        Assert.Equal("a\n", File.ReadAllText(Path.Combine(next.Path, "src/a.txt")));
        Assert.Equal("1\n", File.ReadAllText(Path.Combine(next.Path, "tests/one.txt")));
        Assert.Null(new DirectoryInfo(Path.Combine(next.Path, "src")).LinkTarget);
        Assert.False(Path.Exists(Path.Combine(next.Path, "empty")));
        Assert.Equal(await StatAsync(next, "src", "%a"), await StatAsync(next, "src/deep", "%a"));
        Assert.Equal(await StatAsync(next, "src/a.txt", "%a"), await StatAsync(next, "tests/one.txt", "%a"));
        Assert.Equal("", await TemporaryRepository.GitInAsync(next.Path, "status", "--porcelain", "--ignored"));
    }

    private async Task<string> UseAsync(CleanCheckouts checkouts, Action<string> touch, bool wasOnlyRead = true, Action<string>? then = null)
    {
        var checkout = await checkouts.CreateAsync(_first, _first, ["tests/**"], [], None);
        var inode = await InodeAsync(checkout, "tests/one.txt");
        touch(checkout.Path);
        checkout.WasOnlyRead = wasOnlyRead;
        await checkout.DisposeAsync();
        Assert.Equal(wasOnlyRead, Directory.Exists(checkout.Path));
        then?.Invoke(checkout.Path);
        return inode;
    }

    private static void Keep(string path, Action<string> write)
    {
        var time = File.GetLastWriteTimeUtc(path);
        write(path);
        File.SetLastWriteTimeUtc(path, time);
    }

    private static Task<string> InodeAsync(CleanCheckout checkout, string path) => StatAsync(checkout, path, "%i");

    private static async Task<string> StatAsync(CleanCheckout checkout, string path, string format)
    {
        using var stat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["-c", format, Path.Combine(checkout.Path, path)]) { RedirectStandardOutput = true })!;
        return await stat.StandardOutput.ReadToEndAsync(None);
    }

    private static string[] Files(CleanCheckout checkout) =>
        [.. Directory.GetFiles(checkout.Path, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(checkout.Path, f)).Where(f => f != ".git").Order(StringComparer.Ordinal)];
}
