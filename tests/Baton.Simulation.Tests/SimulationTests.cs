using System.Globalization;
using System.Text;
using Baton.Simulation.Promises;
using Baton.Simulation.Scenarios;
using Baton.Simulation.Stepping;
using Xunit;

namespace Baton.Simulation;

/// <summary>
/// The whole engine in virtual time over a simulated world. <c>BATON_TEST_SEEDS</c> is the number of seeds, <c>BATON_SIMULATION_FIRST</c> the first one,
/// <c>BATON_SIMULATION_TRACE=1</c> prints every line of a failing seed.
/// </summary>
[Trait("suite", "simulation")]
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Standard = 2_200;
    private const int LastLines = 60;
    private const int MostFailures = 30;
    private static readonly int Seeds = Setting("BATON_TEST_SEEDS", Standard);
    private static readonly int First = Setting("BATON_SIMULATION_FIRST", 1);

    [Fact]
    public void Every_seed_keeps_every_promise_and_comes_to_an_end()
    {
        long steps = 0, events = 0;
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        List<(int Seed, string Broken)> failures = [];
        foreach (var played in ManyRuns.Play(First, Seeds))
        {
            steps += played.Steps;
            events += played.Events;
            failures.AddRange(played.Broken is { } broken ? [(played.Seed, broken)] : []);
            foreach (var (kind, times) in played.Kinds)
            {
                kinds[kind] = kinds.GetValueOrDefault(kind) + times;
            }
        }

        if (failures.Count > 0)
        {
            Assert.Fail($"{failures.Count} of {Seeds} seeds break a promise:\n{string.Join('\n', failures.Take(MostFailures).Select(f => $"seed {f.Seed}, {f.Broken}"))}\n\n{Describe(failures[0].Seed)}");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Seeds:N0} seeds, {steps:N0} steps, {events:N0} events"));
        output.WriteLine(string.Join(", ", kinds.Select(k => $"{k.Key} {k.Value}")));
    }

    [Fact]
    public void The_same_seed_gives_the_same_journal_byte_for_byte()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            Assert.Equal(JournalOf(seed), JournalOf(seed));
        }
    }

    /// <summary>A test that cannot fail is worse than none: each safeguard in turn is taken out, and a seed notices.</summary>
    [Theory]
    [InlineData("NoFence")]
    [InlineData("NoCompareAndSwap")]
    [InlineData("StartsAgain")]
    [InlineData("CollectsTooEarly")]
    [InlineData("NothingIsSynchronised")]
    public void Without_a_safeguard_a_promise_is_broken(string name)
    {
        var sabotage = Enum.Parse<Sabotage>(name);
        var found = Enumerable.Range(1, Standard).FirstOrDefault(seed => Breaks(seed, sabotage));
        Assert.True(found > 0, $"{Standard} seeds keep every promise without the safeguard: {sabotage}.");
        output.WriteLine($"{sabotage}: seed {found}");
    }

    private static bool Breaks(int seed, Sabotage sabotage)
    {
        try
        {
            new SimulatedRun(seed, sabotage: sabotage).Play();
            return false;
        }
        catch (SimulationFailure)
        {
            return true;
        }
    }

    private static string JournalOf(int seed)
    {
        var run = new SimulatedRun(seed);
        run.Play();
        return Ending.Text(run.Journal);
    }

    /// <summary>Plays the seed once more and keeps its last lines.</summary>
    internal static string Describe(int seed)
    {
        var lines = new Queue<string>();
        var all = Environment.GetEnvironmentVariable("BATON_SIMULATION_TRACE") == "1";
        var run = new SimulatedRun(seed, Keep);
        var broken = Assert.Throws<SimulationFailure>(run.Play);
        var text = new StringBuilder($"seed {seed}, {broken.Message}\n");
        text.AppendJoin('\n', lines);
        text.Append(CultureInfo.InvariantCulture, $"\nAgain: BATON_SIMULATION_FIRST={seed} BATON_TEST_SEEDS=1 BATON_SIMULATION_TRACE=1 artifacts/bin/Baton.Simulation.Tests/release/Baton.Simulation.Tests -class Baton.Simulation.SimulationTests");
        return text.ToString();

        void Keep(string line)
        {
            lines.Enqueue(line.Length > 600 ? line[..600] : line);
            if (lines.Count > LastLines && !all)
            {
                lines.Dequeue();
            }
        }
    }

    private static int Setting(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : standard;
}
