using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Engine.Schedules;

namespace Baton.Engine.Plans;

/// <summary>Schedules a plan for its check.</summary>
internal static class PlanFigures
{
    /// <summary>Larger plans are not scheduled during a check, which stays under a second.</summary>
    public const int MostTasks = 2_000;

    /// <summary>Null when the plan has no schedule or more than <see cref="MostTasks"/> tasks.</summary>
    public static ScheduledFigures? Of(Plan plan)
    {
        if (plan.Tasks.Length is 0 or > MostTasks)
        {
            return null;
        }

        var schedule = PlanScheduler.Compute(plan);
        return schedule.HasErrors ? null : new(
            schedule.Makespan,
            schedule.LowerBound,
            schedule.BoundBy,
            [.. schedule.Tasks.Select(t => t.Start)],
            [.. schedule.Tasks.Select(t => t.Finish)]);
    }
}
