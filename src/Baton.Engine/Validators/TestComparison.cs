using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Engine.Validators.Reports;

namespace Baton.Engine.Validators;

/// <summary>Compares test runs by the names of their tests.</summary>
internal static class TestComparison
{
    /// <summary>Names of tests that did not end in the same way, or not as often, in every run; null when runs cannot be compared.</summary>
    public static IReadOnlyList<string>? Flaky(IReadOnlyList<TestRun> runs)
    {
        if (runs.Any(r => r.Reading.Names is null))
        {
            return null;
        }

        var first = runs[0].Reading.Names!;
        var names = runs.SelectMany(r => r.Reading.Names!.Keys).Distinct(StringComparer.Ordinal);
        return [.. names.Where(n => runs.Any(r => r.Reading.Names!.GetValueOrDefault(n) != first.GetValueOrDefault(n))).Order(StringComparer.Ordinal)];
    }

    /// <summary>The run with its flaky tests counted as passed, if they passed in some run, and with the exit code that this makes.</summary>
    public static (int ExitCode, ReportReading Reading) Forgive(TestRun run, IReadOnlyList<TestRun> runs, IReadOnlyCollection<string> flaky)
    {
        var names = run.Reading.Names!;
        var forgiven = flaky.Where(n => names.GetValueOrDefault(n) is { Failed: > 0 } && runs.Any(r => r.Reading.Names!.GetValueOrDefault(n) is { Failed: 0, Passed: > 0 })).ToHashSet(StringComparer.Ordinal);
        var failed = forgiven.Sum(n => names[n].Failed);
        var counts = run.Reading.Counts! with { Passed = run.Reading.Counts!.Passed + failed, Failed = run.Reading.Counts!.Failed - failed };
        var reading = run.Reading with { Counts = counts, Failures = [.. run.Reading.Failures.Where(f => !forgiven.Contains(f))] };
        return (failed > 0 && counts.Failed == 0 ? 0 : run.Process.ExitCode, reading);
    }

    /// <summary>Why the result has not kept the base's tests; null when it has.</summary>
    public static Judgement? Kept(ReportReading before, ReportReading after)
    {
        if (before.State != ReportState.Read || before.Problem.Length > 0)
        {
            return Judgement.NotMeasured($"The tests of the base could not be counted, so whether any is gone is not known. {before.Problem}".TrimEnd());
        }

        if (before.Names is not { } old || after.Names is not { } now)
        {
            return Judgement.NotMeasured($"There are more than {ReportReading.MaxNames} tests, too many to compare with the base.");
        }

        var ran = old.Where(t => t.Value.Ran > 0).ToList();
        var gone = ran.Where(t => !now.ContainsKey(t.Key)).Select(t => t.Key).Order(StringComparer.Ordinal).ToList();
        var skipped = ran.Where(t => now.TryGetValue(t.Key, out var n) && n.Ran == 0).Select(t => t.Key).Order(StringComparer.Ordinal).ToList();
        var fewer = ran.Where(t => now.TryGetValue(t.Key, out var n) && n.Ran > 0 && n.Ran < t.Value.Ran).Select(t => t.Key).Order(StringComparer.Ordinal).ToList();
        string[] parts =
        [
            .. Part(gone, "is gone", "are gone"), .. Part(skipped, "is skipped", "are skipped"), .. Part(fewer, "has fewer cases", "have fewer cases"),
        ];
        return parts.Length == 0 ? null
            : Judgement.Fail($"Compared with the base, {string.Join("; ", parts)}.").WithLines([.. gone.Select(n => "gone: " + n), .. skipped.Select(n => "skipped: " + n), .. fewer.Select(n => "fewer cases: " + n)]);
    }

    private static string[] Part(List<string> names, string one, string many) =>
        names.Count == 0 ? [] : [$"{Words.Count(names.Count, "test")} that ran there {(names.Count == 1 ? one : many)}: {Words.List(names)}"];

    public static Judgement WorstOf(IEnumerable<Judgement> judgements) =>
        judgements.OrderBy(j => j.Verdict switch { Verdict.Fail => 0, Verdict.NotMeasured => 1, _ => 2 }).First();

    public static Judgement? TooFlaky(ValidatorSpec.Tests spec, IReadOnlyList<string> flaky) => flaky.Count <= spec.AllowFlaky ? null
        : Judgement.Fail($"{Words.Count(flaky.Count, "test")} did not end alike in {spec.Reruns + 1} runs of the same commit: {Words.List(flaky)}. {(spec.AllowFlaky == 0 ? "None" : $"At most {spec.AllowFlaky}")} may be flaky.")
            .WithLines(["flaky:", .. flaky.Take(ReportReading.MaxFailures)]);
}
