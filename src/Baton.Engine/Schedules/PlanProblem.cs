using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Scheduling;

namespace Baton.Engine.Schedules;

/// <summary>A plan as scheduling problems in milliseconds: activity <c>i</c> is the plan's task <c>i</c>; milestones of barriers come after them.</summary>
internal sealed class PlanProblem
{
    private readonly Plan _plan;
    private readonly ScheduleFacts? _facts;
    private readonly Dictionary<TaskId, int> _index = [];
    private readonly Dictionary<AgentId, int> _calendarOf = [];
    private readonly ImmutableArray<WorkCalendar> _calendars;
    private readonly Activity[] _activities;

    /// <param name="start">The moment of planned time 0; null: the plan's own, or some Monday.</param>
    public PlanProblem(Plan plan, ScheduleFacts? facts, DateTimeOffset? start = null)
    {
        (_plan, _facts) = (plan, facts);
        Limits = new LimitSet(plan);
        Barriers = [.. plan.Groups.Where((g, k) => g.Barrier && k < plan.Groups.Length - 1)];
        StartsAt = Limits.HasCalendars ? start ?? plan.Start ?? PlanCalendar.SomeMonday : null;
        _calendars = ReadCalendars();
        Errors = FindErrors();
        _activities = [.. plan.Tasks.Select(ToActivity)];
    }

    /// <summary>Why the problems below must not be asked for.</summary>
    public ImmutableArray<string> Errors { get; }

    /// <summary>Resource <c>r</c> of the levelled problem is count <c>r</c>, quota <c>w</c> is window <c>w</c>; pairs that are kept apart come as further resources.</summary>
    public LimitSet Limits { get; }

    /// <summary>Groups that hold later groups back.</summary>
    public ImmutableArray<TaskGroup> Barriers { get; }

    /// <summary>The moment of planned time 0; null without calendars.</summary>
    public DateTimeOffset? StartsAt { get; }

    /// <summary>Agents by the number of their calendar.</summary>
    public ImmutableArray<AgentId> Calendars => [.. _calendarOf.OrderBy(c => c.Value).Select(c => c.Key)];

    /// <summary>By <c>needs</c> alone.</summary>
    public SchedulingProblem ByDependencies() => new([.. _activities], [.. Needs()], []);

    /// <summary>With barriers, every limit on how many work at once, calendars and quota windows.</summary>
    /// <param name="apart">Pairs of tasks that must not overlap.</param>
    public SchedulingProblem UnderLimits(ImmutableArray<(int First, int Second)> apart = default)
    {
        var pairs = apart.IsDefault ? [] : apart;
        var activities = _plan.Tasks.Select((task, i) => Limited(task, i, pairs));
        var milestones = Barriers.Select(_ => new Activity(0));
        return new([.. activities, .. milestones], [.. Needs(), .. BarrierEdges()], [.. Limits.Counts.Select(c => c.AtOnce), .. pairs.Select(_ => 1)])
        {
            Calendars = _calendars,
            Quotas = [.. Limits.Windows.Select(w => new Quota(Span(w.Window), w.Amount))],
        };
    }

    private Activity Limited(PlanTask task, int i, ImmutableArray<(int First, int Second)> pairs)
    {
        var isOver = _facts?.Tasks.GetValueOrDefault(task.Id) is TaskFact.Finished;
        return _activities[i] with
        {
            Demands = isOver ? [] : [.. Limits.CountsOf(task).Select(r => new Demand(r, 1)), .. Pairs(i, pairs)],
            Charges = [.. Limits.ChargesOf(task).Select(c => new Charge(c.Window, c.Amount))],
            Calendar = task.Agent is { } agent && _calendarOf.TryGetValue(agent, out var calendar) ? calendar : null,
            Priority = (int)task.Priority,
        };
    }

    private IEnumerable<Demand> Pairs(int task, ImmutableArray<(int First, int Second)> pairs)
    {
        for (var p = 0; p < pairs.Length; p++)
        {
            if (pairs[p].First == task || pairs[p].Second == task)
            {
                yield return new(Limits.Counts.Length + p, 1);
            }
        }
    }

