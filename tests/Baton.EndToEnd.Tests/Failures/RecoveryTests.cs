using Baton.EndToEnd.Tests.Faults;
using Xunit;

namespace Baton.EndToEnd.Tests.Failures;

/// <summary>A program that is not there yet: what is recovered is found out by looking, not by waiting.</summary>
public sealed class RecoveryTests
{
    private static async Task<FaultBench> WithoutToolAsync(string recovery)
    {
        var bench = await FaultBench.CreateAsync();
        return bench.WithPlan($$"""
            baton: 1
            name: recovery
            recovery: {faults: [ours, program-missing], {{recovery}}}
            defaults: {retry: 0}
            agents: {own: {driver: shell, command: [{{bench.Mark("tool")}}]} }
            tasks:
              one: {agent: own, outputs: [a.txt], verify: [{file: a.txt}]}
            """);
    }

    private static async Task InstallAsync(FaultBench bench) =>
        (await bench.ShellAsync($"printf '#!/bin/sh\necho x > a.txt\n' > {bench.Mark("draft")}; chmod +x {bench.Mark("draft")}; mv {bench.Mark("draft")} {bench.Mark("tool")}")).MustSucceed();

    [Fact]
    public async Task Probes_go_on_until_the_program_is_there_and_only_then_an_attempt_starts()
    {
        await using var bench = await WithoutToolAsync("strategy: linear, attempts: 10, initial: 500ms");
        var run = bench.Start("run", "plan.yaml");
        await Until.TrueAsync("a probe has failed", () => run.Output.Contains("cannot be tried again yet", StringComparison.Ordinal));
        await InstallAsync(bench);
        Assert.Equal(0, (await run.EndAsync()).ExitCode);

        var attempts = FailureBench.TaskOf(await bench.JsonAsync("status"), "one")["attempts"]!.AsArray();
        Assert.Equal(["program-missing", null], attempts.Select(a => a!["failureCode"]?.GetValue<string>()));
        var probes = (await bench.EventsAsync()).Where(e => e.Type == "RecoveryProbed").ToList();
        Assert.Contains("program", probes[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("one can be tried again", probes[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manual_waits_for_a_person_at_once_and_does_not_take_their_word_for_it()
    {
        await using var bench = await WithoutToolAsync("strategy: manual");
        Assert.Equal(3, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal("Blocked", bench.Status("one"));

        Assert.Equal(0, (await bench.BatonAsync("retry", "one")).ExitCode);
        Assert.Equal(3, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Single(FailureBench.TaskOf(await bench.JsonAsync("status"), "one")["attempts"]!.AsArray());

        await InstallAsync(bench);
        Assert.Equal(0, (await bench.BatonAsync("retry", "one")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
    }
}
