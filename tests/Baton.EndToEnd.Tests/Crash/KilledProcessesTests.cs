using System.Diagnostics;
using System.Globalization;
using Baton.Domain.Runs;
using Xunit;

namespace Baton.EndToEnd.Tests.Crash;

[Trait("suite", "crash")]
[Collection("crash")]
public sealed class KilledProcessesTests
{
    [Fact]
    public async Task An_agent_outlives_its_orchestrator_and_is_adopted()
    {
        await using var sandbox = await Sandbox.CreateAsync("patient");
        using (var first = sandbox.Start(null, "run", sandbox.Plan))
        {
            await AgentAsync(sandbox, 1);
            await KillAsync(first);
        }

        var agent = await AgentAsync(sandbox, 1);
        Assert.True(ProcessScan.IsAlive(agent));
        using var second = sandbox.Start(null, "run", sandbox.Plan);
        var adopted = await Poll.UntilAsync(() => sandbox.PointsReached > 0 && sandbox.Points.Contains("journal.append.after"));
        Assert.True(adopted && ProcessScan.IsAlive(agent));
        await EndAsync(sandbox, second);

        var log = SideLog.Read(sandbox.SideLogFile);
        Assert.Equal(1, log.StartsOf("slow"));
        Assert.Empty(log.NeverEnded());
        var story = await RunStory.ReadOnlyOneAsync(sandbox.Repository);
        Assert.Equal(2, story.Of<RunEvent.Owned>().Count());
        Assert.Equal(0, Assert.Single(story.Of<RunEvent.AttemptExited>()).Exit.ExitCode);
    }

    [Theory]
    [InlineData(false, true, false, "lost")]
    [InlineData(false, false, true, "exit-code")]
    [InlineData(false, true, true, "lost")]
    [InlineData(true, true, false, "lost")]
    [InlineData(true, false, true, "exit-code")]
    [InlineData(true, true, true, "lost")]
    public async Task A_lost_attempt_is_made_again_after_the_last_of_it_is_gone(bool orchestrator, bool supervisor, bool agent, string code)
    {
        await using var sandbox = await Sandbox.CreateAsync("patient");
        var process = sandbox.Start(null, "run", sandbox.Plan);
        var worker = await AgentAsync(sandbox, 1);
        if (orchestrator)
        {
            await KillAsync(process);
        }

        foreach (var pid in new[] { supervisor ? ProcessScan.ParentOf(worker) : 0, agent ? worker : 0 }.Where(pid => pid > 0))
        {
            ProcessScan.Kill(pid);
        }

        process = orchestrator ? sandbox.Start(null, "run", sandbox.Plan) : process;
        await AgentAsync(sandbox, 2);
        Assert.False(ProcessScan.IsAlive(worker));
        await EndAsync(sandbox, process);

        Assert.DoesNotContain("alive", await File.ReadAllTextAsync(sandbox.SideLogFile), StringComparison.Ordinal);
        Assert.Equal(2, SideLog.Read(sandbox.SideLogFile).StartsOf("slow"));
        var story = await RunStory.ReadOnlyOneAsync(sandbox.Repository);
        Assert.Equal(code, Assert.Single(story.Of<RunEvent.AttemptFailed>()).Failure.Code);
        Assert.Equal(code == "exit-code", Assert.Single(story.Of<RunEvent.RetryScheduled>()).Spends);
    }

    /// <summary>The process of an attempt, once it has said that it began.</summary>
    private static async Task<int> AgentAsync(Sandbox sandbox, int attempt)
    {
        SideLogLine? Start() => SideLog.Read(sandbox.SideLogFile).Starts.FirstOrDefault(s => s.Attempt == attempt);
        Assert.True(await Poll.UntilAsync(() => Start() is not null), $"Attempt {attempt} never began.");
        return int.Parse(Start()!.Value, CultureInfo.InvariantCulture);
    }

    private static async Task KillAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static async Task EndAsync(Sandbox sandbox, Process process)
    {
        await File.WriteAllTextAsync(Path.Combine(sandbox.Folder, "gate"), "");
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.True(await Poll.UntilAsync(() => sandbox.LivingProcesses().Count == 0), "Processes are left.");
        process.Dispose();
    }
}
