using Baton.Domain.Plans;
using Baton.Engine.Schedules;

namespace Baton.Engine.Reports;

/// <summary>What holds tasks back after all that they need is there, the longest wait first, and what limits the whole.</summary>
internal static class WaitLines
{
    /// <returns>Lines without line feeds, of any width; none for a schedule with errors or without tasks.</returns>
    /// <param name="most">Waits beyond so many are counted, not listed.</param>
    public static IEnumerable<string> Of(Plan plan, PlanSchedule schedule, int most)
    {
        if (schedule.Bottleneck is not { } bottleneck)
        {
            yield break;
        }

        yield return bottleneck.Text;
        var waits = Waits(plan, schedule).OrderByDescending(w => w.For).ToList();
        if (waits.Count > 0)
        {
            yield return $"waits under the limits ({waits.Count} of {schedule.Tasks.Length} tasks, the longest first):";
        }

        foreach (var wait in waits.Take(most))
        {
            yield return $"{wait.Task.Id}: {PlanTime.Text(wait.For)}, from {PlanTime.Text(wait.Task.Start - wait.For)} to {PlanTime.Text(wait.Task.Start)}, for {wait.Task.Reason.Text}";
        }

        if (waits.Count > most)
        {
            yield return $"and {waits.Count - most} more; --format waits lists them all";
        }
    }

    private static IEnumerable<(ScheduledTask Task, TimeSpan For)> Waits(Plan plan, PlanSchedule schedule)
    {
        var byId = schedule.Tasks.ToDictionary(t => t.Id);
        foreach (var (i, task) in schedule.Tasks.Index())
        {
            if (task.Reason.Cause is StartCause.Barrier or StartCause.Limit or StartCause.Quota or StartCause.Calendar or StartCause.Conflict
                && task.Start - Ready(plan.Tasks[i], byId, schedule.Now) is var wait && wait > TimeSpan.Zero)
            {
                yield return (task, wait);
            }
        }
    }

    /// <summary>When everything that it needs is there in this schedule.</summary>
    private static TimeSpan Ready(PlanTask task, Dictionary<TaskId, ScheduledTask> byId, TimeSpan? now) =>
        task.Needs.Select(need => byId[need.Task] is var before && need.Share < 1
                ? before.Start + (before.Work * Math.Max(0, need.Share)) + need.Lag
                : before.Finish + need.Lag)
            .Append(now ?? TimeSpan.Zero).Max();
}
