using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Workspaces;

public sealed class NestedRepositoryCaptureTests : CaptureTest
{
    [Fact]
    public async Task Capture_GitFileReplacedByARepository_HoldsTheFiles()
    {
        Write("a.txt", "changed\n");
        File.Delete(At(".git"));
        await GitAsync("init", "-q");
        Assert.Equal("a.txt", Assert.Single((await CaptureAsync()).Changes).Path);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Capture_NestedRepository_HoldsItsFilesAndKeepsItsHistory(bool committed)
    {
        Write("sub/deep/inner.txt", "inner\n");
        await TemporaryRepository.GitInAsync(At("sub"), "init", "-q");
        Write("outer.txt", "outer\n");
        if (committed)
        {
            await TemporaryRepository.CommitAllInAsync(At("sub"), "inner");
            await TemporaryRepository.CommitAllInAsync(Info.Path, "with a gitlink");
        }

        var work = await CaptureAsync();
        Assert.Equal(["outer.txt", "sub/deep/inner.txt"], work.Changes.Select(c => c.Path));
        Assert.Contains("sub", Assert.Single(work.Problems), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Info.Path + ".nested", "sub", "HEAD")));
        Assert.Equal(work.Commit, (await CaptureAsync()).Commit);
    }

    [Fact]
    public async Task Capture_NestedInNested_HoldsAllFiles()
    {
        Write("one/two/x.txt", "x\n");
        await TemporaryRepository.GitInAsync(At("one/two"), "init", "-q");
        await TemporaryRepository.CommitAllInAsync(At("one/two"), "two");
        await TemporaryRepository.GitInAsync(At("one"), "init", "-q");
        Write("one/y.txt", "y\n");
        await TemporaryRepository.CommitAllInAsync(At("one"), "one");
        Assert.Equal(["one/two/x.txt", "one/y.txt"], (await CaptureAsync()).Changes.Select(c => c.Path));
    }

    [Fact]
    public async Task Capture_RepositoryWithSubmodule_LeavesItAsItIs()
    {
        await using var library = await TemporaryRepository.CreateAsync("library");
        await Temporary.GitAsync("submodule", "add", "-q", library.Root, "lib");
        await AdvanceAsync(("d.txt", "d\n"));
        var work = await WorkAsync("T2", ("a.txt", "changed\n"));
        Assert.Equal("a.txt", Assert.Single(work.Changes).Path);
        Assert.Empty(work.Problems);
        Assert.Contains("160000", await Temporary.GitAsync("ls-tree", work.Ref, "lib"), StringComparison.Ordinal);
    }
}
