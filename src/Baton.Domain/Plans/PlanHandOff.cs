using System.Collections.Immutable;

namespace Baton.Domain.Plans;

/// <summary>An artifact that one agent gives to another. A run does not act on it yet; <c>check</c> asks whether the artifact can exist when it is due.</summary>
public sealed record PlanHandOff
{
    public required string Id { get; init; }

    /// <summary>Planned time from the run's start; null when none is stated.</summary>
    public TimeSpan? Due { get; init; }

    /// <summary>Who gives: an agent, or <c>ALL</c>; null when not said.</summary>
    public string? From { get; init; }

    /// <summary>Who receives: an agent, or <c>ALL</c>; null when not said.</summary>
    public string? To { get; init; }

    /// <summary>Paths.</summary>
    public ImmutableArray<string> Artifacts { get; init; } = [];
    public string? Purpose { get; init; }

    /// <summary>The task whose progress makes the artifact; null: the tasks that own the artifacts.</summary>
    public TaskId? Trigger { get; init; }

    /// <summary>How much of <see cref="Trigger"/> must be done, above 0 and at most 1.</summary>
    public double Share { get; init; } = 1;
}

/// <summary>Expected progress at a moment.</summary>
/// <param name="At">Planned time from the run's start.</param>
/// <param name="Expected">Share of each task that should be done by then, 0 to 1.</param>
public sealed record PlanCheckpoint(string Id, TimeSpan At, ImmutableArray<(TaskId Task, double Share)> Expected);
