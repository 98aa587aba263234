using Baton.EndToEnd.Tests.Failures;
using Xunit;

namespace Baton.EndToEnd.Tests.Faults;

/// <summary>The same plan started by several at the same moment.</summary>
public sealed class TwinFaults
{
    [Fact]
    public async Task Several_who_start_a_new_plan_at_once_make_one_run_and_one_drives_it()
    {
        for (var round = 0; round < 3; round++)
        {
            await using var bench = await FaultBench.CreateAsync();
            bench.WithTasks($"one: {{run: 'until [ -e {bench.Mark("go")} ]; do sleep 0.05; done; echo x > a.txt', outputs: [a.txt], verify: [{{file: a.txt}}]}}");
            var all = Enumerable.Range(0, 4).Select(_ => bench.BatonAsync("run", "plan.yaml")).ToList();
            var ended = new List<int>();
            while (all.Count > 1)
            {
                var first = await Task.WhenAny(all);
                all.Remove(first);
                ended.Add((await first).ExitCode);
            }

            File.WriteAllText(bench.Mark("go"), "");

            Assert.Equal(0, (await all[0]).ExitCode);
            Assert.All(ended, code => Assert.Equal(4, code));
            Assert.Single((await bench.JsonAsync("list", "--runs"))["runs"]!.AsArray());
        }
    }
}
