using Baton.Domain.Runs;
using Baton.Domain.Runs.Breakers;

namespace Baton.Domain.Plans;

/// <summary>When a circuit breaker opens, for how long, and what closes it again.</summary>
public sealed record BreakerPolicy
{
    public const int MostFailures = 1_000;

    public const int MostProbes = 100;

    /// <summary>The agent did not work at all; bad work is no reason, nor is a quota or a conflict.</summary>
    public static readonly FailureSet DefaultCounts = FailureSet.Of("agent-error", "exit-code", "timeout", "silence", "command-not-found", "program-missing");

    /// <summary>So many counted failures within <see cref="Window"/> open it.</summary>
    public int Failures { get; init; } = 5;

    /// <summary>Clock time; rolling.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Clock time until it is half open.</summary>
    public TimeSpan Open { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts at once while it is half open.</summary>
    public int Probes { get; init; } = 1;

    /// <summary>So many attempts with passing evidence close it while it is half open.</summary>
    public int Successes { get; init; } = 2;
    public FailureSet Counts { get; init; } = DefaultCounts;
}

/// <summary>The policies of a plan by what a breaker is for; null: none opens by itself.</summary>
public sealed record BreakerPolicies
{
    public BreakerPolicy? Agent { get; init; } = new();
    public BreakerPolicy? Model { get; init; } = new();
    public BreakerPolicy? Driver { get; init; } = new();

    public BreakerPolicy? Of(BreakerScope scope) => scope switch
    {
        BreakerScope.Agent => Agent,
        BreakerScope.Model => Model,
        BreakerScope.Driver => Driver,
        _ => throw new System.Diagnostics.UnreachableException($"No policy for {scope}."),
    };
}
