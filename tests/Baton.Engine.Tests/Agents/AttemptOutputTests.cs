using System.Diagnostics;
using System.Globalization;
using Baton.Engine.Agents;
using Xunit;

namespace Baton.Engine.Tests.Agents;

public sealed class AttemptOutputTests
{
    private const long Cap = 1024 * 1024;

    [Fact]
    public async Task Of_a_gigabyte_the_beginning_and_the_end_are_kept_and_the_command_is_not_disturbed()
    {
        await using var attempt = new AttemptFolder();
        var lines = new List<string>();
        var spec = attempt.Shell("echo first; head -c 1000000000 /dev/zero | tr '\\0' 'x'; echo; echo last; exit 3") with { MaxOutputBytes = Cap };
        var exit = await attempt.RunAsync(spec, p => lines.AddRange(p.Lines));
        Assert.Equal(new ProcessExit(3, 0, 1_000_000_012), exit);
        Assert.True(BytesOnDisk(attempt) < 2 * Cap, $"{BytesOnDisk(attempt)} bytes are on disk.");
        Assert.Equal("last", AttemptOutput.ReadTail(attempt.Folder, 1).Single());
        Assert.Equal("first", lines.First());
        Assert.Equal("last", lines.Last());
        Assert.All(lines, l => Assert.True(l.Length <= AttemptOutput.MaxLineBytes));
    }

    [Fact]
    public async Task A_never_ending_command_is_stopped_and_its_output_stays_bounded()
    {
        await using var attempt = new AttemptFolder();
        var seen = new TaskCompletionSource();
        var id = await attempt.StartAsync(attempt.Words("yes") with { MaxOutputBytes = Cap });
        var watching = attempt.WatchAsync(id, p =>
        {
            if (p.OutputBytes > 100 * Cap)
            {
                seen.TrySetResult();
            }
        });
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await attempt.Processes.StopAsync(attempt.Folder, id, TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        var exit = await watching;
        Assert.Equal(143, exit.ExitCode);
        Assert.True(BytesOnDisk(attempt) < 2 * Cap, $"{BytesOnDisk(attempt)} bytes are on disk.");
    }

    [Fact]
    public async Task After_the_orchestrator_was_killed_the_output_is_still_bounded_and_the_attempt_is_adopted()
    {
        await using var attempt = new AttemptFolder();
        await StarterProgram.StartAndDieAsync(attempt.Folder, attempt.Cookie, "yes | head -c 300000000; until [ -e go ]; do sleep 0.05; done; exit 8", Cap);
        await WaitAsync(() => new FileInfo(attempt.File("output.log")).Length >= 300_000_000 && BytesOnDisk(attempt) < 2 * Cap);
        var id = await attempt.StartAsync(attempt.Shell("echo never"));
        var watching = attempt.WatchAsync(id);
        await File.WriteAllTextAsync(attempt.File("go"), "");
        Assert.Equal(8, (await watching).ExitCode);
    }

    [Theory]
    [InlineData("mkfifo output.log")]
    [InlineData("echo > output.log")]
    public async Task An_output_that_the_agent_replaced_is_not_waited_for(string replace)
    {
        await using var attempt = new AttemptFolder();
        var seen = attempt.File("seen");
        var spec = attempt.Shell($"echo first; until [ -e {seen} ]; do sleep 0.05; done; cd {attempt.Folder} && rm output.log && {replace}; exit 4");
        var exit = await attempt.RunAsync(spec, p => File.WriteAllText(p.Lines.IsEmpty ? seen + ".not" : seen, ""));
        Assert.Equal(4, exit.ExitCode);
    }

    internal static long BytesOnDisk(AttemptFolder attempt)
    {
        using var du = Process.Start(new ProcessStartInfo("du", ["-B1", attempt.File("output.log")]) { RedirectStandardOutput = true })!;
        return long.Parse(du.StandardOutput.ReadToEnd().Split('\t')[0], CultureInfo.InvariantCulture);
    }

    private static async Task WaitAsync(Func<bool> reached)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var began = TimeProvider.System.GetTimestamp();
        while (!reached())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "It was not reached within 30 s.");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
