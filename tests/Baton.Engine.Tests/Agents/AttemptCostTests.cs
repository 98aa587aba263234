using Baton.Engine.Agents;
using Xunit;

namespace Baton.Engine.Tests.Agents;

public sealed class AttemptCostTests
{
    [Fact]
    public async Task A_step_of_one_small_process_costs_a_few_milliseconds()
    {
        const int Steps = 200;
        await using var root = new AttemptFolder();
        var processes = new AttemptProcesses(TimeProvider.System);
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Steps; i++)
        {
            var spec = root.Words("touch", $"file{i}") with { Folder = root.File($"a{i}"), Cookie = $"{root.Cookie}/{i}" };
            var id = await processes.StartAsync(spec, TestContext.Current.CancellationToken);
            Assert.Equal(0, (await processes.WatchAsync(spec.Folder, id, null, TestContext.Current.CancellationToken)).ExitCode);
        }

        var perStep = TimeProvider.System.GetElapsedTime(began).TotalMilliseconds / Steps;
        TestContext.Current.SendDiagnosticMessage("{0:F2} ms per step", perStep);
        Assert.True(perStep < 60, $"{perStep:F2} ms per step; 2 to 3 on an idle machine.");
        Assert.Equal(Steps, Directory.GetFiles(root.Folder, "file*").Length);
    }
}
