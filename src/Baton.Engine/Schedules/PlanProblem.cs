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

    public PlanProblem(Plan plan, ScheduleFacts? facts)
    {
        (_plan, _facts) = (plan, facts);
        var errors = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < plan.Tasks.Length; i++)
        {
            if (!_index.TryAdd(plan.Tasks[i].Id, i))
            {
                errors.Add($"Task {plan.Tasks[i].Id} is there twice; give one of the two another id.");
            }
        }

        foreach (var task in plan.Tasks)
        {
            errors.AddRange(task.Needs.Where(n => !_index.ContainsKey(n.Task))
                .Select(n => $"Task {task.Id} needs {n.Task}, which the plan does not name; correct the id or add the task."));
        }

        Errors = errors.ToImmutable();
        Limits = PlanLimit.Of(plan);
        Barriers = [.. plan.Groups.Where((g, k) => g.Barrier && k < plan.Groups.Length - 1)];
    }

    /// <summary>Why the problems below must not be asked for.</summary>
    public ImmutableArray<string> Errors { get; }

    /// <summary>Resource <c>r</c> of the levelled problem.</summary>
    public ImmutableArray<PlanLimit> Limits { get; }

    /// <summary>Groups that hold later groups back.</summary>
    public ImmutableArray<TaskGroup> Barriers { get; }

    /// <summary>By <c>needs</c> alone.</summary>
    public SchedulingProblem ByDependencies() => new([.. _plan.Tasks.Select(t => ToActivity(t))], [.. Needs()], []);

    /// <summary>With barriers and every limit on how many work at once.</summary>
    public SchedulingProblem UnderLimits()
    {
        var activities = _plan.Tasks.Select(t => ToActivity(t) with { Demands = DemandsOf(t), Priority = (int)t.Priority });
        var milestones = Barriers.Select(_ => new Activity(0));
        return new([.. activities, .. milestones], [.. Needs(), .. BarrierEdges()], [.. Limits.Select(l => l.AtOnce)]);
    }

    private Activity ToActivity(PlanTask task) => _facts?.Tasks.GetValueOrDefault(task.Id) switch
    {
        TaskFact.Finished f => new(Span(f.Finish - f.Start)) { FixedStart = Span(f.Start) },
        TaskFact.Running r => new(Span(_facts.Now - r.Start) + Span(r.Remaining)) { FixedStart = Span(r.Start) },
        _ => new(Expected(task.Estimate)) { Release = Span(_facts?.Now ?? TimeSpan.Zero) },
    };

    /// <summary>The PERT mean, also for estimates whose sum no <see cref="TimeSpan"/> holds.</summary>
    private static long Expected(Estimate e) =>
        PlanTime.Milliseconds(new TimeSpan((long)(((Int128)e.Optimistic.Ticks + (4 * (Int128)e.Likely.Ticks) + e.Pessimistic.Ticks) / 6)));

    private static long Span(TimeSpan time) => Math.Max(0, PlanTime.Milliseconds(time));

    private ImmutableArray<Demand> DemandsOf(PlanTask task) =>
        _facts?.Tasks.GetValueOrDefault(task.Id) is TaskFact.Finished
            ? []
            : [.. Limits.Select((limit, r) => (limit, r)).Where(x => x.limit.Holds(task)).Select(x => new Demand(x.r, 1))];

    private IEnumerable<Precedence> Needs()
    {
        for (var i = 0; i < _plan.Tasks.Length; i++)
        {
            foreach (var need in _plan.Tasks[i].Needs)
            {
                var before = _index[need.Task];
                var duration = ToActivity(_plan.Tasks[before]).Duration;
                var share = need.Share >= 1 ? duration : (long)Math.Round(duration * Math.Max(0, need.Share));
                yield return new(before, i, Math.Max(0, share + PlanTime.Milliseconds(need.Lag)));
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
                yield return new(i, _plan.Tasks.Length + closes, ToActivity(_plan.Tasks[i]).Duration);
            }
        }
    }
}
