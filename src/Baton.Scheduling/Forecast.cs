using System.Collections.Immutable;
using Baton.Scheduling.Solving;

namespace Baton.Scheduling;

/// <summary>How the end of a schedule is spread when activities take between their least and their most time.</summary>
/// <param name="Makespans">Of every sample, sorted.</param>
/// <param name="Criticality">Per activity: share of samples in which it lies on the chain of waits that ends last.</param>
public sealed record Forecast(ImmutableArray<long> Makespans, ImmutableArray<double> Criticality)
{
    /// <summary>The least makespan that at least this share of samples does not pass; 0 without samples.</summary>
    public long Percentile(double share) =>
        Makespans.IsEmpty ? 0 : Makespans[Math.Clamp((int)Math.Ceiling(share * Makespans.Length) - 1, 0, Makespans.Length - 1)];

    /// <summary>
    /// Draws durations, places the activities in the given order of urgency under all limits, and counts. The same for any number of threads: each sample
    /// has its own generator, seeded by the sample's number.
    /// </summary>
    /// <param name="ranges">Per activity; activities with a fixed start keep their duration.</param>
    /// <param name="rank">Per activity, 0 for the most urgent.</param>
    public static Forecast Run(Network network, ImmutableArray<DurationRange> ranges, int[] rank, int samples, ulong seed, CancellationToken stop = default)
    {
        var makespans = new long[samples];
        var critical = new int[network.Count];
        var gate = new Lock();
        Parallel.For(0, samples, new ParallelOptions { CancellationToken = stop }, () => new int[network.Count], (sample, _, counts) =>
        {
            makespans[sample] = Sample(network, ranges, rank, new PertBeta(SplitMix.Of(seed, sample)), counts);
            return counts;
        }, counts =>
        {
            lock (gate)
            {
                for (var i = 0; i < counts.Length; i++)
                {
                    critical[i] += counts[i];
                }
            }
        });
        return new([.. makespans.Order()], [.. critical.Select(c => samples == 0 ? 0 : (double)c / samples)]);
    }

    private static long Sample(Network network, ImmutableArray<DurationRange> ranges, int[] rank, PertBeta draws, int[] critical)
    {
        var durations = new long[network.Count];
        for (var i = 0; i < durations.Length; i++)
        {
            durations[i] = network.Fixed[i] ? network.Duration[i] : draws.Draw(ranges[i]);
        }

        var sampled = network.WithDurations(durations);
        var passes = new SchedulePasses(sampled);
        passes.PlaceAll(rank);
        var timetable = passes.Timetable;
        Count(sampled, [.. timetable.Start], timetable.Makespan(), critical);
        return timetable.Makespan();
    }

    /// <summary>From whatever ends last back through what each waited for; of those who held a limit the one that gave it back last.</summary>
    private static void Count(Network network, ImmutableArray<long> start, long makespan, int[] critical)
    {
        var bindings = Binding.Of(network, start);
        var seen = new bool[network.Count];
        var open = new Stack<int>(Enumerable.Range(0, network.Count).Where(i => network.Finish(i, start[i]) == makespan));
        while (open.TryPop(out var i))
        {
            if (seen[i])
            {
                continue;
            }

            seen[i] = true;
            critical[i]++;
            foreach (var before in bindings[i].Kind == BindingKind.Resource ? LastHolders(network, start, bindings[i].Activities) : bindings[i].Activities)
            {
                open.Push(before);
            }
        }
    }

    private static IEnumerable<int> LastHolders(Network network, ImmutableArray<long> start, ImmutableArray<int> holders)
    {
        var first = holders.Min(h => network.Finish(h, start[h]));
        return holders.Where(h => network.Finish(h, start[h]) == first);
    }
}
