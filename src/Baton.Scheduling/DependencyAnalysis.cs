using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Baton.Scheduling;

/// <summary>What the precedences alone say, as if every resource were unlimited. Linear in activities and precedences.</summary>
public sealed class DependencyAnalysis
{
    private DependencyAnalysis(Network network, int maxPaths)
    {
        var earliest = EarliestStarts(network);
        Length = LatestEnd(network, earliest);
        var latest = LatestStarts(network, Length);
        var total = new long[network.Count];
        for (var i = 0; i < total.Length; i++)
        {
            total[i] = latest[i] - earliest[i];
        }

        EarliestStart = ImmutableCollectionsMarshal.AsImmutableArray(earliest);
        LatestStart = ImmutableCollectionsMarshal.AsImmutableArray(latest);
        TotalFloat = ImmutableCollectionsMarshal.AsImmutableArray(total);
        FreeFloat = ImmutableCollectionsMarshal.AsImmutableArray(FreeFloats(network, earliest, Length));
        (Paths, PathCount) = CriticalPaths.Find(network, earliest, total, maxPaths);
    }

    /// <summary>When the last activity ends at the earliest, from time 0.</summary>
    public long Length { get; }
    public ImmutableArray<long> EarliestStart { get; }

    /// <summary>Latest start that leaves <see cref="Length"/> as it is.</summary>
    public ImmutableArray<long> LatestStart { get; }

    /// <summary>Latest less earliest start; zero on every critical path and nowhere else.</summary>
    public ImmutableArray<long> TotalFloat { get; }

    /// <summary>Delay that moves neither a successor's earliest start nor the end.</summary>
    public ImmutableArray<long> FreeFloat { get; }

    /// <summary>The longest chains, in lexicographic order of activity indices; at most as many as were asked for.</summary>
    public ImmutableArray<ImmutableArray<int>> Paths { get; }

    /// <summary>How many longest chains there are; <see cref="long.MaxValue"/> stands for that many or more.</summary>
    public long PathCount { get; }
    public bool PathsTruncated => Paths.Length < PathCount;

    /// <summary>The first of <see cref="Paths"/>; empty for an empty problem.</summary>
    public ImmutableArray<int> LongestPath => Paths.IsEmpty ? [] : Paths[0];

    public static DependencyAnalysis Of(Network network, int maxPaths = 100) => new(network, maxPaths);

    private static long[] EarliestStarts(Network network)
    {
        var start = (long[])network.Release.Clone();
        foreach (var i in network.Order)
        {
            for (var e = network.SuccFirst[i]; e < network.SuccFirst[i + 1]; e++)
            {
                var after = network.SuccTo[e];
                start[after] = Math.Max(start[after], start[i] + network.SuccLag[e]);
            }
        }

        return start;
    }

    private static long LatestEnd(Network network, long[] earliest)
    {
        long end = 0;
        for (var i = 0; i < earliest.Length; i++)
        {
            end = Math.Max(end, earliest[i] + network.Duration[i]);
        }

        return end;
    }

    private static long[] LatestStarts(Network network, long end)
    {
        var start = new long[network.Count];
        for (var k = network.Count - 1; k >= 0; k--)
        {
            var i = network.Order[k];
            var latest = end - network.Duration[i];
            for (var e = network.SuccFirst[i]; e < network.SuccFirst[i + 1]; e++)
            {
                latest = Math.Min(latest, start[network.SuccTo[e]] - network.SuccLag[e]);
            }

            start[i] = latest;
        }

        return start;
    }

    private static long[] FreeFloats(Network network, long[] earliest, long end)
    {
        var free = new long[network.Count];
        for (var i = 0; i < free.Length; i++)
        {
            var limit = end - network.Duration[i];
            for (var e = network.SuccFirst[i]; e < network.SuccFirst[i + 1]; e++)
            {
                limit = Math.Min(limit, earliest[network.SuccTo[e]] - network.SuccLag[e]);
            }

            free[i] = limit - earliest[i];
        }

        return free;
    }
}
