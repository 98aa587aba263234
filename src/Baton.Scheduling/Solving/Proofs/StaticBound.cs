using System.Collections.Immutable;

namespace Baton.Scheduling.Solving.Proofs;

/// <summary>The bound that needs no search, and where it comes from.</summary>
internal sealed class StaticBound
{
    private readonly Network _network;
    private readonly DependencyAnalysis _analysis;
    private readonly HeadTable _heads;
    private readonly HeadTable _tails;
    private readonly bool[] _skip;
    private readonly int[] _capacity;
    private ImmutableArray<int> _activities = [];
    private int? _between;

    private StaticBound(Network network, DependencyAnalysis analysis)
    {
        (_network, _analysis) = (network, analysis);
        _skip = OverloadedFacts(network);
        _capacity = UsableCapacities(network);
        _heads = HeadTable.Of(TimeView.Forwards(network), [.. analysis.EarliestStart], _skip, _capacity);
        _tails = HeadTable.Of(TimeView.Backwards(network), Tails(network, analysis), _skip, _capacity);
        Bound = new(analysis.Length, null);
        TakeChains();
        for (var resource = 0; resource < network.Capacity.Length; resource++)
        {
            TakeWork(resource);
        }
    }

    public LowerBound Bound { get; private set; }

    public static StaticBound Of(Network network, DependencyAnalysis analysis) => new(network, analysis);

    public BoundCertificate Certificate() => (Bound.Resource, _between) switch
    {
        (null, _) => new BoundCertificate.Path(Bound.Value, _analysis.LongestPath),
        (_, { } activity) => new BoundCertificate.Between(Bound.Value, activity, [.. _heads.Steps], [.. _tails.Steps]),
        ({ } resource, _) => new BoundCertificate.Work(Bound.Value, resource, _activities, [.. _heads.Steps], [.. _tails.Steps]),
    };

    /// <summary>A single activity between what must come before and after it.</summary>
    private void TakeChains()
    {
        for (var i = 0; i < _network.Count; i++)
        {
            var value = _heads.Head[i] + _network.Duration[i] + _tails.Head[i];
            var resource = _heads.ByResource[i] >= 0 ? _heads.ByResource[i] : _tails.ByResource[i];
            if (value > Bound.Value && resource >= 0)
            {
                Bound = new(value, resource);
                _between = i;
            }
        }
    }

    private void TakeWork(int resource)
    {
        if (_capacity[resource] == 0)
        {
            return;
        }

        var loads = new List<Load>();
        for (var i = 0; i < _network.Count; i++)
        {
            if (!_skip[i] && _network.Duration[i] > 0 && _network.DemandOf(i, resource) is var amount and > 0)
            {
                loads.Add(new(i, _heads.Head[i], _tails.Head[i], amount, _network.Duration[i]));
            }
        }

        var (value, activities) = WorkBound.Of(loads, _capacity[resource], Bound.Value);
        if (value > Bound.Value)
        {
            Bound = new(value, resource);
            (_activities, _between) = (activities, null);
        }
    }

    /// <summary>No more than all demands together; 0 where the arithmetic would leave 64 bits.</summary>
    private static int[] UsableCapacities(Network network)
    {
        var horizon = (Int128)network.Release.DefaultIfEmpty().Max() + network.SuccLag.Aggregate((Int128)0, (sum, lag) => sum + lag);
        horizon += network.Duration.Aggregate((Int128)0, (sum, duration) => sum + duration);
        var total = new long[network.Capacity.Length];
        foreach (var demand in network.Demands)
        {
            total[demand.Resource] += demand.Amount;
        }

        return [.. network.Capacity.Select((c, r) => (int)Math.Min(c, total[r])).Select(c => c * horizon * 2 < long.MaxValue / 4 ? c : 0)];
    }

    private static long[] Tails(Network network, DependencyAnalysis analysis)
    {
        var tails = new long[network.Count];
        for (var i = 0; i < tails.Length; i++)
        {
            tails[i] = analysis.Length - analysis.LatestStart[i] - network.Duration[i];
        }

        return tails;
    }

    /// <summary>Work that already runs above a capacity would make bounds too high, so the fixed activities of such a resource do not count.</summary>
    private static bool[] OverloadedFacts(Network network)
    {
        var skip = new bool[network.Count];
        for (var resource = 0; resource < network.Capacity.Length; resource++)
        {
            var profile = new ResourceProfile(network.Capacity[resource]);
            var facts = new List<int>();
            for (var i = 0; i < network.Count; i++)
            {
                if (network.Fixed[i] && network.Duration[i] > 0 && network.DemandOf(i, resource) is var amount and > 0)
                {
                    facts.Add(i);
                    profile.Add(network.Release[i], network.Release[i] + network.Duration[i], amount);
                }
            }

            if (profile.IsOverloaded)
            {
                facts.ForEach(i => skip[i] = true);
            }
        }

        return skip;
    }
}
