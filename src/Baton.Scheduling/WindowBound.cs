namespace Baton.Scheduling;

/// <summary>Lower bounds that calendars and quotas add to those of a problem without them.</summary>
internal sealed class WindowBound
{
    private const long MaxPairs = 4_000_000;

    private readonly Network _network;
    private readonly long[] _head;

    /// <summary>From an activity's start to the end.</summary>
    private readonly long[] _rest;
    private LowerBound _best;

    private WindowBound(Network network, DependencyAnalysis analysis, LowerBound best)
    {
        _network = network;
        _best = best;
        _head = Heads(network);
        _rest = new long[network.Count];
        for (var i = 0; i < _rest.Length; i++)
        {
            _rest[i] = analysis.Length - analysis.LatestStart[i];
        }
    }

    /// <summary>
    /// The largest of the given bound; the longest chain with its calendars; per resource whose activities share a calendar the open time that their work needs; and
    /// per quota the windows that the charges fill: if more than k full windows are charged from a moment on, some start comes k windows later.
    /// </summary>
    /// <param name="plain">Valid without calendars and quotas, and so with them.</param>
    public static LowerBound Of(Network network, DependencyAnalysis analysis, LowerBound plain)
    {
        var bound = new WindowBound(network, analysis, plain);
        bound.ByChains();
        for (var resource = 0; resource < network.Capacity.Length; resource++)
        {
            bound.ByOpenTime(resource);
        }

        for (var quota = 0; quota < network.Problem.Quotas.Length; quota++)
        {
            bound.ByWindows(quota);
        }

        return bound._best;
    }

    /// <summary>Earliest starts with calendars, without resources and quotas.</summary>
    public static long[] Heads(Network network)
    {
        var head = (long[])network.Release.Clone();
        foreach (var i in network.Order)
        {
            head[i] = network.Clock[i]?.NextOpen(head[i]) ?? head[i];
            for (var e = network.SuccFirst[i]; e < network.SuccFirst[i + 1]; e++)
            {
                var after = network.SuccTo[e];
                head[after] = Math.Max(head[after], network.After(i, head[i], network.SuccLag[e], network.SuccWait[e]));
            }
        }

        return head;
    }

    private void Raise(LowerBound bound) => _best = bound.Value > _best.Value ? bound : _best;

    private void ByChains()
    {
        for (var i = 0; i < _head.Length; i++)
        {
            Raise(new(_network.Finish(i, _head[i]), null) { ByCalendar = true });
        }
    }

    /// <summary>From an activity's end to the end of all: through successors that wait for all of it, because a partial hand-off may lie before a closing.</summary>
    private long TailBehind(int i)
    {
        long tail = 0;
        for (var e = _network.SuccFirst[i]; e < _network.SuccFirst[i + 1]; e++)
        {
            var isWhole = _network.SuccLag[e] - _network.SuccWait[e] >= _network.Duration[i];
            tail = isWhole ? Math.Max(tail, _network.SuccLag[e] - _network.Duration[i] + _rest[_network.SuccTo[e]]) : tail;
        }

        return tail;
    }

    private void ByOpenTime(int resource)
    {
        var loads = new List<(long Head, long Tail, long Work)>();
        CalendarClock? clock = null;
        for (var i = 0; i < _network.Count; i++)
        {
            foreach (var (used, amount) in _network.DemandsOf(i))
            {
                if (used == resource && amount > 0 && _network.Duration[i] > 0 && !_network.Fixed[i])
                {
                    clock ??= _network.Clock[i];
                    if (clock is null || _network.Clock[i] != clock)
                    {
                        return;
                    }

                    loads.Add((_head[i], TailBehind(i), _network.Duration[i] * amount));
                }
            }
        }

        var capacity = _network.Capacity[resource];
        ForEachSet(loads, (head, work, tail) =>
            Raise(new(clock!.Finish(clock.NextOpen(head), (work + capacity - 1) / capacity) + tail, resource) { ByCalendar = true }));
    }

    private void ByWindows(int quota)
    {
        var (window, most) = _network.Problem.Quotas[quota];
        var loads = new List<(long Head, long Tail, long Work)>();
        for (var i = 0; i < _network.Count; i++)
        {
            foreach (var (used, amount) in _network.ChargesOf(i))
            {
                if (used == quota && amount > 0 && !_network.Fixed[i])
                {
                    loads.Add((_head[i], _rest[i], amount));
                }
            }
        }

        ForEachSet(loads, (head, charged, tail) => Raise(new(head + ((charged - 1) / most * window) + tail, null) { Quota = quota }));
    }

    /// <summary>Every set "starts at the head or later, is followed by the tail or more", or for many an even choice of heads.</summary>
    private static void ForEachSet(List<(long Head, long Tail, long Work)> loads, Action<long, long, long> use)
    {
        loads.Sort((a, b) => b.Tail.CompareTo(a.Tail));
        long[] heads = [.. loads.Select(l => l.Head).Distinct().Order()];
        var step = (int)Math.Max(1, heads.Length * (long)loads.Count / MaxPairs);
        for (var k = 0; k < heads.Length; k += step)
        {
            long work = 0;
            foreach (var load in loads.Where(l => l.Head >= heads[k]))
            {
                work += load.Work;
                use(heads[k], work, load.Tail);
            }
        }
    }
}
