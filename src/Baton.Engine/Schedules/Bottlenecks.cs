using System.Globalization;
using Baton.Domain.Plans;

namespace Baton.Engine.Schedules;

/// <summary>Finds what limits the makespan most: the limit for which the tasks that decide the end wait longest.</summary>
internal static class Bottlenecks
{
    /// <summary>Walks back from the task that ends last, from each task to one that it waits for, and adds up the time for which each limit held the next.</summary>
    public static Bottleneck? Of(Plan plan, System.Collections.Immutable.ImmutableArray<ScheduledTask> tasks)
    {
        if (tasks.IsEmpty)
        {
            return null;
        }

        var byId = tasks.ToDictionary(t => t.Id);
        var needs = plan.Tasks.ToDictionary(t => t.Id, t => t.Needs);
        var held = new Dictionary<string, (TimeSpan Time, int Count)>();
        var chain = new HashSet<TaskId>();
        for (var task = tasks.MaxBy(t => t.Finish); task is not null && chain.Add(task.Id); task = Before(task, byId))
        {
            if (task.Reason.Cause is StartCause.Limit or StartCause.Quota or StartCause.Calendar or StartCause.Conflict)
            {
                var name = task.Reason.Cause == StartCause.Conflict ? "files that several tasks write" : task.Reason.Cause == StartCause.Calendar ? $"hours of {task.Reason.Limit}" : task.Reason.Limit!;
                var ready = needs[task.Id].Select(n => byId[n.Task].Finish).Where(f => f <= task.Start).DefaultIfEmpty(TimeSpan.Zero).Max();
                var (time, count) = held.GetValueOrDefault(name);
                held[name] = (time + (task.Start - ready), count + 1);
            }
        }

        if (held.Count == 0)
        {
            return new("dependencies", TimeSpan.Zero, "Dependencies decide the end: no task of the chain that ends last waits for a limit.");
        }

        var (limit, (longest, waiting)) = held.MaxBy(h => h.Value.Time);
        return new(limit, longest, string.Create(CultureInfo.InvariantCulture,
            $"{limit}: {waiting} {(waiting == 1 ? "task" : "tasks")} of the chain that ends last {(waiting == 1 ? "waits" : "wait")} {PlanTime.Text(longest)} for it."));
    }

    private static ScheduledTask? Before(ScheduledTask task, Dictionary<TaskId, ScheduledTask> byId) =>
        task.Reason.Tasks.Select(id => byId[id]).Where(t => t.Start < task.Start || (t.Start == task.Start && t.Finish <= task.Start)).MaxBy(t => t.Finish);
}
