using Baton.Engine.Agents;
using Xunit;

namespace Baton.Engine.Tests.Agents;

public sealed class ManyStepsTests
{
    [Fact]
    public async Task Many_small_steps_one_after_the_other_each_happen_once_and_end()
    {
        const int Steps = 200;
        await using var root = new AttemptFolder();
        var processes = new AttemptProcesses(TimeProvider.System);
        for (var i = 0; i < Steps; i++)
        {
            var spec = root.Words("touch", $"file{i}") with { Folder = root.File($"a{i}"), Cookie = $"{root.Cookie}/{i}" };
            var id = await processes.StartAsync(spec, TestContext.Current.CancellationToken);
            Assert.Equal(0, (await processes.WatchAsync(spec.Folder, id, null, TestContext.Current.CancellationToken)).ExitCode);
        }

        Assert.Equal(Steps, Directory.GetFiles(root.Folder, "file*").Length);
    }
}
