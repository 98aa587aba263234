namespace Baton.Scheduling.Solving;

/// <summary>How much work goes into a schedule. With a count the result depends on problem, seed and counts alone; until cancelled it depends on the machine.</summary>
public sealed record SolverOptions
{
    /// <summary>
    /// Schedules to generate; one is every activity given a start once, passes of justification count. A proof follows, which raises the bound.
    /// Null: search and proof work side by side, or in turns on one thread, until optimal or cancelled.
    /// </summary>
    public long? Schedules { get; init; }

    /// <summary>Threads to work with, 1 or more. With <see cref="Schedules"/> the result is the same for any number.</summary>
    public int Threads { get; init; } = 1;

    public ulong Seed { get; init; } = 1;

    /// <summary>How often the proof may move the bound of a start after the counted <see cref="Schedules"/>. Null: in proportion to them, for about as long.</summary>
    public long? ProofWork { get; init; }

    /// <summary>A shorter schedule that the proof after <see cref="Schedules"/> comes upon is taken. False: it is not one of those counted, so only the bound is.</summary>
    public bool TakesProofSchedules { get; init; }
}
