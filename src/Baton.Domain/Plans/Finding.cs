using System.Collections.Immutable;

namespace Baton.Domain.Plans;

/// <summary>Something <c>check</c> has to say about a plan.</summary>
/// <param name="Code">Stable code, for example <c>BTN012</c>; documented in docs/reference/checks.md.</param>
/// <param name="Text">The offending text, or empty.</param>
/// <param name="Message">What is wrong, to which id.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record Finding(string Code, Severity Severity, SourcePosition Position, string Text, string Message, string Remedy);

public enum Severity
{
    Info,
    Warning,
    Error,
}

/// <summary>A place in the plan file; line and column start at 1.</summary>
public readonly record struct SourcePosition(int Line, int Column);

/// <summary>What reading a plan gave: findings, and the plan if none of them made it unreadable.</summary>
public sealed record PlanReading(Plan? Plan, ImmutableArray<Finding> Findings)
{
    /// <summary>Where the parts of the plan are in the file, for findings that are made later.</summary>
    public SourceMap Source { get; init; } = SourceMap.None;

    public bool HasErrors => Findings.Any(f => f.Severity == Severity.Error);
}
