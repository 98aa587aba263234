namespace Baton.Scheduling;

/// <summary>Starts of activities together with the resources they take; places and moves one activity at a time. Not safe for several threads.</summary>
internal sealed class Timetable
{
    private readonly Network _network;
    private readonly ResourceProfile[] _profiles;

    /// <summary>A charge counts from its start for the length of the window, which is what "in any stretch that long" comes to.</summary>
    private readonly ResourceProfile[] _quotas;

    public Timetable(Network network)
    {
        _network = network;
        _profiles = [.. network.Capacity.Select(c => new ResourceProfile(c))];
        _quotas = [.. network.Problem.Quotas.Select(q => new ResourceProfile(q.Amount))];
        Start = new long[network.Count];
    }

    public long[] Start { get; }

    public void Clear()
    {
        foreach (var profile in _profiles)
        {
            profile.Clear();
        }

        foreach (var quota in _quotas)
        {
            quota.Clear();
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

    public long Finish(int activity) => _network.Finish(activity, Start[activity]);

    /// <summary>The first start that its release, its predecessors, its calendar, the resources and the quotas allow.</summary>
    public long EarliestStart(int activity) => EarliestFit(activity, SoonestAfterPredecessors(activity));

    /// <summary>The last start that the horizon, its successors, its calendar, the resources and the quotas allow; its present place must be allowed.</summary>
    public long LatestStart(int activity, long horizon)
    {
        var start = _network.Before(activity, horizon, _network.Duration[activity], 0);
        for (var e = _network.SuccFirst[activity]; e < _network.SuccFirst[activity + 1]; e++)
        {
            start = Math.Min(start, _network.Before(activity, Start[_network.SuccTo[e]], _network.SuccLag[e], _network.SuccWait[e]));
        }

        return LatestFit(activity, start);
    }

    public long SoonestAfterPredecessors(int activity)
    {
        var start = _network.Release[activity];
        for (var e = _network.PredFirst[activity]; e < _network.PredFirst[activity + 1]; e++)
        {
            var before = _network.PredFrom[e];
            start = Math.Max(start, _network.After(before, Start[before], _network.PredLag[e], _network.PredWait[e]));
        }

        return start;
    }

    public long Makespan()
    {
        long end = 0;
        for (var i = 0; i < Start.Length; i++)
        {
            end = Math.Max(end, Finish(i));
        }

        return end;
    }

    public bool IsOverloaded(int resource) => _profiles[resource].IsOverloaded;

    private bool IsPlain(int activity) => _network.IsClassic || (_network.Clock[activity] is null && _network.ChargesOf(activity).IsEmpty);

    private long EarliestFit(int activity, long from)
    {
        if (!IsPlain(activity))
        {
            return EarliestFitInWindows(activity, from);
        }

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

    /// <summary>No start before the end of the first conflict can do: it would be later, so end later, and meet the same conflict.</summary>
    private long EarliestFitInWindows(int activity, long from)
    {
        for (var start = from; ;)
        {
            start = _network.Clock[activity]?.NextOpen(start) ?? start;
            var next = start;
            var finish = _network.Finish(activity, start);
            foreach (var (resource, amount) in _network.DemandsOf(activity))
            {
                next = finish > start ? Math.Max(next, _profiles[resource].EndOfFirstConflict(start, finish, amount)) : next;
            }

            foreach (var (quota, amount) in _network.ChargesOf(activity))
            {
                next = Math.Max(next, _quotas[quota].EndOfFirstConflict(start, start + _network.Problem.Quotas[quota].Window, amount));
            }

            if (next == start)
            {
                return start;
            }

            start = next;
        }
    }

    private long LatestFit(int activity, long latest)
    {
        if (!IsPlain(activity))
        {
            return LatestFitInWindows(activity, latest);
        }

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

    /// <summary>Every later start ends at the last conflict or beyond it, so the next one to try is the last that ends before the conflict.</summary>
    private long LatestFitInWindows(int activity, long latest)
    {
        var present = Start[activity];
        for (var start = latest; start > present;)
        {
            start = _network.Clock[activity]?.LatestStart(start, 0) ?? start;
            var next = start;
            var finish = _network.Finish(activity, start);
            foreach (var (resource, amount) in _network.DemandsOf(activity))
            {
                if (finish > start && _profiles[resource].StartOfLastConflict(start, finish, amount) is var taken and >= 0)
                {
                    next = Math.Min(next, _network.Before(activity, taken, _network.Duration[activity], 0));
                }
            }

            foreach (var (quota, amount) in _network.ChargesOf(activity))
            {
                var window = _network.Problem.Quotas[quota].Window;
                next = _quotas[quota].StartOfLastConflict(start, start + window, amount) is var taken and >= 0 ? Math.Min(next, taken - window) : next;
            }

            if (next == start)
            {
                return Math.Max(start, present);
            }

            start = next;
        }

        return present;
    }

    private void Take(int activity, int sign)
    {
        var (start, finish) = (Start[activity], Finish(activity));
        if (finish > start)
        {
            foreach (var (resource, amount) in _network.DemandsOf(activity))
            {
                _profiles[resource].Add(start, finish, sign * amount);
            }
        }

        if (!_network.IsClassic)
        {
            foreach (var (quota, amount) in _network.ChargesOf(activity))
            {
                _quotas[quota].Add(start, start + _network.Problem.Quotas[quota].Window, sign * amount);
            }
        }
    }
}