    private ImmutableArray<WorkCalendar> ReadCalendars()
    {
        var calendars = ImmutableArray.CreateBuilder<WorkCalendar>();
        foreach (var agent in _plan.Agents.Where(a => a.Calendar is not null))
        {
            if (_calendarOf.TryAdd(agent.Id, calendars.Count))
            {
                calendars.Add(PlanCalendar.From(agent.Calendar!, StartsAt!.Value));
            }
        }

        return calendars.ToImmutable();
    }

    private ImmutableArray<string> FindErrors()
    {
        var errors = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < _plan.Tasks.Length; i++)
        {
            if (!_index.TryAdd(_plan.Tasks[i].Id, i))
            {
                errors.Add($"Task {_plan.Tasks[i].Id} is there twice; give one of the two another id.");
            }
        }

        foreach (var task in _plan.Tasks)
        {
            errors.AddRange(task.Needs.Where(n => !_index.ContainsKey(n.Task))
                .Select(n => $"Task {task.Id} needs {n.Task}, which the plan does not name; correct the id or add the task."));
        }

        return errors.ToImmutable();
    }

    private Activity ToActivity(PlanTask task) => _facts?.Tasks.GetValueOrDefault(task.Id) switch
    {
        TaskFact.Finished f => new(Span(f.Finish - f.Start)) { FixedStart = Span(f.Start) },
        TaskFact.Running r => new(Math.Max(0, EndOf(task, r) - Span(r.Start))) { FixedStart = Span(r.Start) },
        TaskFact.Waiting w => new(Expected(task.Estimate)) { Release = Math.Max(Span(_facts.Now), Span(w.Until)) },
        _ => new(Expected(task.Estimate)) { Release = Span(_facts?.Now ?? TimeSpan.Zero) },
    };

    private long EndOf(PlanTask task, TaskFact.Running running)
    {
        var (now, left) = (Span(_facts!.Now), Span(running.Remaining));
        if (task.Agent is not { } agent || !_calendarOf.TryGetValue(agent, out var calendar) || _calendars[calendar].Pattern.IsEmpty)
        {
            return now + left;
        }

        var clock = new CalendarClock(_calendars[calendar]);
        return clock.Finish(clock.NextOpen(now), left);
    }

    /// <summary>The PERT mean, also for estimates whose sum no <see cref="TimeSpan"/> holds.</summary>
    private static long Expected(Estimate e) =>
        PlanTime.Milliseconds(new TimeSpan((long)(((Int128)e.Optimistic.Ticks + (4 * (Int128)e.Likely.Ticks) + e.Pessimistic.Ticks) / 6)));

    private static long Span(TimeSpan time) => Math.Max(0, PlanTime.Milliseconds(time));

    private IEnumerable<Precedence> Needs()
    {
        for (var i = 0; i < _plan.Tasks.Length; i++)
        {
            foreach (var need in _plan.Tasks[i].Needs)
            {
                var before = _index[need.Task];
                var duration = _activities[before].Duration;
                var share = need.Share >= 1 ? duration : (long)Math.Round(duration * Math.Max(0, need.Share));
                var lag = Math.Max(0, PlanTime.Milliseconds(need.Lag));
                yield return new(before, i, share + lag) { Wait = lag };
            }
        }
    }

    /// <summary>Each barrier is a milestone after its group's tasks, before every task of later groups, and after the barrier before it.</summary>
    private IEnumerable<Precedence> BarrierEdges()
    {
        var place = _plan.Groups.Select((group, k) => (group.Id, k)).DistinctBy(x => x.Id).ToDictionary(x => x.Id, x => x.k);
        int[] barrierPlace = [.. Barriers.Select(b => place[b.Id])];
        for (var b = 1; b < barrierPlace.Length; b++)
        {
            yield return new(_plan.Tasks.Length + b - 1, _plan.Tasks.Length + b, 0);
        }

        for (var i = 0; i < _plan.Tasks.Length; i++)
        {
            if (_plan.Tasks[i].Group is not { } group || !place.TryGetValue(group, out var own))
            {
                continue;
            }

            var held = Array.FindLastIndex(barrierPlace, p => p < own);
            if (held >= 0)
            {
                yield return new(_plan.Tasks.Length + held, i, 0);
            }

            var closes = Array.IndexOf(barrierPlace, own);
            if (closes >= 0)
            {
                yield return new(i, _plan.Tasks.Length + closes, _activities[i].Duration);
            }
        }
    }
}
