using Baton.EndToEnd.Tests.Faults;
using Xunit;

namespace Baton.EndToEnd.Tests.Failures;

public sealed class RetryTests
{
    /// <summary>Fails with that exit code until it has been called often enough.</summary>
    private static string Flaky(FaultBench bench, int code, int good) =>
        $"'echo x >> {bench.Mark("calls")}; [ $(wc -l < {bench.Mark("calls")}) -ge {good} ] || exit {code}; echo x > a.txt'";

    [Fact]
    public async Task A_flaky_task_is_tried_again_until_it_works_and_its_pauses_are_recorded()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks($"one: {{run: {Flaky(bench, 3, 4)}, outputs: [a.txt], verify: [{{file: a.txt}}], retry: {{retries: 9, backoff: fixed, initial: 100ms, delays: {{exit-code: 0s}}}}}}");

        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        var attempts = FailureBench.TaskOf(await bench.JsonAsync("status"), "one")["attempts"]!.AsArray();
        Assert.Equal(["exit-code", "exit-code", "exit-code", null], attempts.Select(a => a!["failureCode"]?.GetValue<string>()));
        Assert.Equal(3, (await bench.EventsAsync()).Count(e => e.Type == "RetryScheduled"));
    }

    [Fact]
    public async Task A_code_that_is_never_tried_again_is_a_dead_letter_at_once()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks($"one: {{run: {Flaky(bench, 3, 2)}, outputs: [a.txt], verify: [{{file: a.txt}}], retry: {{retries: 5, initial: 100ms, never: exit-code}}}}");

        Assert.Equal(1, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        Assert.Equal("DeadLettered", bench.Status("one"));
        Assert.Single(await File.ReadAllLinesAsync(bench.Mark("calls"), TestContext.Current.CancellationToken));
    }
}
