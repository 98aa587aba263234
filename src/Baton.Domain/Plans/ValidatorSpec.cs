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
    public sealed record Run(Command Command, int ExitCode, TimeSpan Timeout, string? Matches = null) : ValidatorSpec
    {
        /// <summary>Exit codes that are as good as <see cref="ExitCode"/>.</summary>
        public ImmutableArray<int> OtherExitCodes { get; init; } = [];

        public bool Accepts(int exitCode) => exitCode == ExitCode || OtherExitCodes.Contains(exitCode);
    }

    /// <summary>A test command whose report is counted.</summary>
    /// <param name="Report">Glob of the report files that the command writes; null when the report is its standard output (go).</param>
    /// <param name="MinTests">Fewest tests that must have run.</param>
    /// <param name="MinPassRate">Share of run tests that must pass, 0 to 1.</param>
    /// <param name="MaxSkipped">Most tests that may be skipped; null: any number.</param>
    public sealed record Tests(Command Command, TestFormat Format, string? Report, int MinTests, double MinPassRate, int? MaxSkipped, TimeSpan Timeout) : ValidatorSpec
    {
        /// <summary>What has to be covered; null: not looked at.</summary>
        public CoverageSpec? Coverage { get; init; }

        /// <summary>How often the command is run again, to see whether its tests always say the same.</summary>
        public int Reruns { get; init; }

        /// <summary>Most tests that may say one thing in one run and another in the next; such a test counts as passed when it passed once.</summary>
        public int AllowFlaky { get; init; }

        /// <summary>Every test that ran on the base must run on the result too: the same command is run on both.</summary>
        public bool KeepsTests { get; init; }
    }

    /// <summary>The files the attempt touched are among its outputs, its authority and <paramref name="Allow"/>.</summary>
    public sealed record Scope(ImmutableArray<string> Allow) : ValidatorSpec;

    /// <summary>A file has exactly this content.</summary>
    public sealed record Sha256(string Path, string Digest) : ValidatorSpec;

    /// <summary>JSON files are valid by a JSON Schema.</summary>
    /// <param name="Paths">Paths or globs; each must match at least <paramref name="MinCount"/> files.</param>
    /// <param name="Schema">The schema's file; protected like tests, unless the task may write it.</param>
    public sealed record JsonSchema(ImmutableArray<string> Paths, string Schema, int MinCount = 1) : ValidatorSpec;

    /// <summary>A command fails on the commit that the attempt started from and passes on what it made of it.</summary>
    /// <param name="ExitCode">What the command ends with on the result, and must not end with on the base.</param>
    /// <param name="With">Globs of files of the result, such as new tests, that are laid over the base before the command runs there.</param>
    /// <param name="BaseMatches">A regular expression that the output on the base must contain, so that it fails for the right reason; null: any failure.</param>
    public sealed record FailsBefore(Command Command, int ExitCode, TimeSpan Timeout, ImmutableArray<string> With, string? BaseMatches = null) : ValidatorSpec;

    /// <summary>A command's report shows few enough known vulnerabilities.</summary>
    /// <param name="Report">The report file that the command writes; null: its standard output.</param>
    /// <param name="From">The lowest level that counts.</param>
    /// <param name="Max">Most findings of that level or above.</param>
    /// <param name="Accept">Identifiers of advisories that do not count.</param>
    public sealed record Vulnerabilities(
        Command Command, VulnerabilityFormat Format, string? Report, RiskLevel From, int Max, ImmutableArray<string> Accept, TimeSpan Timeout) : ValidatorSpec;

    /// <summary>How often a regular expression matches in files of the commit.</summary>
    /// <param name="Max">Null: any number.</param>
    public sealed record Pattern(string Regex, ImmutableArray<string> Paths, int Min, int? Max) : ValidatorSpec;

    /// <summary>A number in a JSON report that a command writes, held against a threshold, against the same number on the base, or both.</summary>
    /// <param name="Report">The report file; null: the command's standard output.</param>
    /// <param name="Metric">A JSON pointer (RFC 6901), or names and indices with dots between them.</param>
    /// <param name="OfBasePercent">The threshold in percent of the base's number; null: the base is not measured.</param>
    public sealed record Benchmark(
        Command Command, string? Report, string Metric, Comparator Comparator, decimal? Threshold, decimal? OfBasePercent, TimeSpan Timeout) : ValidatorSpec;

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

/// <summary>How much of the code the tests of a command have to run.</summary>
/// <param name="Report">Path or glob of the coverage reports that the test command writes.</param>
/// <param name="MinLines">Share of lines, 0 to 1; null: not looked at.</param>
/// <param name="MinBranches">Share of branches, 0 to 1; null: not looked at.</param>
/// <param name="Changed">Globs: only files among them that the attempt added or changed count; empty: every file of the report.</param>
public sealed record CoverageSpec(CoverageFormat Format, string Report, double? MinLines, double? MinBranches, ImmutableArray<string> Changed);

public enum CoverageFormat
{
    Cobertura,
    Lcov,
}

public enum VulnerabilityFormat
{
    Sarif,

    /// <summary><c>npm audit --json</c> of npm 7 and later.</summary>
    Npm,

    /// <summary><c>dotnet list package --vulnerable --format json</c>.</summary>
    DotNet,
}

/// <summary>How bad a vulnerability is, as advisories say it.</summary>
public enum RiskLevel
{
    Info,
    Low,
    Moderate,
    High,
    Critical,
}
