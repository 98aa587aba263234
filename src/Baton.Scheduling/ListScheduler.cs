using System.Collections.Immutable;

namespace Baton.Scheduling;

/// <summary>
/// Serial schedule generation under several priority rules, each improved by pushing everything right and then left again; the best one counts.
/// The same problem gives the same schedule.
/// </summary>
public sealed class ListScheduler
{
    private const int ManyActivities = 2_000;
    private const int MaxRounds = 3;

    private readonly Network _network;
    private readonly DependencyAnalysis _analysis;
    private readonly LowerBound _bound;
    private readonly Timetable _timetable;
    private readonly int[] _position;
    private readonly long[] _sortKeys;
    private readonly int[] _sorted;
    private long[] _best = [];
    private long _bestMakespan = long.MaxValue;

    private ListScheduler(Network network, DependencyAnalysis analysis, LowerBound bound)
    {
        (_network, _analysis, _bound) = (network, analysis, bound);
        _timetable = new Timetable(network);
        _sortKeys = new long[network.Count];
        _sorted = new int[network.Count];
        _position = new int[network.Count];
        for (var k = 0; k < network.Count; k++)
        {
            _position[network.Order[k]] = k;
        }
    }

    /// <param name="analysis">Of the same network.</param>
    public static LevelledSchedule Solve(Network network, DependencyAnalysis analysis) =>
        new ListScheduler(network, analysis, LowerBound.Of(network, analysis)).Solve();

    /// <summary>Adds makespan and slack to starts that another search found.</summary>
    /// <param name="analysis">Of the same network.</param>
    internal static LevelledSchedule Complete(Network network, DependencyAnalysis analysis, long[] starts, LowerBound bound)
    {
        var scheduler = new ListScheduler(network, analysis, bound);
        scheduler._timetable.Load(starts);
        scheduler.Keep();
        return new([.. starts], scheduler.Slack(), scheduler._bestMakespan, bound);
    }

    private LevelledSchedule Solve()
    {
        PriorityRule[] rules = _network.Count > ManyActivities
            ? [PriorityRule.LongestTail, PriorityRule.LatestFinish]
            : [PriorityRule.LatestFinish, PriorityRule.LongestTail, PriorityRule.MostSuccessors, PriorityRule.LeastFloat];
        foreach (var rule in rules)
        {
            if (_bestMakespan > _bound.Value)
            {
                Try(rule);
            }
        }

        return new([.. _best], Slack(), _bestMakespan, _bound);
    }

    private void Try(PriorityRule rule)
    {
        PlaceAll(PriorityRules.Rank(rule, _network, _analysis));
        Keep();
        var rounds = _network.Count > ManyActivities ? 1 : MaxRounds;
        var before = long.MaxValue;
        for (var round = 0; round < rounds && _bestMakespan > _bound.Value && _timetable.Makespan() < before; round++)
        {
            before = _timetable.Makespan();
            PushRight(before);
            PushLeft();
            Keep();
        }
    }

    private void Keep()
    {
        var makespan = _timetable.Makespan();
        if (makespan < _bestMakespan)
        {
            _bestMakespan = makespan;
            _best = (long[])_timetable.Start.Clone();
        }
    }

    private void PlaceAll(int[] rank)
    {
        _timetable.Clear();
        var ready = new PriorityQueue<int, int>();
        var waiting = new int[_network.Count];
        for (var i = 0; i < waiting.Length; i++)
        {
            waiting[i] = _network.PredFirst[i + 1] - _network.PredFirst[i];
            if (_network.Fixed[i])
            {
                _timetable.Place(i, _network.Release[i]);
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
                _timetable.Place(activity, _timetable.EarliestStart(activity));
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
    private void PushRight(long horizon)
    {
        for (var i = 0; i < _sorted.Length; i++)
        {
            _sorted[i] = i;
            _sortKeys[i] = _timetable.Start[i] + _network.Duration[i];
        }

        Array.Sort(_sorted, (a, b) => _sortKeys[a] != _sortKeys[b] ? _sortKeys[b].CompareTo(_sortKeys[a]) : _position[b].CompareTo(_position[a]));
        foreach (var activity in _sorted)
        {
            Move(activity, a => _timetable.LatestStart(a, horizon));
        }
    }

    /// <summary>Earliest start first, each activity as early as it can go.</summary>
    private void PushLeft()
    {
        for (var i = 0; i < _sorted.Length; i++)
        {
            _sorted[i] = i;
            _sortKeys[i] = _timetable.Start[i];
        }

        Array.Sort(_sorted, (a, b) => _sortKeys[a] != _sortKeys[b] ? _sortKeys[a].CompareTo(_sortKeys[b]) : _position[a].CompareTo(_position[b]));
        foreach (var activity in _sorted)
        {
            Move(activity, _timetable.EarliestStart);
        }
    }

    private void Move(int activity, Func<int, long> target)
    {
        if (!_network.Fixed[activity])
        {
            _timetable.Remove(activity);
            _timetable.Place(activity, target(activity));
        }
    }

    private ImmutableArray<long> Slack()
    {
        _timetable.Load(_best);
        PushRight(_bestMakespan);
        var slack = new long[_network.Count];
        for (var i = 0; i < slack.Length; i++)
        {
            slack[i] = _timetable.Start[i] - _best[i];
        }

        return [.. slack];
    }
}
