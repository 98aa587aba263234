using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Scheduling;

namespace Baton.Engine.Schedules;

/// <summary>From a plan, or a run in progress, to its schedule. Pure: the same input gives the same schedule.</summary>
public static class PlanScheduler
{
    /// <param name="facts">What has happened so far; null for a plan that has not started.</param>
    /// <returns>The schedule, or one with <see cref="PlanSchedule.Errors"/> when the plan cannot be scheduled.</returns>
    /// <param name="start">The moment of planned time 0 for calendars; null: the plan's own, or some Monday.</param>
    /// <param name="history">Adds pairs of tasks to keep apart: those that changed the same files in earlier runs.</param>
    public static PlanSchedule Compute(Plan plan, ScheduleFacts? facts = null, DateTimeOffset? start = null, TaskHistory? history = null)
    {
        var problem = new PlanProblem(plan, facts, start);
        if (!problem.Errors.IsEmpty)
        {
            return new() { Errors = problem.Errors };
        }

        var free = Network.From(problem.ByDependencies());
        if (free.Network is null)
        {
            return new() { Errors = ScheduleErrors.Describe(free.Errors, plan, problem) };
        }

        var limited = Network.From(problem.UnderLimits());
        return limited.Network is null
            ? new() { Errors = ScheduleErrors.Describe(limited.Errors, plan, problem) }
            : Build(plan, problem, free.Network, limited.Network, facts?.Now, history);
    }

    private static PlanSchedule Build(Plan plan, PlanProblem problem, Network free, Network limited, TimeSpan? now, TaskHistory? history)
    {
        var analysis = DependencyAnalysis.Of(free);
        var levelling = Levelling.Of(plan, problem, limited, history);
        var levelled = levelling.Schedule;
        var durations = free.Problem.Activities.Select(a => PlanTime.FromMilliseconds(a.Duration)).ToImmutableArray();
        var bindings = Binding.Of(levelling.Network, levelled.Start);
        var reasons = StartReasons.Of(plan, problem, bindings, now);
        var tasks = Tasks(plan, free, analysis, levelling, durations, reasons);
        var makespan = PlanTime.FromMilliseconds(levelled.Makespan);
        return new()
        {
            DependencyPath = Path(plan, analysis),
            Makespan = makespan,
            LowerBound = PlanTime.FromMilliseconds(levelled.Bound.Value),
            BoundBy = BoundBy(levelled.Bound, analysis, problem),
            GapPercent = levelled.GapPercent,
            IsOptimal = levelled.IsOptimal,
            LimitsText = LimitsText.Of(plan, problem),
            Sequential = durations.Aggregate(TimeSpan.Zero, (sum, d) => sum + d),
            Tasks = tasks,
            Order = [.. tasks.OrderBy(t => t.Start).ThenBy(t => t.Slack).Select(t => t.Id)],
            Agents = AgentLoads.Of(plan, tasks, makespan, problem.StartsAt),
            Now = now,
            StartsAt = problem.StartsAt,
            Spend = SpendCurve.Of(plan, tasks, makespan),
            Bottleneck = Bottlenecks.Of(tasks, bindings),
            Conflicts = levelling.Conflicts,
            Waves = [.. tasks.GroupBy(t => t.Wave).OrderBy(g => g.Key).Select(g => g.Select(t => t.Id).ToImmutableArray())],
        };
    }

    private static string BoundBy(LowerBound bound, DependencyAnalysis free, PlanProblem problem) =>
        bound.BySearch ? PlanSchedule.BoundBySearch
        : bound.Quota is { } quota ? problem.Limits.Windows[quota].Text
        : bound.Resource is { } resource ? problem.Limits.Counts[resource].Text + (bound.ByCalendar ? " in its hours" : "")
        : bound.ByCalendar ? "dependencies and hours"
        : bound.Value > free.Length ? "dependencies and barriers"
        : "dependencies";

    private static DependencyPath Path(Plan plan, DependencyAnalysis analysis)
    {
        ImmutableArray<ImmutableArray<TaskId>> all =
            [.. analysis.Paths.Select(path => path.Select(i => plan.Tasks[i].Id).ToImmutableArray())];
        return new(PlanTime.FromMilliseconds(analysis.Length), all.IsEmpty ? [] : all[0], all, analysis.PathCount);
    }

    private static ImmutableArray<ScheduledTask> Tasks(
        Plan plan, Network free, DependencyAnalysis analysis, Levelling levelling, ImmutableArray<TimeSpan> durations, ImmutableArray<StartReason> reasons)
    {
        var tasks = ImmutableArray.CreateBuilder<ScheduledTask>(plan.Tasks.Length);
        for (var i = 0; i < plan.Tasks.Length; i++)
        {
            var task = plan.Tasks[i];
            var start = levelling.Schedule.Start[i];
            var earliest = PlanTime.FromMilliseconds(analysis.EarliestStart[i]);
            var latest = PlanTime.FromMilliseconds(analysis.LatestStart[i]);
            tasks.Add(new()
            {
                Id = task.Id,
                Title = task.Title,
                Agent = task.Agent,
                Group = task.Group,
                Start = PlanTime.FromMilliseconds(start),
                Finish = PlanTime.FromMilliseconds(levelling.Network.Finish(i, start)),
                Work = durations[i],
                Reason = reasons[i],
                EarliestStart = earliest,
                EarliestFinish = earliest + durations[i],
                LatestStart = latest,
                LatestFinish = latest + durations[i],
                TotalFloat = latest - earliest,
                FreeFloat = PlanTime.FromMilliseconds(analysis.FreeFloat[i]),
                Slack = PlanTime.FromMilliseconds(levelling.Schedule.Slack[i]),
                OnDependencyPath = analysis.TotalFloat[i] == 0,
                Wave = free.Levels[i] + 1,
            });
        }

        return tasks.MoveToImmutable();
    }
}
