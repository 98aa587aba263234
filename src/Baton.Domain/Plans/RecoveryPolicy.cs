using Baton.Domain.Runs;

namespace Baton.Domain.Plans;

/// <summary>How a run comes back from faults that are not its agents'. Whatever is null is as the task's <see cref="RetryPolicy"/> says.</summary>
public sealed record RecoveryPolicy
{
    public const int MostFaults = 10;

    public RecoveryStrategy? Strategy { get; init; }

    /// <summary>So many faults of a task in a row, failed probes among them, ask a person.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The first pause.</summary>
    public TimeSpan? Initial { get; init; }

    /// <summary>The longest pause.</summary>
    public TimeSpan? Max { get; init; }
    public double? Multiplier { get; init; }

    /// <summary>What is recovered from in this way; by default what is ours.</summary>
    public FailureSet Faults { get; init; } = FailureSet.Of("ours");
}

public enum RecoveryStrategy
{
    Exponential,
    Linear,

    /// <summary>Without a pause.</summary>
    Immediate,

    /// <summary>A person is asked at once.</summary>
    Manual,
}
