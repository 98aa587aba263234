using System.Collections.Immutable;
using Baton.Simulation.Stepping;

namespace Baton.Simulation.Scenarios;

/// <summary>Many seeds on all processors, each run on one thread from its beginning to its end.</summary>
internal static class ManyRuns
{
    /// <returns>What became of them, by seed.</returns>
    public static IEnumerable<Played> Play(int first, int count)
    {
        var played = new Played[count];
        var next = -1;
        var threads = Enumerable.Range(0, Math.Min(Environment.ProcessorCount, count)).Select(_ => new Thread(Work)).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        return played;

        void Work()
        {
            while (Interlocked.Increment(ref next) is var index && index < count)
            {
                played[index] = Play(first + index);
            }
        }
    }

    /// <summary>Whatever ends the run is told with its seed: an exception on a thread of its own would end the program without one.</summary>
    private static Played Play(int seed)
    {
        var run = new SimulatedRun(seed);
        string? broken = null;
        try
        {
            run.Play();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            broken = (e is SimulationFailure ? e.Message : e.ToString()).Split('\n')[0];
        }

        return new(seed, broken, run.Steps, run.Journal.Count, [.. run.Journal.CountBy(r => r.Event.GetType().Name)]);
    }
}

/// <param name="Broken">The promise that was broken; null: none.</param>
/// <param name="Kinds">How often each kind of event happened.</param>
internal sealed record Played(int Seed, string? Broken, long Steps, int Events, ImmutableArray<KeyValuePair<string, int>> Kinds);
