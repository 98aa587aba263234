using System.Diagnostics;
using System.Globalization;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Xunit;

namespace Baton.Engine.Tests.Agents;

public sealed class AttemptProcessesTests
{
    [Fact]
    public async Task The_exit_code_and_the_output_of_a_command_are_kept()
    {
        await using var attempt = new AttemptFolder();
        var exit = await attempt.RunAsync(attempt.Shell("echo out; echo err >&2; exit 7"));
        Assert.Equal(new ProcessExit(7, 0, 8), exit);
        Assert.Equal("out\nerr\n", attempt.Output());
    }

    [Theory]
    [InlineData("KILL", 137)]
    [InlineData("TERM", 143)]
    [InlineData("SEGV", 139)]
    public async Task A_command_ended_by_a_signal_exits_with_128_and_the_signal(string signal, int expected)
    {
        await using var attempt = new AttemptFolder();
        var exit = await attempt.RunAsync(attempt.Shell($"kill -{signal} $$; sleep 100"));
        Assert.Equal(expected, exit.ExitCode);
    }

    [Fact]
    public async Task An_agent_that_writes_its_own_exit_code_and_kills_its_supervisor_has_none()
    {
        await using var attempt = new AttemptFolder();
        var exit = await attempt.RunAsync(attempt.Shell($"echo 0 > {attempt.File("exit")}; kill -9 $PPID; exit 9"));
        Assert.Null(exit.ExitCode);
    }

