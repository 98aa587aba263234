using Xunit;

namespace Baton.EndToEnd.Tests.Faults;

/// <summary>Commands that print too much, never end, or leave processes behind.</summary>
public sealed class AgentFaults
{
    [Fact]
    public async Task A_gigabyte_of_output_is_bounded_on_disk_and_the_run_goes_on()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("loud: {run: 'head -c 1G /dev/zero | tr \"\\0\" x; echo end > a.txt', outputs: [a.txt], verify: [{file: a.txt}]}");

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(0, run.ExitCode);
        var used = await bench.ShellAsync("du -sm .baton | cut -f1");
        Assert.InRange(int.Parse(used.Output, System.Globalization.CultureInfo.InvariantCulture), 1, 100);
    }

    [Fact]
    public async Task Output_of_nuls_and_bytes_that_are_no_text_hurts_nothing()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("""
            odd: {run: 'head -c 100000 /dev/zero; printf "\377\376\033[2J\303\050\n\a\r"; exit 7', outputs: [a.txt], verify: [{file: a.txt}]}
            """);

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(1, run.ExitCode);
        foreach (var words in new string[][] { ["show", "odd"], ["status"], ["report"], ["show", "odd", "--json"], ["list"] })
        {
            var told = await bench.BatonAsync([.. words]);
            Assert.Equal(0, told.ExitCode);
            Assert.DoesNotContain(told.Output, c => char.IsControl(c) && c is not ('\n' or '\t'));
        }

        Assert.DoesNotContain(run.Output, c => char.IsControl(c) && c is not ('\n' or '\t'));
        Assert.Equal(0, (await bench.BatonAsync("logs", "odd")).ExitCode);
    }

    [Fact]
    public async Task A_command_without_end_is_stopped_at_its_timeout_with_its_whole_tree_and_its_work_is_kept()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("""
            endless: {run: 'echo draft > a.txt; (trap "" TERM; sleep 1000) & sh -c "trap \"\" TERM; while :; do sleep 1; done"', outputs: [a.txt], verify: [{file: a.txt}], timeout: 1s}
            """);

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("endless#1 did not end within", run.Output, StringComparison.Ordinal);
        Assert.Empty(bench.Processes());
        var kept = Assert.Single(await bench.KeptAsync());
        Assert.Equal("draft\n", await bench.Repository.ReadAtAsync(kept, "a.txt"));
    }

    [Fact]
    public async Task A_process_left_in_the_background_is_ended_counted_and_reported()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("fork: {run: 'echo x > a.txt; nohup setsid sleep 1000 >/dev/null 2>&1 & nohup sleep 1000 >/dev/null 2>&1 & exit 0', outputs: [a.txt], verify: [{file: a.txt}]}");

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(bench.Processes());
        Assert.Contains("2 processes left behind", (await bench.BatonAsync("show", "fork")).Output, StringComparison.Ordinal);
        Assert.Contains("2 processes left behind", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_kills_its_parent_fails_its_attempt_and_no_more()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("""
            killer: {run: 'echo draft > a.txt; kill -9 $PPID; kill -9 $$', outputs: [a.txt], verify: [{file: a.txt}], retry: {retries: 0, initial: 100ms}}
            other: {run: 'echo x > b.txt', outputs: [b.txt], verify: [{file: b.txt}]}
            """);

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal("Complete", bench.Status("other"));
        Assert.InRange(run.ExitCode, 1, 3);
        Assert.Empty(bench.Processes());
        Assert.All(await bench.KeptAsync(), kept => Assert.Contains("refs/baton/", kept, StringComparison.Ordinal));
        var killed = (await bench.KeptAsync()).First(r => r.Contains("/killer", StringComparison.Ordinal));
        Assert.Equal("draft\n", await bench.Repository.ReadAtAsync(killed, "a.txt"));
        Assert.Contains("killer", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_killed_by_a_signal_is_told_by_the_signals_name()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("killed: {run: 'kill -9 $$', outputs: [a.txt], verify: [{file: a.txt}]}");

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("exit code 137 (signal 9, SIGKILL)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Saying_done_without_doing_anything_is_caught()
    {
        await using var bench = await FaultBench.CreateAsync();
        bench.WithTasks("idle: {run: 'echo all done', outputs: [a.txt], verify: [{file: a.txt}]}");

        var run = await bench.BatonAsync("run", "plan.yaml");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("changed nothing; it owes a.txt", run.Output, StringComparison.Ordinal);
    }
}
