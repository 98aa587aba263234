namespace Baton.Engine.Schedules.Instances;

/// <summary>How much work goes into the schedule of one instance. At most one of <see cref="Schedules"/>, <see cref="Time"/> and <see cref="CpuTime"/> is given.</summary>
public sealed record InstanceEffort
{
    private const long FewSchedules = 1_000;
    private const long FewPlacements = 200_000;

    /// <summary>Schedules to generate; the result depends on instance, seed and this count alone.</summary>
    public long? Schedules { get; init; }

    /// <summary>Wall time to use; the result depends on the machine.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>CPU time to use, of all threads together: what a time means on a machine that others load as well.</summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>False: counted schedules are not followed by a search for a proof, so that the time is that of the schedules alone.</summary>
    public bool Proves { get; init; } = true;

    /// <summary>1 or more.</summary>
    public int Threads { get; init; } = 1;

    public ulong Seed { get; init; } = 1;

    /// <summary>The count for an instance of so many jobs; null when time decides. With neither given: 1,000, above 200 jobs fewer, in proportion, at least 10.</summary>
    public long? SchedulesFor(int jobs) => Schedules ?? (Time is null && CpuTime is null ? Math.Clamp(FewPlacements / Math.Max(1, jobs), 10, FewSchedules) : null);
}
