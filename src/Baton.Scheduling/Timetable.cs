namespace Baton.Scheduling;

/// <summary>Starts of activities together with the resources they take; places and moves one activity at a time. Not safe for several threads.</summary>
internal sealed class Timetable
{
    private readonly Network _network;
    private readonly ResourceProfile[] _profiles;

    public Timetable(Network network)
    {
        _network = network;
        _profiles = [.. network.Capacity.Select(c => new ResourceProfile(c))];
        Start = new long[network.Count];
    }

    public long[] Start { get; }

    public void Clear()
    {
        foreach (var profile in _profiles)
        {
            profile.Clear();
        }
    }

    public void Load(ReadOnlySpan<long> starts)
    {
        Clear();
        for (var i = 0; i < starts.Length; i++)
        {
            Place(i, starts[i]);
        }
    }

    public void Place(int activity, long start)
    {
        Start[activity] = start;
        Take(activity, 1);
    }

    public void Remove(int activity) => Take(activity, -1);

    /// <summary>The first start that its release, its predecessors and the resources allow.</summary>
    public long EarliestStart(int activity)
    {
        var start = _network.Release[activity];
        for (var e = _network.PredFirst[activity]; e < _network.PredFirst[activity + 1]; e++)
        {
            start = Math.Max(start, Start[_network.PredFrom[e]] + _network.PredLag[e]);
        }

        return EarliestFit(activity, start);
    }

    /// <summary>The last start that the horizon, its successors and the resources allow; its present place must be allowed.</summary>
    public long LatestStart(int activity, long horizon)
    {
        var start = horizon - _network.Duration[activity];
        for (var e = _network.SuccFirst[activity]; e < _network.SuccFirst[activity + 1]; e++)
        {
            start = Math.Min(start, Start[_network.SuccTo[e]] - _network.SuccLag[e]);
        }

        return LatestFit(activity, start);
    }

    public long Makespan()
    {
        long end = 0;
        for (var i = 0; i < Start.Length; i++)
        {
            end = Math.Max(end, Start[i] + _network.Duration[i]);
        }

        return end;
    }

    private long EarliestFit(int activity, long from)
    {
        var duration = _network.Duration[activity];
        var start = from;
        var settled = duration == 0;
        while (!settled)
        {
            settled = true;
            foreach (var (resource, amount) in _network.DemandsOf(activity))
            {
                var fit = _profiles[resource].EarliestFit(start, duration, amount);
                settled &= fit == start;
                start = fit;
            }
        }

        return start;
    }

    private long LatestFit(int activity, long latest)
    {
        var duration = _network.Duration[activity];
        var start = latest;
        var settled = duration == 0;
        while (!settled)
        {
            settled = true;
            foreach (var (resource, amount) in _network.DemandsOf(activity))
            {
                var fit = _profiles[resource].LatestFit(start, duration, amount);
                settled &= fit == start;
                start = fit;
            }
        }

        return start;
    }

    private void Take(int activity, int sign)
    {
        var (start, duration) = (Start[activity], _network.Duration[activity]);
        if (duration == 0)
        {
            return;
        }

        foreach (var (resource, amount) in _network.DemandsOf(activity))
        {
            _profiles[resource].Add(start, start + duration, sign * amount);
        }
    }

    public bool IsOverloaded(int resource) => _profiles[resource].IsOverloaded;
}
