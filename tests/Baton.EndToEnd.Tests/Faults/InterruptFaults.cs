using System.Text.RegularExpressions;
using Xunit;

namespace Baton.EndToEnd.Tests.Faults;

/// <summary>Signals and kills, and what another terminal may say meanwhile.</summary>
public sealed class InterruptFaults
{
    /// <summary>Drafts something, tells that it is at work, and never ends; finishes at once when <c>go</c> is there.</summary>
    private static async Task<FaultBench> BenchAsync(string more = "")
    {
        var bench = await FaultBench.CreateAsync();
        return bench.WithTasks($"one: {{run: 'echo draft > a.txt; echo begun >> {bench.Mark("begun")}; until [ -e {bench.Mark("go")} ]; do sleep 0.05; done; echo done > a.txt', outputs: [a.txt], verify: [{{file: a.txt}}], retry: {{retries: 0, initial: 100ms}}}}\n{more}");
    }

    private static Task BegunAsync(FaultBench bench, int times = 1) =>
        Until.TrueAsync("the agent is at work", () => File.Exists(bench.Mark("begun")) && File.ReadAllLines(bench.Mark("begun")).Length == times);

    private static void LetGo(FaultBench bench) => File.WriteAllText(bench.Mark("go"), "");

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task One_signal_ends_the_agents_keeps_their_work_and_the_run_goes_on_later(string signal)
    {
        await using var bench = await BenchAsync();
        var run = bench.Start("run", "plan.yaml");
        await BegunAsync(bench);

        await run.SignalGroupAsync(signal);
        var ended = await run.EndAsync();

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains("baton run plan.yaml", ended.Output, StringComparison.Ordinal);
        Assert.Empty(bench.Processes());
        Assert.Equal("draft\n", await bench.Repository.ReadAtAsync(Assert.Single(await bench.KeptAsync()), "a.txt"));
        LetGo(bench);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
    }

    [Fact]
    public async Task A_second_signal_ends_at_once_and_leaves_no_process()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks($"one: {{run: 'trap \"\" INT TERM; echo draft > a.txt; echo begun >> {bench.Mark("begun")}; until [ -e {bench.Mark("go")} ]; do sleep 0.05; done; echo done > a.txt', outputs: [a.txt], verify: [{{file: a.txt}}]}}");
        var run = bench.Start("run", "plan.yaml");
        await BegunAsync(bench);

        await run.SignalAsync("INT");
        await Until.TrueAsync("the first signal is told", () => run.Error.Contains("Once more", StringComparison.Ordinal));
        await run.SignalAsync("INT");
        var ended = await run.EndAsync();

