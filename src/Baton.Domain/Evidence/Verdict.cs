using System.Collections.Immutable;

namespace Baton.Domain.Evidence;

/// <summary>What a validator found. <see cref="NotMeasured"/> is never a pass.</summary>
public enum Verdict
{
    NotMeasured,
    Pass,
    Fail,
}

/// <summary>Which tree was judged.</summary>
public enum EvidenceStage
{
    /// <summary>The commit that the attempt produced.</summary>
    Attempt,

    /// <summary>The merged tree, before the integration branch moves to it.</summary>
    Merge,
}

/// <summary>What one validator recorded.</summary>
public sealed record ValidatorResult
{
    public required string Name { get; init; }

    /// <summary>The validator's kind as the plan writes it (<c>file</c>, <c>run</c>, ...), or <c>exit</c>, <c>outputs</c>, <c>protected</c> for the built-in ones.</summary>
    public required string Kind { get; init; }
    public required Verdict Verdict { get; init; }

    /// <summary>One sentence that a person would want to read.</summary>
    public required string Reason { get; init; }
    public string? Command { get; init; }
    public int? ExitCode { get; init; }
    public TimeSpan Duration { get; init; }
    public TestCounts? Tests { get; init; }

    /// <summary>What else was counted or measured; what could not be measured is not among them.</summary>
    public ImmutableArray<Figure> Figures { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>SHA-256 of the log, hex; null when there is none.</summary>
    public string? LogDigest { get; init; }

    /// <summary>The log, relative to the attempt's folder.</summary>
    public string? LogFile { get; init; }
}

/// <summary>One number that a validator found.</summary>
/// <param name="Name">What was counted or measured, such as <c>line coverage</c>.</param>
/// <param name="Unit">Null: a bare count.</param>
public sealed record Figure(string Name, double Value, string? Unit = null);

/// <summary>Where commands were run.</summary>
/// <param name="System">Operating system and architecture.</param>
/// <param name="Variables">Names of the environment's variables, with the value of those that say nothing secret (<c>PATH</c>, <c>LANG</c>, <c>TZ</c>), in ordinal order.</param>
/// <param name="Digest">SHA-256 of system and variables, hex: equal where two results were measured alike.</param>
public sealed record EvidenceEnvironment(string System, ImmutableArray<string> Variables, string Digest);

public sealed record TestCounts(int Passed, int Failed, int Skipped)
{
    public int Ran => Passed + Failed;

    public static TestCounts operator +(TestCounts a, TestCounts b) => new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped);
}

/// <summary>Every validator's result for one tree.</summary>
/// <param name="Commit">The commit that was judged; null for work without a commit.</param>
public sealed record EvidenceRecord(EvidenceStage Stage, string? Commit, ImmutableArray<ValidatorResult> Results)
{
    /// <summary>The environment of every command; null in older records and where no validator was run.</summary>
    public EvidenceEnvironment? Environment { get; init; }

    public bool Passed => Results.All(r => r.Verdict == Verdict.Pass);

    /// <summary>What did not pass and why, as one clause without a full stop: <c>unit: 2 tests failed; file: a.txt is missing</c>.</summary>
    public string Objections() => string.Join("; ", Results.Where(r => r.Verdict != Verdict.Pass).Select(r => $"{r.Name}: {r.Reason.TrimEnd('.')}"));
}
