using System.Collections.Immutable;
using System.Globalization;
using Baton.Domain.Plans;
using Baton.Scheduling;

namespace Baton.Engine.Schedules;

/// <summary>Finds what limits the makespan most: the limit for which the tasks that decide the end wait longest.</summary>
internal static class Bottlenecks
{
    /// <summary>
    /// Walks back from the task that ends last, from each task to one that it waits for, and adds up the time for which each limit held the next. While a task of the chain waits
    /// for one that has not started either, the wait is the earlier one's: no hour counts twice.
    /// </summary>
    /// <param name="bindings">Of the plan's tasks, in its order; barriers may follow.</param>
    public static Bottleneck? Of(ImmutableArray<ScheduledTask> tasks, ImmutableArray<Binding> bindings)
    {
        if (tasks.IsEmpty)
        {
            return null;
        }

        var byId = tasks.Index().ToDictionary(t => t.Item.Id, t => t);
        var held = new Dictionary<string, (TimeSpan Time, int Count)>();
        var chain = new HashSet<TaskId>();
        for (var task = tasks.MaxBy(t => t.Finish); task is not null && chain.Add(task.Id);)
        {
            var before = Before(task, byId);
            if (Name(task.Reason) is { } name)
            {
                var ready = task.Start - PlanTime.FromMilliseconds(bindings[byId[task.Id].Index].Waited);
                var since = before is not null && before.Start > ready ? before.Start : ready;
                var (time, count) = held.GetValueOrDefault(name);
                held[name] = (time + (task.Start - since), count + 1);
            }

            task = before;
        }

        return held.Count == 0
            ? new("dependencies", TimeSpan.Zero, "Dependencies decide the end: no task of the chain that ends last waits for a limit.")
            : Longest(held);
    }

    private static Bottleneck Longest(Dictionary<string, (TimeSpan Time, int Count)> held)
    {
        var (limit, (longest, waiting)) = held.MaxBy(h => h.Value.Time);
        return new(limit, longest, string.Create(CultureInfo.InvariantCulture,
            $"{limit}: {waiting} {(waiting == 1 ? "task" : "tasks")} of the chain that ends last {(waiting == 1 ? "waits" : "wait")} {PlanTime.Text(longest)} for it."));
    }

    /// <summary>The limit's name; null when no limit holds the task.</summary>
    private static string? Name(StartReason reason) => reason.Cause switch
    {
        StartCause.Limit or StartCause.Quota => reason.Limit!,
        StartCause.Calendar => $"hours of {reason.Limit}",
        StartCause.Conflict => "files that several tasks write",
        _ => null,
    };

    /// <summary>Whose end lets it start comes before who still holds a part of the limit then.</summary>
    private static ScheduledTask? Before(ScheduledTask task, Dictionary<TaskId, (int Index, ScheduledTask Item)> byId) =>
        task.Reason.Tasks.Select(id => byId[id].Item).Where(t => t.Start < task.Start || (t.Start == task.Start && t.Finish <= task.Start)).MaxBy(t => (t.Finish <= task.Start, t.Finish));
}