        Assert.Equal(3, ended.ExitCode);
        Assert.Empty(bench.Processes());
        LetGo(bench);
        var again = await bench.BatonAsync("run", "plan.yaml");
        Assert.Equal(0, again.ExitCode);
        Assert.Contains(await bench.KeptAsync(), r => bench.Repository.ReadAtAsync(r, "a.txt").GetAwaiter().GetResult() == "draft\n");
    }

    [Fact]
    public async Task An_interrupt_during_a_check_leaves_nothing_half_done()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks($"one: {{run: 'echo once >> {bench.Mark("count")}; echo x > a.txt', outputs: [a.txt], verify: [{{run: 'echo begun >> {bench.Mark("begun")}; until [ -e {bench.Mark("go")} ]; do sleep 0.05; done'}}]}}");
        var run = bench.Start("run", "plan.yaml");
        await BegunAsync(bench);

        await run.SignalGroupAsync("INT");
        await Until.TrueAsync("the first signal is told", () => run.Error.Contains("Once more", StringComparison.Ordinal));
        await run.SignalGroupAsync("INT");
        var ended = await run.EndAsync();

        Assert.Equal(3, ended.ExitCode);
        Assert.Empty(bench.Processes());
        LetGo(bench);
        Assert.Equal(0, (await bench.BatonAsync("run", "plan.yaml")).ExitCode);
        Assert.Equal("once\n", File.ReadAllText(bench.Mark("count")));
    }

    [Fact]
    public async Task After_a_kill_the_agent_is_found_again_and_its_work_is_not_done_twice()
    {
        await using var bench = await BenchAsync();
        var run = bench.Start("run", "plan.yaml");
        await BegunAsync(bench);
        await run.SignalAsync("KILL");
        await run.EndAsync();

        var status = await bench.BatonAsync("status");
        Assert.Contains("Nobody drives it now", status.Output, StringComparison.Ordinal);
        var resumed = bench.Start("resume");
        await Until.TrueAsync("somebody drives the run", async () => (await bench.BatonAsync("status")).Output.Contains("Driven by", StringComparison.Ordinal));
        LetGo(bench);

        Assert.Equal(0, (await resumed.EndAsync()).ExitCode);
        Assert.Single(File.ReadAllLines(bench.Mark("begun")));
    }

    [Fact]
    public async Task After_a_kill_commands_are_carried_out_without_waiting_for_the_agent()
    {
        await using var bench = await BenchAsync("two: {agent: boss, workspace: none, retry: 0}");
        var run = bench.Start("run", "plan.yaml");
        await BegunAsync(bench);
        await run.SignalAsync("KILL");
        await run.EndAsync();

        Assert.Equal(0, (await bench.BatonAsync("done", "two")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("pause")).ExitCode);
        Assert.NotEmpty(bench.Processes());
        Assert.Equal(0, (await bench.BatonAsync("cancel", "one")).ExitCode);

        Assert.Empty(bench.Processes());
        Assert.Equal("Cancelled", bench.Status("one"));
        Assert.Equal("draft\n", await bench.Repository.ReadAtAsync((await bench.KeptAsync()).Single(r => r.Contains("/one", StringComparison.Ordinal)), "a.txt"));
    }

    [Fact]
    public async Task A_second_run_is_refused_and_told_who_drives_it_while_commands_reach_the_first()
    {
        await using var bench = await BenchAsync("two: {run: 'true', workspace: none, needs: [one]}\nthree: {run: [sleep, '1000'], workspace: none}\nfour: {run: 'test -e ../four', workspace: none}");
        var run = bench.Start("run", "plan.yaml", "--wait");
        await BegunAsync(bench);
        await Until.TrueAsync("four has failed", () => bench.Status("four") == "DeadLettered");

        var second = await bench.BatonAsync("run", "plan.yaml");
        Assert.Equal(4, second.ExitCode);
        Assert.Contains($"process {run.Pid} ", second.Error, StringComparison.Ordinal);

        Assert.Equal(0, (await bench.BatonAsync("pause", "--reason", "lunch")).ExitCode);
        Assert.Contains("Paused", (await bench.BatonAsync("status")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await bench.BatonAsync("cancel", "three")).ExitCode);
        await Until.TrueAsync("three is cancelled", () => bench.Status("three") == "Cancelled");
        LetGo(bench);
        await Until.TrueAsync("one is complete", () => bench.Status("one") == "Complete");
        Assert.Equal("Pending", bench.Status("two"));
        Assert.Equal(4, (await bench.BatonAsync("retry", "one")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("skip", "three", "--reason", "too slow")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("retry", "four")).ExitCode);
        Assert.Equal(0, (await bench.BatonAsync("resume")).ExitCode);

        var ended = await run.EndAsync();
        Assert.Equal(1, ended.ExitCode);
        Assert.Equal("Complete", bench.Status("two"));
        Assert.Contains("paused by tester: lunch", ended.Output, StringComparison.Ordinal);
        Assert.Matches(new Regex("four +gets another chance from tester"), ended.Output);
    }

    [Fact]
    public async Task Cancelling_the_run_from_another_terminal_ends_it_with_its_work_kept()
    {
        await using var bench = await BenchAsync();
        var run = bench.Start("run", "plan.yaml");
        await BegunAsync(bench);

        Assert.Equal(0, (await bench.BatonAsync("cancel", "--reason", "enough")).ExitCode);
        var ended = await run.EndAsync();

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("The run is Cancelled: enough", ended.Output, StringComparison.Ordinal);
        Assert.Empty(bench.Processes());
        Assert.Equal("draft\n", await bench.Repository.ReadAtAsync(Assert.Single(await bench.KeptAsync()), "a.txt"));
    }

    [Fact]
    public async Task A_reader_that_closes_the_pipe_does_not_stop_the_run()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("one: {run: 'echo said; echo x > a.txt', outputs: [a.txt], verify: [{file: a.txt}]}\ntwo: {run: 'cp a.txt b.txt', outputs: [b.txt], verify: [{file: b.txt}], needs: [one]}");

        var run = await bench.ShellAsync("$BATON run plan.yaml | head -1; echo ${PIPESTATUS[0]}");

        Assert.EndsWith("\n0\n", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
        Assert.Equal("Complete", bench.Status("two"));
        var read = await bench.ShellAsync("for words in report 'logs one' 'watch --json' 'status --json'; do $BATON $words | head -c 1 >/dev/null; echo ${PIPESTATUS[0]}; done");
        Assert.Equal("0\n0\n0\n0\n", read.Output);
        Assert.Equal("", read.Error);
    }
}