    [Fact]
    public async Task A_missing_command_exits_with_127_and_says_so()
    {
        await using var attempt = new AttemptFolder();
        var exit = await attempt.RunAsync(attempt.Words("no-such-program-here", "x"));
        Assert.Equal(127, exit.ExitCode);
        Assert.Contains("no-such-program-here", attempt.Output(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_that_is_a_command_of_the_shell_is_looked_up_as_a_program()
    {
        await using var attempt = new AttemptFolder();
        var exit = await attempt.RunAsync(attempt.Words("exit", "3"));
        Assert.Equal(127, exit.ExitCode);
    }

    [Theory]
    [InlineData("exit 3", 3, "")]
    [InlineData("A=1 env --version", 0, "env")]
    [InlineData("expr 2 + 3", 0, "5")]
    [InlineData("no-such-program x", 127, "no-such-program")]
    [InlineData("cd / ; pwd", 0, "/")]
    public async Task A_text_for_the_shell_means_what_the_shell_says(string text, int exitCode, string said)
    {
        await using var attempt = new AttemptFolder();
        Assert.Equal(exitCode, (await attempt.RunAsync(attempt.Shell(text))).ExitCode);
        Assert.StartsWith(said, attempt.Output(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_reach_the_command_unchanged()
    {
        await using var attempt = new AttemptFolder();
        await attempt.RunAsync(attempt.Words("printf", "[%s]", "a b", "$HOME", "'q\"", "", "-n", "ü\n"));
        Assert.Equal("[a b][$HOME]['q\"][][-n][ü\n]", attempt.Output());
    }

    [Fact]
    public async Task The_environment_holds_only_what_was_granted_and_the_cookie()
    {
        await using var attempt = new AttemptFolder();
        await attempt.RunAsync(attempt.Words("env"));
        var names = attempt.Output().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('=')[0]).Order();
        Assert.Equal(["BATON_ATTEMPT", "PATH", "PWD"], names);
    }

    [Fact]
    public async Task Signals_and_descriptors_of_Baton_do_not_reach_the_command()
    {
        await using var attempt = new AttemptFolder();
        await attempt.RunAsync(attempt.Shell("ls /proc/self/fd | wc -l; grep -E 'SigIgn|SigBlk' /proc/self/status"));
        var lines = attempt.Output().Split('\n');
        Assert.Equal("4", lines[0].Trim());
        const ulong Standard = 0x7fffffff;
        Assert.All(lines[1..3], l => Assert.Equal(0UL, ulong.Parse(l.Split('\t')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Standard));
    }

    [Fact]
    public async Task Standard_input_comes_from_the_file()
    {
        await using var attempt = new AttemptFolder();
        await File.WriteAllTextAsync(attempt.File("in"), "hello\n");
        await attempt.RunAsync(attempt.Words("cat") with { StandardInputFile = attempt.File("in") });
        Assert.Equal("hello\n", attempt.Output());
    }

    [Fact]
    public async Task A_folder_that_is_missing_is_refused_with_the_reason()
    {
        await using var attempt = new AttemptFolder();
        var spec = attempt.Shell("true") with { WorkingDirectory = "/no/such/folder" };
        var refused = await Assert.ThrowsAsync<AttemptStartException>(() => attempt.StartAsync(spec));
        Assert.Contains("/no/such/folder", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_lines_are_told_once_in_order_and_weird_bytes_do_no_harm()
    {
        await using var attempt = new AttemptFolder();
        var lines = new List<string>();
        await attempt.RunAsync(attempt.Shell("echo one; sleep 0.6; printf 'two\\n\\377\\000\\n'; printf last"), p => lines.AddRange(p.Lines));
        Assert.Equal(["one", "two", "\uFFFD\uFFFD", "last"], lines);
    }

    [Fact]
    public async Task Starting_twice_starts_once()
    {
        await using var attempt = new AttemptFolder();
        var spec = attempt.Shell("echo x >> started; sleep 1000");
        var first = await attempt.StartAsync(spec);
        await attempt.LineOfAsync("started");
        var other = new AttemptProcesses(TimeProvider.System);
        Assert.Equal(first, await attempt.StartAsync(spec));
        Assert.Equal(first, await other.StartAsync(spec, TestContext.Current.CancellationToken));
        await other.StopAsync(attempt.Folder, first, TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal("x\n", await File.ReadAllTextAsync(attempt.File("started")));
        Assert.Equal(143, (await attempt.WatchAsync(first)).ExitCode);
    }

    [Fact]
    public async Task Of_supervisors_that_race_for_the_claim_one_starts_the_agent()
    {
        await using var attempt = new AttemptFolder();
        await File.WriteAllTextAsync(attempt.File("output.log"), "");
        var spec = attempt.Shell("echo x >> started; sleep 0.3");
        var rivals = Enumerable.Range(0, 8).Select(_ => new AttemptProcesses(TimeProvider.System)).ToArray();
        var ids = await Task.WhenAll(rivals.Select(r => Task.Run(() => r.StartAsync(spec, TestContext.Current.CancellationToken))));
        Assert.Single(ids.Distinct());
        var exits = await Task.WhenAll(rivals.Select((r, i) => r.WatchAsync(attempt.Folder, ids[i], null, TestContext.Current.CancellationToken)));
        Assert.All(exits, e => Assert.Equal(0, e.ExitCode));
        Assert.Equal("x\n", await File.ReadAllTextAsync(attempt.File("started")));
    }

    [Fact]
    public async Task A_finished_attempt_is_not_started_again_and_its_exit_is_read_from_disk()
    {
        await using var attempt = new AttemptFolder();
        var spec = attempt.Shell("echo x >> started; exit 5");
        await attempt.RunAsync(spec);
        var other = new AttemptProcesses(TimeProvider.System);
        var id = await other.StartAsync(spec, TestContext.Current.CancellationToken);
        var exit = await other.WatchAsync(attempt.Folder, id, null, TestContext.Current.CancellationToken);
        Assert.Equal(5, exit.ExitCode);
        Assert.Equal("x\n", await File.ReadAllTextAsync(attempt.File("started")));
    }

    [Fact]
    public async Task An_attempt_stopped_before_it_began_never_begins()
    {
        await using var attempt = new AttemptFolder();
        await attempt.Processes.StopAsync(attempt.Folder, new ProcessIdentity(0, 0, ""), TimeSpan.Zero, TestContext.Current.CancellationToken);
        var exit = await attempt.RunAsync(attempt.Shell("echo x >> started"));
        Assert.Null(exit.ExitCode);
        Assert.False(File.Exists(attempt.File("started")));
    }

    [Fact]
    public async Task A_killed_supervisor_leaves_the_exit_unknown_and_no_process()
    {
        await using var attempt = new AttemptFolder();
        var id = await attempt.StartAsync(attempt.Shell("echo $$ > pid; exec sleep 1000"));
        var agent = await attempt.LineOfAsync("pid");
        Process.GetProcessById(id.Pid).Kill();
        var exit = await attempt.WatchAsync(id);
        Assert.Null(exit.ExitCode);
        Assert.Equal(1, exit.Survivors);
        Assert.False(AttemptFolder.Lives(agent));
    }

    [Fact]
    public async Task A_pid_that_belongs_to_somebody_else_now_is_neither_watched_nor_stopped()
    {
        await using var attempt = new AttemptFolder();
        await attempt.RunAsync(attempt.Shell("exit 4"));
        using var stranger = Process.Start("sleep", "1000");
        var stale = new ProcessIdentity(stranger.Id, 1, File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());
        await attempt.Processes.StopAsync(attempt.Folder, stale, TimeSpan.Zero, TestContext.Current.CancellationToken);
        Assert.Equal(4, (await attempt.WatchAsync(stale)).ExitCode);
        Assert.False(stranger.HasExited);
        stranger.Kill();
    }

    [Fact]
    public async Task Cancelling_the_watching_leaves_the_process_alone()
    {
        await using var attempt = new AttemptFolder();
        var id = await attempt.StartAsync(attempt.Shell("sleep infinity"));
        using var cancel = new CancellationTokenSource();
        var watching = attempt.Processes.WatchAsync(attempt.Folder, id, null, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
        Assert.Equal(id, await attempt.StartAsync(attempt.Shell("exit 6")));
    }
}
