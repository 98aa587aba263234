using System.Collections.Immutable;

namespace Baton.Scheduling;

/// <summary>
/// Serial schedule generation under several priority rules, with calendars and quotas where the problem has them, each improved by pushing everything right and then left again; the best one counts.
/// The same problem gives the same schedule.
/// </summary>
public sealed class ListScheduler
{
    private const int ManyActivities = 2_000;
    private const int MaxRounds = 3;

    private readonly Network _network;
    private readonly DependencyAnalysis _analysis;
    private readonly LowerBound _bound;
    private readonly SchedulePasses _passes;
    private readonly Timetable _timetable;
    private long[] _best = [];
    private long _bestMakespan = long.MaxValue;

    private ListScheduler(Network network, DependencyAnalysis analysis, LowerBound bound)
    {
        (_network, _analysis, _bound) = (network, analysis, bound);
        _passes = new SchedulePasses(network);
        _timetable = _passes.Timetable;
    }

    /// <param name="analysis">Of the same network.</param>
    public static LevelledSchedule Solve(Network network, DependencyAnalysis analysis) =>
        new ListScheduler(network, analysis, BoundOf(network, analysis)).Solve();

    /// <summary>Pushes the starts that another search found to the left and adds makespan and slack.</summary>
    /// <param name="analysis">Of the same network.</param>
    /// <param name="schedules">What the search has spent.</param>
    internal static LevelledSchedule Complete(Network network, DependencyAnalysis analysis, long[] starts, LowerBound bound, long schedules)
    {
        var scheduler = new ListScheduler(network, analysis, bound);
        scheduler._timetable.Load(starts);
        scheduler._passes.PushLeft();
        scheduler.Keep();
        return scheduler.Result() with { Schedules = schedules };
    }

    private static LowerBound BoundOf(Network network, DependencyAnalysis analysis)
    {
        var plain = LowerBound.Of(network, analysis);
        return network.IsClassic ? plain : WindowBound.Of(network, analysis, plain);
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

        return Result();
    }

    private LevelledSchedule Result() => new([.. _best], Slack(), _bestMakespan, _bound);

    private void Try(PriorityRule rule)
    {
        _passes.PlaceAll(PriorityRules.Rank(rule, _network, _analysis));
        Keep();
        var rounds = _network.Count > ManyActivities ? 1 : MaxRounds;
        var before = long.MaxValue;
        for (var round = 0; round < rounds && _bestMakespan > _bound.Value && _timetable.Makespan() < before; round++)
        {
            before = _timetable.Makespan();
            _passes.PushRight(before);
            _passes.PushLeft();
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

    private ImmutableArray<long> Slack()
    {
        _timetable.Load(_best);
        _passes.PushRight(_bestMakespan);
        var slack = new long[_network.Count];
        for (var i = 0; i < slack.Length; i++)
        {
            slack[i] = _timetable.Start[i] - _best[i];
        }

        return [.. slack];
    }
}
