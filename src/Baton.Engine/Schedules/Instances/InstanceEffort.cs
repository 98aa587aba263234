namespace Baton.Engine.Schedules.Instances;

/// <summary>How much work goes into the schedule of one instance. At most one of <see cref="Schedules"/> and <see cref="Time"/> is given.</summary>
public sealed record InstanceEffort
{
    private const long FewSchedules = 1_000;
    private const long FewPlacements = 200_000;

    /// <summary>Schedules to generate; the result depends on instance, seed and this count alone.</summary>
    public long? Schedules { get; init; }

    /// <summary>Wall time to use; the result depends on the machine.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>1 or more.</summary>
    public int Threads { get; init; } = 1;

    public ulong Seed { get; init; } = 1;

    /// <summary>The count for an instance of so many jobs; null when time decides. With neither given: 1,000, above 200 jobs fewer, in proportion, at least 10.</summary>
    public long? SchedulesFor(int jobs) => Schedules ?? (Time is null ? Math.Clamp(FewPlacements / Math.Max(1, jobs), 10, FewSchedules) : null);
}
