using Baton.EndToEnd.Tests.Faults;
using Xunit;

namespace Baton.EndToEnd.Tests.Failures;

/// <summary>The four time-outs, with the program killed in between where that could make it forget.</summary>
public sealed class TimeoutTests
{
    [Fact]
    public async Task A_task_that_gets_no_place_in_time_waits_for_a_person_also_after_a_kill()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks($"busy: {{run: 'touch {bench.Mark("busy")}; until [ -e {bench.Mark("go")} ]; do sleep 0.05; done', workspace: none, priority: critical}}\nlate: {{run: 'true', workspace: none, startWithin: 1s}}", "limits: {concurrent: 1}");
        var run = bench.Start("run", "plan.yaml");
        await FailureBench.MarkedAsync(bench, "busy");
        await FailureBench.KillAsync(run);
        var again = bench.Start("run", "plan.yaml");
        await Until.TrueAsync("the task is blocked", () => again.Output.Contains("blocked: late", StringComparison.Ordinal));
        await File.WriteAllTextAsync(bench.Mark("go"), "", TestContext.Current.CancellationToken);
        var ended = await again.EndAsync();

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("startWithin", ended.Output, StringComparison.Ordinal);
        Assert.Equal(("Complete", "Blocked"), (bench.Status("busy"), bench.Status("late")));
        Assert.Equal(0, (await bench.BatonAsync("retry", "late")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
    }

    [Theory]
    [InlineData("timeout: 2s", "timeout")]
    [InlineData("heartbeat: 2s", "silence")]
    public async Task An_attempts_time_runs_on_while_nobody_drives(string limit, string code)
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks($"one: {{run: 'touch {bench.Mark("begun")}; sleep 1000', workspace: none, {limit}}}");
        var run = bench.Start("run", "plan.yaml");
        await FailureBench.MarkedAsync(bench, "begun");
        await FailureBench.KillAsync(run);
        await Until.TrueAsync("its time is over", () => File.GetLastWriteTimeUtc(bench.Mark("begun")).AddSeconds(3) < TimeProvider.System.GetUtcNow().UtcDateTime);

        var ended = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(1, ended.ExitCode);
        var attempt = Assert.Single(FailureBench.TaskOf(await bench.JsonAsync("status"), "one")["attempts"]!.AsArray());
        Assert.Equal(code, attempt!["failureCode"]!.GetValue<string>());
        Assert.Empty(bench.Processes());
    }

    [Fact]
    public async Task Silent_work_on_files_is_a_sign_of_life()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("""
            quiet: {run: 'mkdir -p deep/er; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do echo $i > deep/er/a.txt; sleep 0.2; done', outputs: [deep/er/a.txt], verify: [{file: deep/er/a.txt}], heartbeat: 1s}
            dead: {run: 'echo x > b.txt; sleep 1000', outputs: [b.txt], verify: [{file: b.txt}], heartbeat: 1s}
            """);

        Assert.Equal(1, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        Assert.Equal(("Complete", "DeadLettered"), (bench.Status("quiet"), bench.Status("dead")));
        Assert.Contains("printed nothing and changed no file", (await bench.BatonAsync("show", "dead")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_runs_time_runs_on_while_nobody_drives()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks($"one: {{run: 'touch {bench.Mark("begun")}; sleep 1000', workspace: none}}", "limits: {timeout: 2s}");
        var run = bench.Start("run", "plan.yaml");
        await FailureBench.MarkedAsync(bench, "begun");
        await FailureBench.KillAsync(run);
        await Until.TrueAsync("its time is over", () => File.GetLastWriteTimeUtc(bench.Mark("begun")).AddSeconds(3) < TimeProvider.System.GetUtcNow().UtcDateTime);

        Assert.Equal(1, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        Assert.Equal("Cancelled", (await bench.JsonAsync("status"))["state"]!.GetValue<string>());
        Assert.Empty(bench.Processes());
    }
}
