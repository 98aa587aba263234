using System.Collections.Immutable;

namespace Baton.Scheduling;

/// <summary>A start for every activity that holds all precedences, releases, capacities, calendars and quotas, and how far it may be from the best.</summary>
/// <param name="Start">Per activity.</param>
/// <param name="Slack">Per activity: how much later it could start with everything after it pushed right as far as the makespan and the capacities allow.</param>
/// <param name="Makespan">When the last activity ends, from time 0.</param>
/// <param name="Bound">No schedule ends sooner than its value.</param>
public sealed record LevelledSchedule(ImmutableArray<long> Start, ImmutableArray<long> Slack, long Makespan, LowerBound Bound)
{
    /// <summary>How often every activity was given a start to find it, beyond the first pass over the priority rules.</summary>
    public long Schedules { get; init; }

    /// <summary>Proven: no schedule is shorter.</summary>
    public bool IsOptimal => Makespan == Bound.Value;

    /// <summary>Makespan above the lower bound, in percent of the bound.</summary>
    public double GapPercent => IsOptimal || Bound.Value == 0 ? 0 : 100.0 * (Makespan - Bound.Value) / Bound.Value;
}
