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
        ValidatorSpec.Run run => $"`{run.Command}` ends with exit code {run.ExitCode} within {Words.Time(run.Timeout)}"
            + (run.Matches is null ? "" : $" and prints something that matches `{run.Matches}`"),
        ValidatorSpec.Tests tests => $"`{tests.Command}` runs at least {Words.Count(tests.MinTests, "test")}, {Share(tests.MinPassRate)}"
            + (tests.MaxSkipped is { } skipped ? $", at most {skipped} skipped" : "") + $" ({FormatName(tests.Format)} report {tests.Report ?? "on standard output"})",
        ValidatorSpec.Scope scope => "only the task's outputs and what its authority allows are touched"
            + (scope.Allow.IsEmpty ? "" : $", besides {string.Join(", ", scope.Allow)}"),
        ValidatorSpec.Sha256 digest => $"{digest.Path} has the SHA-256 {digest.Digest}",
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
