using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Schedules;

/// <summary>How far a run is, in the terms of its schedule.</summary>
public static class RunFacts
{
    /// <param name="finished">When a task that is over was at work, by the clock; null where that is not known, which then counts as "in the past".</param>
    public static ScheduleFacts Of(RunState state, DateTimeOffset now, Func<TaskId, (DateTimeOffset Start, DateTimeOffset End)?> finished)
    {
        var start = state.StartedAt ?? state.PlannedAt;
        var speed = TimeSpan.FromHours(1) / state.Plan.HourPace;
        TimeSpan Planned(DateTimeOffset at) => at > start ? (at - start) * speed : TimeSpan.Zero;
        var facts = ImmutableDictionary.CreateBuilder<TaskId, TaskFact>();
        foreach (var task in state.Plan.Tasks)
        {
            if (Fact(state, task, finished, Planned, Planned(now)) is { } fact)
            {
                facts[task.Id] = fact;
            }
        }

        return new(Planned(now), facts.ToImmutable());
    }

    /// <summary>What the loop of a run knows by itself: starts as far back as quota windows reach.</summary>
    public static ScheduleFacts Of(RunState state, DateTimeOffset now)
    {
        var starts = state.Starts.GroupBy(s => s.Task).ToDictionary(g => g.Key, g => g.Last().At);
        return Of(state, now, id => starts.TryGetValue(id, out var at) ? (at, now) : null);
    }

    private static TaskFact? Fact(
        RunState state, PlanTask task, Func<TaskId, (DateTimeOffset Start, DateTimeOffset End)?> finished, Func<DateTimeOffset, TimeSpan> planned, TimeSpan now)
    {
        var known = state[task.Id];
        if (known.Status.Satisfies())
        {
            return finished(task.Id) is { } times ? new TaskFact.Finished(planned(times.Start), planned(times.End)) : new TaskFact.Finished(TimeSpan.Zero, TimeSpan.Zero);
        }

        if (known.Current is { } current && state.Open.Contains(task.Id))
        {
            var start = planned(current.StartedAt ?? current.PlannedAt);
            return new TaskFact.Running(start, known.Status is TaskStatus.Spawned or TaskStatus.InProgress ? Remaining(task, now - start) : TimeSpan.Zero);
        }

        return known.NotBefore is { } until && planned(until) > now ? new TaskFact.Waiting(planned(until)) : null;
    }

    /// <summary>What is left of the estimate; beyond it, a tenth of the time that it has taken: nobody knows better.</summary>
    private static TimeSpan Remaining(PlanTask task, TimeSpan elapsed)
    {
        var left = task.Estimate.Expected - elapsed;
        return left > TimeSpan.Zero ? left : elapsed / 10;
    }
}
