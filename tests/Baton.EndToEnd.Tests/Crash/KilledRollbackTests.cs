using Baton.Domain.Runs;
using Baton.TestKit;
using Xunit;

namespace Baton.EndToEnd.Tests.Crash;

/// <summary>Three tasks are merged, one is taken out again; the program is killed while it judges what remains, and before it moves the branch.</summary>
[Trait("suite", "crash")]
[Collection("crash")]
public sealed class KilledRollbackTests
{
    private const int Tasks = 3;

    [Theory]
    [InlineData("git.checkout-fill.before", 1, "")]
    [InlineData("git.checkout-fill.before", 2, "T1")]
    [InlineData("git.update-ref.before", 1, "T1 T2 whole")]
    [InlineData("git.update-ref.after", 1, "T1 T2 whole")]
    public async Task What_was_judged_before_the_kill_is_not_judged_again_and_the_work_goes_once(string point, int nth, string judgedBefore)
    {
        await using var sandbox = await Sandbox.CreateAsync("batch");
        var seen = Path.Combine(sandbox.Folder, "seen");
        await new WaitingRun(sandbox.Repository, Path.Combine(sandbox.Folder, "state")).WriteAsync(Plan(seen), [.. Enumerable.Range(0, Tasks).Select(Work)]);
        Assert.Equal(0, (await sandbox.BatonAsync(null, "run", sandbox.Plan)).ExitCode);
        File.Delete(seen);
        await sandbox.SnapshotAsync();
        string[] command = ["rollback", "T0", "--reason", "wrong", "--plan", sandbox.Plan];
        Assert.Equal((0, ""), (await sandbox.BatonAsync(null, command)) is var first ? (first.ExitCode, first.Error) : default);
        Assert.Equal("T1 T2 whole", Seen(seen));
        var number = sandbox.Points.Select((name, i) => (Name: name, Number: i + 1)).Where(p => p.Name == point).ElementAt(nth - 1).Number;

        await sandbox.RestoreAsync();
        Assert.Equal(Sandbox.KilledExitCode, (await sandbox.BatonAsync($"{number}", command)).ExitCode);
        Assert.Equal(judgedBefore, Seen(seen));
        await sandbox.BatonAsync(null, "run", sandbox.Plan);

        Assert.Equal("T1 T2 whole", Seen(seen));
        var story = await RunStory.ReadOnlyOneAsync(sandbox.Repository);
        var branch = story.State.Origin.IntegrationBranch;
        var reverted = Assert.Single(story.Of<RunEvent.TaskRolledBack>());
        Assert.Equal((reverted.Commit, "t1.txt t2.txt"), (await GitAsync(sandbox, "rev-parse", branch), (await GitAsync(sandbox, "ls-tree", "--name-only", branch, "t0.txt", "t1.txt", "t2.txt")).Replace('\n', ' ')));
        Assert.Equal(story.Of<RunEvent.Merged>().Last().Commit, await GitAsync(sandbox, "rev-parse", branch + "^"));
    }

    private static Task<string> GitAsync(Sandbox sandbox, params string[] words) => TemporaryRepository.GitInAsync(sandbox.Repository, words);

    private static string Seen(string file) => File.Exists(file) ? string.Join(' ', File.ReadAllLines(file)) : "";

    private static Action<FastImport> Work(int n) => import => import.File($"t{n}.txt", $"{n}\n");

    private static string Plan(string seen) => $"""
        baton: 1
        name: batch
        limits: {"{"}concurrent: 8{"}"}
        finish: leave
        env: [{"{"}SEEN: "{seen}"{"}"}]
        verify: [{"{"}name: whole, run: 'echo whole >>"$SEEN"'{"}"}]
        defaults: {"{"}agent: worker, retry: {"{"}retries: 0{"}"}{"}"}
        agents:
          worker: {"{"}driver: shell, command: "false"{"}"}
        tasks:

        """ + string.Concat(Enumerable.Range(0, Tasks).Select(n => $"  T{n}: {{title: Task {n}, estimate: 1h, verify: [{{run: 'echo T{n} >>\"$SEEN\"'}}]}}\n"));
}
