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

    /// <summary>SHA-256 of the log, hex; null when there is none.</summary>
    public string? LogDigest { get; init; }

    /// <summary>The log, relative to the attempt's folder.</summary>
    public string? LogFile { get; init; }
}

public sealed record TestCounts(int Passed, int Failed, int Skipped)
{
    public int Ran => Passed + Failed;

    public static TestCounts operator +(TestCounts a, TestCounts b) => new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped);
}

/// <summary>Every validator's result for one tree.</summary>
/// <param name="Commit">The commit that was judged; null for work without a commit.</param>
public sealed record EvidenceRecord(EvidenceStage Stage, string? Commit, ImmutableArray<ValidatorResult> Results)
{
    public bool Passed => Results.All(r => r.Verdict == Verdict.Pass);
}
