namespace Baton.Scheduling;

/// <summary>Serial schedule generation and justification over a timetable, for every kind of problem. Not safe for several threads.</summary>
internal sealed class SchedulePasses
{
    private readonly Network _network;
    private readonly int[] _position;
    private readonly long[] _sortKeys;
    private readonly int[] _sorted;

    public SchedulePasses(Network network)
    {
        _network = network;
        Timetable = new Timetable(network);
        _sortKeys = new long[network.Count];
        _sorted = new int[network.Count];
        _position = new int[network.Count];
        for (var k = 0; k < network.Count; k++)
        {
            _position[network.Order[k]] = k;
        }
    }

    public Timetable Timetable { get; }

    /// <summary>Starts everything anew, lowest rank first among what is ready, each activity as early as it can go.</summary>
    public void PlaceAll(int[] rank)
    {
        Timetable.Clear();
        var ready = new PriorityQueue<int, int>();
        var waiting = new int[_network.Count];
        for (var i = 0; i < waiting.Length; i++)
        {
            waiting[i] = _network.PredFirst[i + 1] - _network.PredFirst[i];
            if (_network.Fixed[i])
            {
                Timetable.Place(i, _network.Release[i]);
            }

            if (waiting[i] == 0)
            {
                ready.Enqueue(i, rank[i]);
            }
        }

        while (ready.TryDequeue(out var activity, out _))
        {
            if (!_network.Fixed[activity])
            {
                Timetable.Place(activity, Timetable.EarliestStart(activity));
            }

            for (var e = _network.SuccFirst[activity]; e < _network.SuccFirst[activity + 1]; e++)
            {
                var after = _network.SuccTo[e];
                if (--waiting[after] == 0)
                {
                    ready.Enqueue(after, rank[after]);
                }
            }
        }
    }

    /// <summary>Latest finish first, each activity as late as it can go; its own place stays free for it, so nothing ever moves left.</summary>
    public void PushRight(long horizon)
    {
        for (var i = 0; i < _sorted.Length; i++)
        {
            _sorted[i] = i;
            _sortKeys[i] = Timetable.Finish(i);
        }

        Array.Sort(_sorted, (a, b) => _sortKeys[a] != _sortKeys[b] ? _sortKeys[b].CompareTo(_sortKeys[a]) : _position[b].CompareTo(_position[a]));
        foreach (var activity in _sorted)
        {
            Move(activity, a => Timetable.LatestStart(a, horizon));
        }
    }

    /// <summary>Earliest start first, each activity as early as it can go.</summary>
    public void PushLeft()
    {
        for (var i = 0; i < _sorted.Length; i++)
        {
            _sorted[i] = i;
            _sortKeys[i] = Timetable.Start[i];
        }

        Array.Sort(_sorted, (a, b) => _sortKeys[a] != _sortKeys[b] ? _sortKeys[a].CompareTo(_sortKeys[b]) : _position[a].CompareTo(_position[b]));
        foreach (var activity in _sorted)
        {
            Move(activity, Timetable.EarliestStart);
        }
    }

    private void Move(int activity, Func<int, long> target)
    {
        if (!_network.Fixed[activity])
        {
            Timetable.Remove(activity);
            Timetable.Place(activity, target(activity));
        }
    }
}
