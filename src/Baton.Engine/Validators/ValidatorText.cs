using System.Globalization;
using Baton.Domain.Plans;

namespace Baton.Engine.Validators;

/// <summary>Validators in words, for instruction files and reports.</summary>
public static class ValidatorText
{
    /// <summary>One line that says what must hold, without a full stop.</summary>
    public static string Describe(ValidatorSpec spec) => OneLine(spec switch
    {
        ValidatorSpec.File file => $"{Paths(file.Paths)} {Existence(file)}",
        ValidatorSpec.Run run => $"`{run.Command}` ends with exit code {string.Join(" or ", run.OtherExitCodes.Prepend(run.ExitCode))} within {Words.Time(run.Timeout)}"
            + (run.Matches is null ? "" : $" and prints something that matches `{run.Matches}`"),
        ValidatorSpec.Tests tests => $"`{tests.Command}` runs at least {Words.Count(tests.MinTests, "test")}, {Share(tests.MinPassRate)}"
            + (tests.MaxSkipped is { } skipped ? $", at most {skipped} skipped" : "") + $" ({FormatName(tests.Format)} report {tests.Report ?? "on standard output"})" + More(tests),
        ValidatorSpec.Scope scope => "only the task's outputs and what its authority allows are touched"
            + (scope.Allow.IsEmpty ? "" : $", besides {string.Join(", ", scope.Allow)}"),
        ValidatorSpec.Sha256 digest => $"{digest.Path} has the SHA-256 {digest.Digest}",
        ValidatorSpec.JsonSchema json => $"{Paths(json.Paths)} {(json.Paths.Length == 1 ? "is" : "are")} valid by the JSON Schema {json.Schema}",
        ValidatorSpec.FailsBefore before => $"`{before.Command}` ends with exit code {before.ExitCode} within {Words.Time(before.Timeout)}, and does not on the commit that the work started from"
            + (before.With.IsEmpty ? "" : $" with {Paths(before.With)} laid over it") + (before.BaseMatches is null ? "" : $", where it prints something that matches `{before.BaseMatches}`"),
        ValidatorSpec.Vulnerabilities audit => $"`{audit.Command}` reports at most {Words.Count(audit.Max, "known vulnerability", "known vulnerabilities")} of level {audit.From.ToString().ToLowerInvariant()} or above"
            + (audit.Accept.IsEmpty ? "" : $", {string.Join(", ", audit.Accept)} aside"),
        ValidatorSpec.Pattern pattern => $"`{pattern.Regex}` matches {Bounds(pattern)} in {Paths(pattern.Paths)}",
        ValidatorSpec.Benchmark bench => $"`{bench.Command}` measures {bench.Metric} {string.Join(" and ", Limits(bench))}",
        ValidatorSpec.Human human => $"{human.Approver ?? "a person"} decides: {human.Question}",
        ValidatorSpec.Unknown unknown => $"'{unknown.Kind}' is not a validator this version knows; it never passes",
        _ => spec.Name,
    });

    /// <summary>The kind as the plan writes it.</summary>
    public static string Kind(ValidatorSpec spec) => spec switch
    {
        ValidatorSpec.File => "file",
        ValidatorSpec.Run => "run",
        ValidatorSpec.Tests => "tests",
        ValidatorSpec.Scope => "scope",
        ValidatorSpec.Sha256 => "sha256",
        ValidatorSpec.JsonSchema => "json-schema",
        ValidatorSpec.FailsBefore => "fails-before",
        ValidatorSpec.Vulnerabilities => "vulnerabilities",
        ValidatorSpec.Pattern => "pattern",
        ValidatorSpec.Benchmark => "benchmark",
        ValidatorSpec.Human => "human",
        ValidatorSpec.Unknown unknown => unknown.Kind,
        _ => spec.GetType().Name,
    };

    internal static string FormatName(TestFormat format) => format switch
    {
        TestFormat.Trx => "TRX",
        TestFormat.JUnit => "JUnit",
        TestFormat.GoJson => "go test -json",
        _ => "pytest",
    };

    private static string Paths(IReadOnlyCollection<string> paths) => string.Join(", ", paths);

    private static string More(ValidatorSpec.Tests tests) =>
        (tests.Coverage is { } c ? $", covers {string.Join(" and ", Shares(c))}{(c.Changed.IsEmpty ? "" : $" of what changed in {Paths(c.Changed)}")}" : "")
        + (tests.Reruns > 0 ? $", says the same in {tests.Reruns + 1} runs{(tests.AllowFlaky > 0 ? $" but for {Words.Count(tests.AllowFlaky, "test")}" : "")}" : "")
        + (tests.KeepsTests ? ", and runs every test that ran before" : "");

    private static IEnumerable<string> Shares(CoverageSpec coverage) =>
        new[] { (coverage.MinLines, "lines"), (coverage.MinBranches, "branches") }.Where(s => s.Item1 is not null).Select(s => $"{Words.Percent(s.Item1!.Value)} of the {s.Item2}");

    private static string Bounds(ValidatorSpec.Pattern pattern) => (pattern.Min, pattern.Max) switch
    {
        (_, 0) => "nowhere",
        ( < 1, { } max) => $"at most {max} times",
        (var min, null) => $"at least {min} times",
        (var min, { } max) => $"{min} to {max} times",
    };

    private static IEnumerable<string> Limits(ValidatorSpec.Benchmark bench) =>
        new[] { (bench.Threshold, ""), (bench.OfBasePercent, " % of what it was before") }.Where(l => l.Item1 is not null)
            .Select(l => $"{BenchmarkChecks.Sign(bench.Comparator)} {BenchmarkChecks.Text(l.Item1!.Value)}{l.Item2}");

    private static string Existence(ValidatorSpec.File file)
    {
        var sizes = (file.MinBytes, file.MaxBytes) switch
        {
            (1, null) => "not empty",
            (0, null) => "",
            (var min, null) => $"at least {Words.Size(min)}",
            ( <= 1, { } max) => $"at most {Words.Size(max)}",
            (var min, { } max) => $"{Words.Size(min)} to {Words.Size(max)}",
        };
        var exists = file.MinCount > 1 ? $"match at least {file.MinCount} files" : file.Paths.Length == 1 ? "exists" : "exist";
        return sizes.Length == 0 ? exists : $"{exists}, {sizes}";
    }

    private static string Share(double rate) =>
        rate >= 1 ? "all of them pass" : string.Create(CultureInfo.InvariantCulture, $"{rate * 100:0.##} % of them pass");

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
