using Baton.Domain.Runs;
using Baton.Engine.Tests.Git;
using Baton.TestKit;
using Xunit;

namespace Baton.Engine.Tests.Merging;

/// <summary>Whole runs whose work is accepted, and what becomes of it at the end.</summary>
public sealed class FinishRunTests : RepositoryTest
{
    private const string Check = "! { test -e t0.txt && test -e enemy.txt; }";

    [Fact]
    public async Task Patches_OfEveryMerge_GiveTheSameTreeOnTheBase()
    {
        var end = await RunAsync("patches", () => Task.CompletedTask, f => f.File("pic.bin", [0, 1, 2, 255]).File("with space.txt", "x\n"), f => f.Rename("README.md", "Lies mich.md"), f => f.File("run.sh", "x\n", "100755"));

        Assert.Equal(RunStatus.Succeeded, end.State.Status);
        var folder = Assert.Single(end.Of<RunEvent.BaseUpdated>()).Patches!;
        var files = Directory.GetFiles(folder, "*.patch").Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(3, files.Length);
        await Temporary.GitAsync("checkout", "-q", "-b", "applied", end.State.Origin.BaseCommit);
        await Temporary.GitAsync(["am", "-q", .. files]);
        Assert.Equal(await Temporary.GitAsync("rev-parse", end.State.Origin.IntegrationBranch + "^{tree}"), await Temporary.GitAsync("rev-parse", "applied^{tree}"));
        Assert.Equal("worker|Merge T2: Task 2|T2", await Temporary.GitAsync("log", "-1", "--format=%an|%s|%(trailers:key=Baton-Task,valueonly,separator=)"));
    }

    [Fact]
    public async Task Merge_BaseMovedMeanwhileAndBothPassTogether_MergesThemInTheWorkTreeToo()
    {
        var moved = "";
        var end = await RunAsync("merge", async () => moved = await Temporary.CommitFilesAsync("meanwhile", ("friend.txt", "x\n")), f => f.File("t0.txt", "0\n"));

        var updated = Assert.Single(end.Of<RunEvent.BaseUpdated>());
        Assert.Equal(updated.Commit, await Temporary.GitAsync("rev-parse", "main"));
        Assert.Equal($"{moved} {await Temporary.GitAsync("rev-parse", end.State.Origin.IntegrationBranch)}", await Temporary.GitAsync("log", "-1", "--format=%P"));
        Assert.Equal("", await Temporary.GitAsync("status", "--porcelain", "--untracked-files=no"));
        Assert.True(File.Exists(Path.Combine(Temporary.Root, "t0.txt")) && File.Exists(Path.Combine(Temporary.Root, "friend.txt")));
    }

    [Theory]
    [InlineData("enemy.txt", "does not pass")]
    [InlineData("t0.txt", "conflict in t0.txt")]
    public async Task Merge_BaseMovedMeanwhileAndBothDoNotFit_IsRefusedWithWhatToDo(string path, string reason)
    {
        var moved = "";
        var end = await RunAsync("merge", async () => moved = await Temporary.CommitFilesAsync("meanwhile", (path, "x\n")), f => f.File("t0.txt", "0\n"));

        var updated = Assert.Single(end.Of<RunEvent.BaseUpdated>());
        Assert.Null(updated.Commit);
        Assert.Contains(reason, updated.Refused, StringComparison.Ordinal);
        Assert.Contains("git merge", updated.Refused, StringComparison.Ordinal);
        Assert.Equal(moved, await Temporary.GitAsync("rev-parse", "main"));
        Assert.Equal(RunStatus.Succeeded, end.State.Status);
    }

    private async Task<WaitingEnd> RunAsync(string finish, Func<Task> meanwhile, params Action<FastImport>[] works)
    {
        var list = string.Concat(works.Select((_, n) => $"  T{n}: {{title: Task {n}, estimate: 1h, verify: [{{run: test ! -e trace}}]}}\n"));
        var waiting = new WaitingRun(Temporary.Root, Temporary.StateHome);
        var run = await waiting.WriteAsync($"baton: 1\nname: finish\nfinish: {finish}\nverify: [{{name: whole, run: '{Check}'}}]\ndefaults: {{agent: worker, retry: {{retries: 0}}}}\nagents:\n  worker: {{driver: shell, command: \"false\"}}\ntasks:\n{list}", works);
        await meanwhile();
        return await waiting.DriveAsync(run);
    }
}
