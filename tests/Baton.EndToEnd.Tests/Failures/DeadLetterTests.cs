using Baton.EndToEnd.Tests.Faults;
using Xunit;

namespace Baton.EndToEnd.Tests.Failures;

public sealed class DeadLetterTests
{
    /// <summary>Two that fail with an exit code until a mark is there, one that does nothing, and one that needs the first.</summary>
    private static async Task<FaultBench> FailedAsync(string limits = "limits: {concurrent: 4}")
    {
        var bench = await FaultBench.CreateAsync();
        bench.WithTasks($$"""
            one: {run: 'echo trying; cp $BATON_INSTRUCTIONS {{bench.Mark("seen")}}; test -e {{bench.Mark("healed")}} && echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}]}
            two: {run: 'test -e {{bench.Mark("healed")}} && echo x > b.txt', outputs: [b.txt], verify: [{file: b.txt}]}
            idle: {run: 'true', outputs: [c.txt], verify: [{file: c.txt}]}
            next: {run: 'echo x > d.txt', outputs: [d.txt], verify: [{file: d.txt}], needs: [one]}
            """, limits);
        Assert.Equal(1, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        return bench;
    }

    [Fact]
    public async Task Exhausted_work_is_listed_with_its_error_attempts_log_and_statistics()
    {
        await using var bench = await FailedAsync();

        var list = await bench.JsonAsync("dead-letters");

        Assert.Equal(["idle", "one", "two"], FailureBench.Names(list["deadLetters"]!, "task").Order());
        Assert.Equal((3, "exit-code", 2), (list["totals"]!["waiting"]!.GetValue<int>(), list["totals"]!["byCode"]![0]!["name"]!.GetValue<string>(), list["totals"]!["byCode"]![0]!["count"]!.GetValue<int>()));
        var one = list["deadLetters"]!.AsArray().Single(l => l!["task"]!.GetValue<string>() == "one")!;
        Assert.Equal("trying\n", await File.ReadAllTextAsync(one["log"]!.GetValue<string>(), TestContext.Current.CancellationToken));
        Assert.Equal((1, "Waiting"), (one["attempts"]!.GetValue<int>(), one["standing"]!.GetValue<string>()));
        var text = (await bench.BatonAsync("dead-letters")).Output;
        Assert.All(["3 wait for a decision", "exit-code 2, nothing-done 1", "baton resubmit TASK"], word => Assert.Contains(word, text, StringComparison.Ordinal));
        Assert.Contains("3 dead letters wait", (await bench.BatonAsync("status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_is_resubmitted_with_instructions_and_its_new_attempt_names_the_old_one()
    {
        await using var bench = await FailedAsync();
        await File.WriteAllTextAsync(bench.Mark("healed"), "", TestContext.Current.CancellationToken);

        Assert.Equal(0, (await bench.BatonAsync("resubmit", "one", "--instructions", "mind the gap")).ExitCode);
        Assert.Equal(1, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        Assert.Equal(("Complete", "Complete", "DeadLettered"), (bench.Status("one"), bench.Status("next"), bench.Status("two")));
        Assert.Contains("mind the gap", await File.ReadAllTextAsync(bench.Mark("seen"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("again after attempt 1: mind the gap", (await bench.BatonAsync("show", "one")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_are_resubmitted_at_once()
    {
        await using var bench = await FailedAsync();
        await File.WriteAllTextAsync(bench.Mark("healed"), "", TestContext.Current.CancellationToken);
        Assert.Equal(2, (await bench.BatonAsync("resubmit")).ExitCode);
        Assert.Equal(2, (await bench.BatonAsync("resubmit", "one", "--all")).ExitCode);
        Assert.Equal(4, (await bench.BatonAsync("resubmit", "next")).ExitCode);
        Assert.Equal(4, (await bench.BatonAsync("resubmit", "--code", "timeout")).ExitCode);

        Assert.Equal(0, (await bench.BatonAsync("resubmit", "--code", "exit-code")).ExitCode);
        Assert.Equal(1, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        Assert.Equal(("Complete", "Complete", "DeadLettered"), (bench.Status("one"), bench.Status("two"), bench.Status("idle")));
    }

    [Fact]
    public async Task A_resolved_one_is_given_up_with_who_and_why_and_what_needs_it_waits_unless_it_is_skipped()
    {
        await using var bench = await FailedAsync();
        Assert.Equal(2, (await bench.BatonAsync("resolve", "one")).ExitCode);

        Assert.Equal(0, (await bench.BatonAsync("resolve", "two", "--reason", "done elsewhere")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("resolve", "one", "--reason", "not needed", "--skip", "--by", "ann")).ExitCode);
        Assert.Equal(1, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);

        Assert.Equal(("Skipped", "Complete", "Cancelled"), (bench.Status("one"), bench.Status("next"), bench.Status("two")));
        var all = await bench.JsonAsync("dead-letters", "--all");
        Assert.Equal(["Resolved", "Skipped", "Waiting"], FailureBench.Names(all["deadLetters"]!, "standing").Order());
        Assert.Contains(all["deadLetters"]!.AsArray(), l => l!["by"]?.GetValue<string>() == "ann" && l["why"]!.GetValue<string>() == "not needed");
        Assert.Equal(1, all["totals"]!["waiting"]!.GetValue<int>());
    }

    [Fact]
    public async Task Old_ones_expire_by_hand_and_by_the_plan()
    {
        await using var bench = await FailedAsync();
        Assert.Contains("3 wait", (await bench.BatonAsync("dead-letters", "--expire", "1h")).Output, StringComparison.Ordinal);
        Assert.Contains("No dead letter", (await bench.BatonAsync("dead-letters", "--expire", "0s")).Output, StringComparison.Ordinal);
        Assert.Equal("Cancelled", bench.Status("two"));
        Assert.Equal(3, (await bench.EventsAsync()).Count(e => e.Type == "DeadLetterExpired"));

        await using var planned = await FailedAsync("limits: {deadLetters: 1s}");
        await Until.TrueAsync("the letters are old", async () => (await planned.JsonAsync("dead-letters"))["totals"]!["medianSeconds"]!.GetValue<double>() > 1);
        await planned.BatonAsync("dead-letters", "--expire", "100h");
        Assert.Equal(3, (await planned.EventsAsync()).Count(e => e.Type == "DeadLetterExpired"));
    }
}
