using System.Collections.Immutable;

namespace Baton.Domain.Plans;

/// <summary>What a plan says about one check of a task's result.</summary>
public abstract record ValidatorSpec
{
    private ValidatorSpec()
    {
    }

    /// <summary>What people call it; unique within its task.</summary>
    public required string Name { get; init; }

    /// <summary>Files exist.</summary>
    /// <param name="Paths">Paths or globs; each must match at least <paramref name="MinCount"/> files.</param>
    /// <param name="MaxBytes">Largest size of any one of them; null: any.</param>
    /// <param name="MinBytes">Smallest size of any one of them; an empty file is not a deliverable.</param>
    public sealed record File(ImmutableArray<string> Paths, int MinCount = 1, long? MaxBytes = null, long MinBytes = 1) : ValidatorSpec;

    /// <summary>A command ends as expected.</summary>
    /// <param name="Matches">A regular expression that the output must contain; null: not looked at.</param>
    public sealed record Run(Command Command, int ExitCode, TimeSpan Timeout, string? Matches = null) : ValidatorSpec;

    /// <summary>A test command whose report is counted.</summary>
    /// <param name="Report">Glob of the report files that the command writes; null when the report is its standard output (go).</param>
    /// <param name="MinTests">Fewest tests that must have run.</param>
    /// <param name="MinPassRate">Share of run tests that must pass, 0 to 1.</param>
    /// <param name="MaxSkipped">Most tests that may be skipped; null: any number.</param>
    public sealed record Tests(Command Command, TestFormat Format, string? Report, int MinTests, double MinPassRate, int? MaxSkipped, TimeSpan Timeout) : ValidatorSpec;

    /// <summary>The files the attempt touched are among its outputs, its authority and <paramref name="Allow"/>.</summary>
    public sealed record Scope(ImmutableArray<string> Allow) : ValidatorSpec;

    /// <summary>A file has exactly this content.</summary>
    public sealed record Sha256(string Path, string Digest) : ValidatorSpec;

    /// <summary>A person looks and decides.</summary>
    public sealed record Human(string Question, string? Approver = null) : ValidatorSpec;

    /// <summary>A validator that this version does not know; it never passes.</summary>
    public sealed record Unknown(string Kind) : ValidatorSpec;
}

public enum TestFormat
{
    Trx,
    JUnit,
    GoJson,

    /// <summary>pytest's own <c>--report-log</c> lines.</summary>
    Pytest,
}
