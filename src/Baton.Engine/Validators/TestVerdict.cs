using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Engine.Validators.Reports;

namespace Baton.Engine.Validators;

/// <summary>From counts and an exit code to a verdict.</summary>
internal static class TestVerdict
{
    // Room for the last bit of a division, not for a test.
    private const double Rounding = 1e-9;

    public static Judgement Of(ValidatorSpec.Tests spec, int exitCode, ReportReading read)
    {
        var judgement = OfState(spec, exitCode, read);
        return read.Failures.Count == 0 ? judgement : judgement.WithLines(["not passed:", .. read.Failures]);
    }

    private static Judgement OfState(ValidatorSpec.Tests spec, int exitCode, ReportReading read) => read.State switch
    {
        ReportState.Refused => Judgement.Fail(read.Problem),
        ReportState.Missing or ReportState.Unreadable when exitCode != 0 => Judgement.Fail($"The command ended with exit code {exitCode}. {read.Problem}"),
        ReportState.Missing or ReportState.Unreadable => Judgement.NotMeasured(read.Problem),
        _ => OfCounts(spec, exitCode, read, read.Counts ?? new TestCounts(0, 0, 0)),
    };

    private static Judgement OfCounts(ValidatorSpec.Tests spec, int exitCode, ReportReading read, TestCounts counts)
    {
        if (read.Problem.Length > 0)
        {
            return Judgement.Fail($"The report contradicts itself: {read.Problem}");
        }

        if (counts.Ran == 0)
        {
            var skipped = counts.Skipped > 0 ? $": {Words.Count(counts.Skipped, "test")} skipped" : "";
            return Judgement.NotMeasured($"No test ran{skipped} (exit code {exitCode}).");
        }

        if (exitCode != 0 && counts.Failed == 0)
        {
            return Judgement.Fail($"The report shows no failure, but the command ended with exit code {exitCode}.");
        }

        var text = $"{counts.Passed} of {Words.Count(counts.Ran, "test")} passed{(counts.Skipped > 0 ? $", {counts.Skipped} skipped" : "")}";
        return counts.Ran < spec.MinTests ? Judgement.Fail($"{Words.Count(counts.Ran, "test")} ran; at least {spec.MinTests} are asked for.")
            : (double)counts.Passed / counts.Ran < spec.MinPassRate - Rounding
                ? Judgement.Fail($"{text}; {Words.Percent(spec.MinPassRate)} are asked for. Not passed: {Words.List(read.Failures)}.")
            : counts.Skipped > spec.MaxSkipped ? Judgement.Fail($"{text}; at most {spec.MaxSkipped} may be skipped.")
            : Judgement.Pass($"{text}.");
    }
}
