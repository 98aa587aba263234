using Baton.EndToEnd.Tests.Faults;
using Xunit;

namespace Baton.EndToEnd.Tests.Failures;

public sealed class BreakerTests
{
    private const string Flaky = """
        baton: 1
        name: breakers
        breakers: {failures: 2, open: 1500ms, successes: 1, model: off, driver: off}
        defaults: {retry: {retries: 9, initial: 100ms, backoff: fixed}}
        agents: {flaky: {driver: shell}, steady: {driver: shell}}
        tasks:
          one: {agent: flaky, run: 'echo 1 >> MARKS/calls; test -e MARKS/healed', workspace: none}
          two: {agent: flaky, run: 'echo 2 >> MARKS/calls; test -e MARKS/healed', workspace: none}
          other: {agent: steady, run: 'true', workspace: none}
        """;

    [Fact]
    public async Task Failures_open_it_a_restart_finds_it_open_and_a_probe_closes_it()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithPlan(Flaky.Replace("MARKS", bench.Folder, StringComparison.Ordinal));
        var run = bench.Start("run", "plan.yaml");
        await Until.TrueAsync("the breaker opens", () => run.Output.Contains("breaker agent:flaky opened", StringComparison.Ordinal));
        await FailureBench.KillAsync(run);
        var calls = await CallsAsync(bench);
        var status = await bench.BatonAsync("status");
        Assert.Contains("Breaker agent:flaky: open until", status.Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(bench.Mark("healed"), "", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        Assert.Equal("Complete", bench.Status("other"));
        var events = (await bench.EventsAsync()).Where(e => e.Type.StartsWith("Breaker", StringComparison.Ordinal)).Select(e => e.Type).ToList();
        Assert.Equal(["BreakerOpened", "BreakerHalfOpened", "BreakerClosed"], events);
        Assert.Equal(calls + 2, await CallsAsync(bench));
    }

    [Fact]
    public async Task Opened_by_hand_it_holds_its_tasks_until_it_is_closed_by_hand()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("ask: {agent: boss, workspace: none}\none: {run: 'true', workspace: none, needs: [ask]}");
        Assert.Equal(3, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal(2, (await bench.BatonAsync("breaker", "agent:worker", "--open")).ExitCode);
        Assert.Equal(4, (await bench.BatonAsync("breaker", "agent:nobody", "--open", "--reason", "x")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("breaker", "agent:worker", "--open", "--reason", "its key is revoked")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("done", "ask")).ExitCode);

        var held = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(3, held.ExitCode);
        Assert.Contains("Breaker agent:worker: open until it is closed by hand, 1 task waits (one): its key is revoked", held.Output, StringComparison.Ordinal);
        Assert.Equal("Queued", bench.Status("one"));
        var list = await bench.JsonAsync("breaker", "agent:worker");
        Assert.Equal(("Open", "one"), (list["breakers"]![0]!["status"]!.GetValue<string>(), list["breakers"]![0]!["held"]![0]!.GetValue<string>()));
        Assert.Equal(0, (await bench.BatonAsync("breaker", "agent:worker", "--close", "--reason", "renewed")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
    }

    private static async Task<int> CallsAsync(FaultBench bench) => (await File.ReadAllLinesAsync(bench.Mark("calls"))).Length;
}
