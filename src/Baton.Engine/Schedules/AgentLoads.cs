using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Engine.Schedules;

internal static class AgentLoads
{
    /// <param name="startsAt">The moment of planned time 0; null without calendars.</param>
    /// <summary>One row per agent that has a task, in the plan's order; tasks that no one owns come last.</summary>
    public static ImmutableArray<AgentLoad> Of(Plan plan, ImmutableArray<ScheduledTask> tasks, TimeSpan makespan, DateTimeOffset? startsAt)
    {
        var byAgent = tasks.ToLookup(t => t.Agent);
        var named = plan.Agents.Select(a => (AgentId?)a.Id).Distinct().ToList();
        var others = tasks.Select(t => t.Agent).Distinct().Except(named).OrderBy(a => a is null).ToList();
        var agents = plan.Agents.DistinctBy(a => a.Id).ToDictionary(a => a.Id);
        return
        [
            .. named.Concat(others).Where(id => byAgent[id].Any())
                .Select(id => Load(id, id is { } known ? agents.GetValueOrDefault(known) : null, [.. byAgent[id]], makespan, startsAt)),
        ];
    }

    private static AgentLoad Load(AgentId? id, Agent? agent, ScheduledTask[] tasks, TimeSpan makespan, DateTimeOffset? startsAt)
    {
        var busy = tasks.Aggregate(TimeSpan.Zero, (sum, t) => sum + t.Work);
        var peak = Peak(tasks);
        var available = makespan * Math.Max(1, agent?.Concurrent ?? peak);
        var utilisation = available > TimeSpan.Zero ? Math.Round(busy / available, 4) : 0;
        return new(id, agent?.Title ?? id?.Value ?? "no agent", agent?.Concurrent, tasks.Length, busy, peak, utilisation)
        {
            Idle = Idle(tasks),
            Closed = agent?.Calendar is { } calendar && startsAt is { } start ? ClosedHours.Of(calendar, start, makespan) : [],
        };
    }

    private static ImmutableArray<IdleSpan> Idle(ScheduledTask[] tasks)
    {
        var idle = ImmutableArray.CreateBuilder<IdleSpan>();
        var free = TimeSpan.Zero;
        foreach (var task in tasks.OrderBy(t => t.Start))
        {
            if (task.Start > free)
            {
                idle.Add(new(free, task.Start, task.Id, task.Reason));
            }

            free = task.Finish > free ? task.Finish : free;
        }

        return idle.ToImmutable();
    }

    private static int Peak(ScheduledTask[] tasks)
    {
        var (running, peak) = (0, 0);
        var changes = tasks.Where(t => t.Finish > t.Start).SelectMany(t => new[] { (At: t.Start, By: 1), (At: t.Finish, By: -1) });
        foreach (var (_, by) in changes.OrderBy(c => c.At).ThenBy(c => c.By))
        {
            running += by;
            peak = Math.Max(peak, running);
        }

        return peak;
    }
}
