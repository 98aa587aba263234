using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Engine.Schedules.WhatIf;

/// <summary>A task that starts at another time, is gone, or takes another time.</summary>
/// <param name="Before">Null: the task is new.</param>
/// <param name="After">Null: the task is gone.</param>
public sealed record TaskMove(TaskId Task, ScheduledTask? Before, ScheduledTask? After)
{
    /// <summary>Later is above zero; zero for tasks that come or go.</summary>
    public TimeSpan Shift => Before is { } a && After is { } b ? b.Start - a.Start : TimeSpan.Zero;
}

/// <summary>Two schedules of one plan, as it is and as it would be.</summary>
/// <param name="Changes">As they were asked for: <c>concurrent=4</c>, <c>without T8</c>.</param>
/// <param name="Moves">In the order of the plan.</param>
public sealed record ScheduleDifference(ImmutableArray<string> Changes, PlanSchedule Before, PlanSchedule After, ImmutableArray<TaskMove> Moves)
{
    public static ScheduleDifference Of(ImmutableArray<string> changes, PlanSchedule before, PlanSchedule after)
    {
        var then = after.Tasks.ToDictionary(t => t.Id);
        ImmutableArray<TaskMove> moves =
        [
            .. before.Tasks.Select(t => new TaskMove(t.Id, t, then.GetValueOrDefault(t.Id)))
                .Where(m => m.After is null || m.After.Start != m.Before!.Start || m.After.Finish != m.Before.Finish),
        ];
        return new(changes, before, after, moves);
    }

    /// <summary>Longer is above zero.</summary>
    public TimeSpan Longer => After.Makespan - Before.Makespan;

    /// <summary>Why the makespan changes, or why not, in one sentence.</summary>
    public string Why
    {
        get
        {
            if (Longer == TimeSpan.Zero)
            {
                return After.IsOptimal
                    ? $"The makespan stays: {After.BoundBy} {(After.BoundBy is "dependencies" or PlanSchedule.BoundBySearch ? "decide" : "decides")} it, and no schedule is shorter."
                    : $"The makespan stays; {After.BoundText} by {After.BoundBy}.";
            }

            var word = Longer > TimeSpan.Zero ? "longer" : "shorter";
            var bound = After.BoundBy == Before.BoundBy ? $"{After.BoundBy} still {(After.BoundBy is "dependencies" or PlanSchedule.BoundBySearch ? "decide" : "decides")} the lower bound" : $"the lower bound now comes from {After.BoundBy}, before from {Before.BoundBy}";
            return $"The makespan gets {PlanTime.Text(Longer.Duration())} {word}: {bound}.";
        }
    }
}
