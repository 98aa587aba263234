namespace Baton.Scheduling;

/// <summary>A length that no schedule can undercut.</summary>
/// <param name="Value">From time 0.</param>
/// <param name="Resource">The resource whose work forces it; null when the longest chain does.</param>
public readonly record struct LowerBound(long Value, int? Resource)
{
    /// <summary>The quota whose windows force it; null when none does.</summary>
    public int? Quota { get; init; }

    /// <summary>Closed time takes part in it.</summary>
    public bool ByCalendar { get; init; }

    private const long MaxPairs = 20_000_000;

    /// <summary>The larger of the longest chain and, per resource, head + work / capacity + tail over sets with a common least head and least tail.</summary>
    /// <param name="analysis">Of the same network.</param>
    public static LowerBound Of(Network network, DependencyAnalysis analysis)
    {
        var best = new LowerBound(analysis.Length, null);
        for (var resource = 0; resource < network.Capacity.Length; resource++)
        {
            var value = OfResource(resource, network, analysis);
            best = value > best.Value ? new(value, resource) : best;
        }

        return best;
    }

    private readonly record struct Load(long Head, long Tail, long Work);

    private static long OfResource(int resource, Network network, DependencyAnalysis analysis)
    {
        var loads = Loads(resource, network, analysis);
        if (loads.Length == 0)
        {
            return 0;
        }

        Array.Sort(loads, (a, b) => b.Tail.CompareTo(a.Tail));
        long best = 0;
        foreach (var head in HeadsToTry(loads))
        {
            best = Math.Max(best, OfHead(head, loads, network.Capacity[resource]));
        }

        return best;
    }

    /// <summary>Every set "starts at the head or later, is followed by the tail or more" needs its work done in between.</summary>
    private static long OfHead(long head, Load[] byTail, int capacity)
    {
        long best = 0;
        long work = 0;
        foreach (var load in byTail)
        {
            if (load.Head >= head)
            {
                work += load.Work;
                best = Math.Max(best, head + ((work + capacity - 1) / capacity) + load.Tail);
            }
        }

        return best;
    }

    /// <summary>All distinct heads, or for large problems an even choice of them: any head gives a valid bound.</summary>
    private static IEnumerable<long> HeadsToTry(Load[] loads)
    {
        long[] heads = [.. loads.Select(l => l.Head).Distinct().Order()];
        var most = Math.Max(1, MaxPairs / loads.Length);
        var step = (int)Math.Max(1, (heads.Length + most - 1) / most);
        for (var k = 0; k < heads.Length; k += step)
        {
            yield return heads[k];
        }
    }

    private static Load[] Loads(int resource, Network network, DependencyAnalysis analysis)
    {
        var countFixed = !FixedOverload(resource, network);
        var loads = new List<Load>();
        for (var i = 0; i < network.Count; i++)
        {
            if (network.Fixed[i] && !countFixed)
            {
                continue;
            }

            foreach (var demand in network.DemandsOf(i))
            {
                if (demand.Resource == resource && demand.Amount > 0 && network.Duration[i] > 0)
                {
                    var tail = analysis.Length - analysis.LatestStart[i] - network.Duration[i];
                    loads.Add(new(analysis.EarliestStart[i], tail, network.Duration[i] * demand.Amount));
                }
            }
        }

        return [.. loads];
    }

    /// <summary>Work that already runs above the capacity would make the bound too high, so it is left out.</summary>
    private static bool FixedOverload(int resource, Network network)
    {
        var profile = new ResourceProfile(network.Capacity[resource]);
        for (var i = 0; i < network.Count; i++)
        {
            foreach (var demand in network.DemandsOf(i))
            {
                if (network.Fixed[i] && demand.Resource == resource && network.Duration[i] > 0)
                {
                    profile.Add(network.Release[i], network.Release[i] + network.Duration[i], demand.Amount);
                }
            }
        }

        return profile.IsOverloaded;
    }
}
