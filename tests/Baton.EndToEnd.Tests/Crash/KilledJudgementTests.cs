using Baton.Domain.Runs;
using Baton.TestKit;
using Xunit;

namespace Baton.EndToEnd.Tests.Crash;

/// <summary>Four pieces of accepted work are judged together, one after the other; the program is killed between two of them.</summary>
[Trait("suite", "crash")]
[Collection("crash")]
public sealed class KilledJudgementTests
{
    private const int Tasks = 4;
    private const string Checkout = "git.checkout-fill.before";

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "T0 whole")]
    [InlineData(3, "T0 whole T1")]
    [InlineData(4, "T0 whole T1 T2")]
    public async Task What_was_judged_before_the_kill_is_not_judged_again(int checkout, string judgedBefore)
    {
        await using var sandbox = await Sandbox.CreateAsync("batch");
        var seen = Path.Combine(sandbox.Folder, "seen");
        await new WaitingRun(sandbox.Repository, Path.Combine(sandbox.Folder, "state")).WriteAsync(Plan(seen), [.. Enumerable.Range(0, Tasks).Select(Work)]);
        await sandbox.SnapshotAsync();
        Assert.Equal((0, ""), (await sandbox.BatonAsync(null, "run", sandbox.Plan)) is var first ? (first.ExitCode, first.Error) : default);
        Assert.Equal("T0 whole T1 T2 T3", Seen(seen));
        var points = sandbox.Points.Select((name, i) => (Name: name, Number: i + 1)).Where(p => p.Name == Checkout).ToList();
        Assert.Equal(Tasks, points.Count);

        await sandbox.RestoreAsync();
        Assert.Equal(Sandbox.KilledExitCode, (await sandbox.BatonAsync($"{points[checkout - 1].Number}", "run", sandbox.Plan)).ExitCode);
        Assert.Equal(judgedBefore, Seen(seen));
        Assert.Equal((0, ""), (await sandbox.BatonAsync(null, "run", sandbox.Plan)) is var second ? (second.ExitCode, second.Error) : default);

        Assert.Equal("T0 whole T1 T2 T3", Seen(seen));
        var story = await RunStory.ReadOnlyOneAsync(sandbox.Repository);
        var tip = await TemporaryRepository.GitInAsync(sandbox.Repository, "rev-parse", story.State.Origin.IntegrationBranch);
        var evidence = story.Of<RunEvent.EvidenceRecorded>().Select(e => e.Evidence).Where(e => e.Stage == Domain.Evidence.EvidenceStage.Merge).ToList();
        Assert.Equal((Tasks, tip), (evidence.Count, Assert.Single(evidence.Select(e => e.Commit).Distinct())));
        Assert.All(evidence, e => Assert.Contains(e.Results, r => r.Name == "whole"));
    }

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
