using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Baton.Engine.Processes;
using Baton.Engine.Tests.Agents;
using Xunit;

namespace Baton.Engine.Tests.Processes;

public sealed class ProcessRunnerTests
{
    [Fact]
    public async Task Both_streams_and_the_exit_code_come_back()
    {
        var result = await RunAsync(Shell("printf out; printf err >&2; exit 3"));
        Assert.Equal((3, "out", "err", false, false), (result.ExitCode, result.Output, result.Error, result.TimedOut, result.Truncated));
    }

    [Fact]
    public async Task A_signal_is_told_as_shells_do() => Assert.Equal(137, (await RunAsync(Shell("kill -9 $$"))).ExitCode);

    [Fact]
    public async Task A_missing_program_or_folder_is_a_result_with_its_reason()
    {
        var program = await RunAsync(new ProcessSpec(["no-such-program"]));
        Assert.Equal(127, program.ExitCode);
        Assert.Contains("no-such-program", program.Error, StringComparison.Ordinal);
        var folder = await RunAsync(Shell("true") with { WorkingDirectory = "/no/such" });
        Assert.Equal(126, folder.ExitCode);
        Assert.Contains("/no/such", folder.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_larger_than_a_pipe_goes_in_and_comes_out()
    {
        var input = Encoding.UTF8.GetBytes(new string('é', 500_000));
        var result = await RunAsync(new ProcessSpec(["cat"]) { Input = input });
        Assert.Equal(500_000, result.Output.Length);
        Assert.Equal("", (await RunAsync(new ProcessSpec(["cat"]))).Output);
    }

    [Fact]
    public async Task Output_beyond_the_bound_is_dropped_without_blocking()
    {
        var result = await RunAsync(Shell("head -c 100000000 /dev/zero; echo end >&2") with { MaxOutputBytes = 1000 });
        Assert.Equal((0, 1000, "end\n", true), (result.ExitCode, result.Output.Length, result.Error, result.Truncated));
    }

    [Fact]
    public async Task Into_a_file_both_streams_go_in_order()
    {
        var file = Path.GetTempFileName();
        var result = await RunAsync(Shell("echo 1; echo 2 >&2; echo 3") with { OutputFile = file });
        Assert.Equal("1\n2\n3\n", await File.ReadAllTextAsync(file));
        Assert.Equal(("1\n2\n3\n", ""), (result.Output, result.Error));
        File.Delete(file);
    }

    [Fact]
    public async Task When_its_time_is_over_the_whole_tree_is_gone()
    {
        var folder = Directory.CreateTempSubdirectory("baton-run-").FullName;
        var script = "setsid sh -c 'echo $$ > pid; exec sleep 1000' & until [ -s pid ]; do sleep 0.01; done; sleep 1000";
        var result = await RunAsync(Shell(script) with { WorkingDirectory = folder, Timeout = TimeSpan.FromSeconds(2) });
        Assert.True(result.TimedOut);
        Assert.Equal(137, result.ExitCode);
        Assert.False(AttemptFolder.Lives((await File.ReadAllTextAsync(Path.Combine(folder, "pid"))).Trim()));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_process_that_keeps_the_pipe_open_does_not_hold_up_the_end(bool endSurvivors)
    {
        var result = await RunAsync(Shell("setsid sleep infinity & echo $!") with { EndSurvivors = endSurvivors });
        Assert.Equal(0, result.ExitCode);
        var left = result.Output.Trim();
        Assert.Equal(!endSurvivors, AttemptFolder.Lives(left));
        if (!endSurvivors)
        {
            Process.GetProcessById(int.Parse(left, null)).Kill();
        }
    }

    [Fact]
    public async Task Cancelling_kills_and_throws()
    {
        using var cancel = new CancellationTokenSource();
        var running = ProcessRunner.RunAsync(Shell("sleep 1000"), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_given_environment_is_the_whole_one()
    {
        var result = await RunAsync(new ProcessSpec(["/usr/bin/env"]) { Environment = ImmutableDictionary<string, string>.Empty.Add("A", "b=c") });
        Assert.Equal(["A=b=c", "BATON_COMMAND"], result.Output.TrimEnd().Split('\n').Select(l => l.StartsWith('B') ? l.Split('=')[0] : l).Order());
    }

    private static ProcessSpec Shell(string script) => new(["/bin/sh", "-c", script]);

    private static Task<ProcessResult> RunAsync(ProcessSpec spec) =>
        ProcessRunner.RunAsync(spec, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
}
