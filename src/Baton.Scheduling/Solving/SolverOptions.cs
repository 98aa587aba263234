namespace Baton.Scheduling.Solving;

/// <summary>How much work goes into a schedule. With a count the result depends on problem, seed and count alone; until cancelled it depends on the machine.</summary>
public sealed record SolverOptions
{
    /// <summary>Schedules to generate; one is every activity given a start once, passes of justification count. Null: until optimal, cancelled, or nothing is left to try.</summary>
    public long? Schedules { get; init; }

    /// <summary>Threads to work with, 1 or more. With <see cref="Schedules"/> the result is the same for any number.</summary>
    public int Threads { get; init; } = 1;

    public ulong Seed { get; init; } = 1;
}
