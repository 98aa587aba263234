using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Scheduling;

namespace Baton.Engine.Schedules;

/// <summary>From a plan, or a run in progress, to its schedule. Pure: the same input gives the same schedule.</summary>
public static class PlanScheduler
{
    /// <param name="facts">What has happened so far; null for a plan that has not started.</param>
    /// <returns>The schedule, or one with <see cref="PlanSchedule.Errors"/> when the plan cannot be scheduled.</returns>
    public static PlanSchedule Compute(Plan plan, ScheduleFacts? facts = null)
    {
        var problem = new PlanProblem(plan, facts);
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
            : Build(plan, problem, free.Network, limited.Network) with { Now = facts?.Now };
    }

    private static PlanSchedule Build(Plan plan, PlanProblem problem, Network free, Network limited)
    {
        var analysis = DependencyAnalysis.Of(free);
        var levelled = ListScheduler.Solve(limited, DependencyAnalysis.Of(limited, maxPaths: 0));
        var durations = free.Problem.Activities.Select(a => PlanTime.FromMilliseconds(a.Duration)).ToImmutableArray();
        var tasks = Tasks(plan, free, analysis, levelled, durations);
        var makespan = PlanTime.FromMilliseconds(levelled.Makespan);
        return new()
        {
            DependencyPath = Path(plan, analysis),
            Makespan = makespan,
            LowerBound = PlanTime.FromMilliseconds(levelled.Bound.Value),
            BoundBy = BoundBy(levelled.Bound, analysis, problem),
            GapPercent = levelled.GapPercent,
            IsOptimal = levelled.IsOptimal,
            LimitsText = PlanLimit.Describe(plan, problem),
            Sequential = durations.Aggregate(TimeSpan.Zero, (sum, d) => sum + d),
            Tasks = tasks,
            Order = [.. tasks.OrderBy(t => t.Start).ThenBy(t => t.Slack).Select(t => t.Id)],
            Agents = AgentLoads.Of(plan, tasks, makespan),
            Waves = [.. tasks.GroupBy(t => t.Wave).OrderBy(g => g.Key).Select(g => g.Select(t => t.Id).ToImmutableArray())],
        };
    }

    private static string BoundBy(LowerBound bound, DependencyAnalysis free, PlanProblem problem) =>
        bound.Resource is { } resource ? problem.Limits[resource].Text
        : bound.Value > free.Length ? "dependencies and barriers"
        : "dependencies";

    private static DependencyPath Path(Plan plan, DependencyAnalysis analysis)
    {
        ImmutableArray<ImmutableArray<TaskId>> all =
            [.. analysis.Paths.Select(path => path.Select(i => plan.Tasks[i].Id).ToImmutableArray())];
        return new(PlanTime.FromMilliseconds(analysis.Length), all.IsEmpty ? [] : all[0], all, analysis.PathCount);
    }

    private static ImmutableArray<ScheduledTask> Tasks(
        Plan plan, Network free, DependencyAnalysis analysis, LevelledSchedule levelled, ImmutableArray<TimeSpan> durations)
    {
        var tasks = ImmutableArray.CreateBuilder<ScheduledTask>(plan.Tasks.Length);
        for (var i = 0; i < plan.Tasks.Length; i++)
        {
            var task = plan.Tasks[i];
            var start = PlanTime.FromMilliseconds(levelled.Start[i]);
            var earliest = PlanTime.FromMilliseconds(analysis.EarliestStart[i]);
            var latest = PlanTime.FromMilliseconds(analysis.LatestStart[i]);
            tasks.Add(new()
            {
                Id = task.Id,
                Title = task.Title,
                Agent = task.Agent,
                Group = task.Group,
                Start = start,
                Finish = start + durations[i],
                EarliestStart = earliest,
                EarliestFinish = earliest + durations[i],
                LatestStart = latest,
                LatestFinish = latest + durations[i],
                TotalFloat = latest - earliest,
                FreeFloat = PlanTime.FromMilliseconds(analysis.FreeFloat[i]),
                Slack = PlanTime.FromMilliseconds(levelled.Slack[i]),
                OnDependencyPath = analysis.TotalFloat[i] == 0,
                Wave = free.Levels[i] + 1,
            });
        }

        return tasks.MoveToImmutable();
    }
}
