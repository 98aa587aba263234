using Xunit;

namespace Baton.Engine.Tests.Agents;

public sealed class AttemptTreeTests
{
    /// <summary>Ways in which a command leaves a process behind; each writes its pid to <c>pid</c> first.</summary>
    public static TheoryData<string> Escapes =>
    [
        "sh -c 'echo $$ > pid; exec sleep 1000' &",
        "setsid sh -c 'echo $$ > pid; exec sleep 1000' &",
        "setsid sh -c 'echo $$ > pid; exec sleep 1000' > /dev/null 2>&1 &",
        "env -i setsid sh -c 'echo $$ > pid; exec sleep 1000' &",
        "env -i sh -c 'echo $$ > pid; exec sleep 1000' > /dev/null 2>&1 &",
        "trap '' TERM; sh -c 'echo $$ > pid; exec sleep 1000' &",
    ];

    [Theory]
    [MemberData(nameof(Escapes))]
    public async Task What_a_finished_command_left_behind_is_ended_and_counted(string escape)
    {
        await using var attempt = new AttemptFolder();
        var exit = await attempt.RunAsync(attempt.Shell($"{escape}\nuntil [ -s pid ]; do sleep 0.01; done; exit 3"));
        Assert.Equal(3, exit.ExitCode);
        Assert.Equal(1, exit.Survivors);
        Assert.False(AttemptFolder.Lives(await attempt.LineOfAsync("pid")));
    }

    [Theory]
    [MemberData(nameof(Escapes))]
    public async Task Stopping_ends_the_whole_tree(string escape)
    {
        await using var attempt = new AttemptFolder();
        var id = await attempt.StartAsync(attempt.Shell($"{escape}\nsleep 1000; sleep 1000"));
        var left = await attempt.LineOfAsync("pid");
        await attempt.Processes.StopAsync(attempt.Folder, id, TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
        Assert.False(AttemptFolder.Lives(left));
        await attempt.WatchAsync(id);
    }

    [Fact]
    public async Task A_descendant_with_nothing_in_common_is_found_through_its_living_parents()
    {
        await using var attempt = new AttemptFolder();
        var id = await attempt.StartAsync(attempt.Shell("env -i setsid sh -c 'echo $$ > pid; exec sleep 1000' > /dev/null 2>&1 & wait"));
        var left = await attempt.LineOfAsync("pid");
        await attempt.Processes.StopAsync(attempt.Folder, id, TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.False(AttemptFolder.Lives(left));
    }

    [Fact]
    public async Task A_polite_command_may_say_its_last_words()
    {
        await using var attempt = new AttemptFolder();
        var id = await attempt.StartAsync(attempt.Shell("trap 'echo saved; exit 9' TERM; echo on > on; while :; do sleep 0.01; done"));
        await attempt.LineOfAsync("on");
        var watching = attempt.WatchAsync(id);
        await attempt.Processes.StopAsync(attempt.Folder, id, TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(9, (await watching).ExitCode);
        Assert.Contains("saved", attempt.Output(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_ignores_the_polite_signal_is_killed_and_its_exit_is_known()
    {
        await using var attempt = new AttemptFolder();
        var id = await attempt.StartAsync(attempt.Shell("trap '' TERM; echo on > on; while :; do sleep 0.01; done"));
        await attempt.LineOfAsync("on");
        var watching = attempt.WatchAsync(id);
        await attempt.Processes.StopAsync(attempt.Folder, id, TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        Assert.Equal(137, (await watching).ExitCode);
    }

    [Fact]
    public async Task A_command_that_signals_its_own_group_does_not_lose_its_exit()
    {
        await using var attempt = new AttemptFolder();
        Assert.Equal(143, (await attempt.RunAsync(attempt.Shell("kill -TERM 0; sleep 1000"))).ExitCode);
    }
}
