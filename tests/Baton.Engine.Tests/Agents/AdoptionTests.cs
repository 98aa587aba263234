using Xunit;

namespace Baton.Engine.Tests.Agents;

public sealed class AdoptionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(null)]
    public async Task Wherever_the_starter_is_killed_the_agent_runs_exactly_once(int? faultPoint)
    {
        await using var attempt = new AttemptFolder();
        const string Script = "echo x >> started; sleep 0.3; exit 4";
        await StarterProgram.StartAndDieAsync(attempt.Folder, attempt.Cookie, Script, 1_000_000, faultPoint);
        var exit = await attempt.RunAsync(attempt.Shell(Script));
        Assert.Equal(4, exit.ExitCode);
        Assert.Equal("x\n", await File.ReadAllTextAsync(attempt.File("started")));
    }

    [Fact]
    public async Task An_adopted_attempt_is_stopped_with_its_whole_tree()
    {
        await using var attempt = new AttemptFolder();
        await StarterProgram.StartAndDieAsync(
            attempt.Folder, attempt.Cookie, "setsid sh -c 'echo $$ > pid; exec sleep 1000' > /dev/null 2>&1 & sleep 1000", 1_000_000);
        var left = await attempt.LineOfAsync("pid");
        var id = await attempt.StartAsync(attempt.Shell("echo never"));
        await attempt.Processes.StopAsync(attempt.Folder, id, TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal(143, (await attempt.WatchAsync(id)).ExitCode);
        Assert.False(AttemptFolder.Lives(left));
    }
}
