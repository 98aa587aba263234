using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Workspaces;

public sealed class SharedGitFilesCaptureTests : CaptureTest
{
    [Fact]
    public async Task Capture_WithLocksOfADeadGit_Works()
    {
        Write("a.txt", "changed\n");
        File.WriteAllText(Path.Combine(Repository.CommonDir, "worktrees", "T1-1", "index.lock"), "");
        File.WriteAllText(Info.Path + ".index.lock", "");
        Assert.Equal("a.txt", Assert.Single((await CaptureAsync()).Changes).Path);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData(null)]
    public async Task Capture_IndexBrokenOrGone_HoldsTheFiles(string? content)
    {
        Write("a.txt", "changed\n");
        var index = Path.Combine(Repository.CommonDir, "worktrees", "T1-1", "index");
        File.Delete(index);
        if (content is not null)
        {
            File.WriteAllText(index, content);
        }

        Assert.Equal("a.txt", Assert.Single((await CaptureAsync()).Changes).Path);
    }

    [Fact]
    public async Task Capture_RecordOfTheWorktreePruned_HoldsTheFiles()
    {
        Write("a.txt", "changed\n");
        Directory.Delete(Path.Combine(Repository.CommonDir, "worktrees"), recursive: true);
        var work = await CaptureAsync();
        Assert.Equal("a.txt", Assert.Single(work.Changes).Path);
        Assert.Single(work.Problems);
    }

    [Theory]
    [InlineData("config")]
    [InlineData("hooks/pre-push")]
    [InlineData("info/attributes")]
    public async Task Capture_SharedGitFilesChanged_IsAViolationAndPutBack(string file)
    {
        var path = Path.Combine(Repository.CommonDir, file);
        var before = File.Exists(path) ? File.ReadAllText(path) : null;
        File.AppendAllText(path, "[filter \"x\"]\n\tclean = cat\n");
        Assert.Contains(".git/" + file, Assert.Single((await CaptureAsync()).Violations), StringComparison.Ordinal);
        Assert.Equal(before, File.Exists(path) ? File.ReadAllText(path) : null);
        Assert.Empty((await CaptureAsync()).Violations);
    }

    [Fact]
    public async Task Capture_SharedGitFilesChangedWhileOthersAreAtWork_IsPutBackAndBlamesNobody()
    {
        await GitAsync("config", "alias.x", "!id");
        var request = Request("T1") with { IsAlone = false };
        var work = await CaptureAsync(request, Info);
        Assert.Empty(work.Violations);
        Assert.Contains(work.Problems, p => p.Contains("alias.x", StringComparison.Ordinal));
        Assert.DoesNotContain("alias", File.ReadAllText(Path.Combine(Repository.CommonDir, "config")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capture_IntegrationBranchMovedByTheAgent_IsAViolation()
    {
        Write("a.txt", "changed\n");
        await TemporaryRepository.CommitAllInAsync(Info.Path, "mine");
        await GitAsync("update-ref", "refs/heads/" + Integration, "HEAD");
        Assert.Contains("somebody else", Assert.Single((await CaptureAsync()).Violations), StringComparison.Ordinal);
    }
}
