using System.Collections.Immutable;

namespace Baton.Domain.Plans;

/// <summary>Who does tasks: a coding program, a script or a person.</summary>
public sealed record Agent
{
    public required AgentId Id { get; init; }

    /// <summary>How it is started and read: <c>shell</c>, <c>claude-code</c>, <c>human</c>, <c>noop</c>.</summary>
    public required string Driver { get; init; }
    public string? Title { get; init; }
    public string? Model { get; init; }
    public AgentRole? Role { get; init; }

    /// <summary>How many of its attempts may work at once; null: no limit of its own.</summary>
    public int? Concurrent { get; init; }
    public Allowance Allowance { get; init; } = new();

    /// <summary>What happens beyond 1.2 times the allowance; null: that of the limits.</summary>
    public Degrade? Degrade { get; init; }

    /// <summary>When it works; null: always.</summary>
    public Calendar? Calendar { get; init; }

    /// <summary>What its attempts may use per stretch of time.</summary>
    public ImmutableArray<QuotaWindow> Quota { get; init; } = [];

    /// <summary>The command of the <c>shell</c> driver for tasks that bring none; for a program driver its executable and extra arguments.</summary>
    public Command? Command { get; init; }
    public ImmutableArray<EnvironmentGrant> Environment { get; init; } = [];
    public ImmutableSortedDictionary<string, string> Kept { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

public enum AgentRole
{
    Executive,
    Legislative,
    Judicial,
}

/// <param name="Barrier">No task of a later group starts before every task of this one is complete.</param>
/// <param name="Parallel">The plan claims that its tasks run in parallel; <c>check</c> holds the claim against the dependencies.</param>
/// <param name="Concurrent">Attempts of this group at once; null: no limit of its own.</param>
public sealed record TaskGroup(GroupId Id, string Title, bool Barrier = false, bool Parallel = false, int? Concurrent = null)
{
    /// <summary>Figures that documents state about this group.</summary>
    public ImmutableArray<Statement> Stated { get; init; } = [];
}
