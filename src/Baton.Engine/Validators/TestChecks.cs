using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Engine.Validators.Coverage;
using Baton.Engine.Validators.Reports;

namespace Baton.Engine.Validators;

/// <summary>The <c>tests</c> validator: runs a command, as often as asked for, and counts the reports that these very runs wrote.</summary>
internal sealed class TestChecks(JudgedTree tree)
{
    public async Task<Judgement> RunAsync(ValidatorSpec.Tests spec, string log, CancellationToken ct)
    {
        if (spec.Command.ToWords().IsEmpty)
        {
            return Judgement.Fail("The validator has an empty command.");
        }

        if (Refuse(spec) is { } refusal)
        {
            return Judgement.Fail(refusal);
        }

        var runs = await RunAllAsync(spec, log, ct);
        var judgement = Judge(spec, runs);
        if (judgement.Verdict == Verdict.Pass && spec.Coverage is { } coverage)
        {
            judgement = With(judgement, runs[0].Coverage!.Problem ?? CoverageVerdict.Of(coverage, runs[0].Coverage!.Tally, tree.Request));
        }

        if (judgement.Verdict == Verdict.Pass && spec.KeepsTests)
        {
            judgement = With(judgement, await CompareWithBaseAsync(spec, runs[0].Reading, log + ".base", ct));
        }

        return judgement with { Command = spec.Command.ToString(), Process = runs[^1].Process, Tests = runs[0].Reading.Counts };
    }

    private string? Refuse(ValidatorSpec.Tests spec) =>
        spec.Report is null && spec.Format != TestFormat.GoJson ? $"A {ValidatorText.FormatName(spec.Format)} report is a file; say where with report."
        : new[] { spec.Report, spec.Coverage?.Report }.OfType<string>().Select(tree.Reports.Refuse).OfType<string>().FirstOrDefault();

    private async Task<List<TestRun>> RunAllAsync(ValidatorSpec.Tests spec, string log, CancellationToken ct)
    {
        List<TestRun> runs = [await TestRun.StartAsync(tree, spec, log, ct)];
        while (runs.Count <= spec.Reruns && CommandChecks.NotRun(runs[^1].Process, spec.Timeout) is null)
        {
            if (tree.Guard is not null)
            {
                await tree.Guard.RestoreAsync(ct);
            }

            runs.Add(await TestRun.StartAsync(tree, spec, log, ct));
        }

        return runs;
    }

    private static Judgement Judge(ValidatorSpec.Tests spec, List<TestRun> runs)
    {
        if (runs.Select(r => CommandChecks.NotRun(r.Process, spec.Timeout)).OfType<Judgement>().FirstOrDefault() is { } notRun)
        {
            return notRun;
        }

        if (spec.Reruns == 0 || runs.Exists(r => r.Reading.State != ReportState.Read))
        {
            return TestComparison.WorstOf(runs.Select(r => TestVerdict.Of(spec, r.Process.ExitCode, r.Reading)));
        }

        if (TestComparison.Flaky(runs) is not { } flaky)
        {
            return Judgement.NotMeasured($"There are more than {ReportReading.MaxNames} tests, too many to compare between runs.");
        }

        var figure = new Figure("flaky tests", flaky.Count);
        var judgement = TestComparison.TooFlaky(spec, flaky)
            ?? TestComparison.WorstOf(runs.Select(r => TestComparison.Forgive(r, runs, flaky)).Select(r => TestVerdict.Of(spec, r.ExitCode, r.Reading)));
        var said = judgement.Verdict == Verdict.Pass && flaky.Count > 0 ? $" Flaky, and allowed to be: {Words.List(flaky)}." : "";
        return judgement with { Reason = judgement.Reason + said, Figures = [new Figure("runs", runs.Count), figure] };
    }

    private async Task<Judgement?> CompareWithBaseAsync(ValidatorSpec.Tests spec, ReportReading after, string log, CancellationToken ct)
    {
        if (tree.Request.OpenBase is null)
        {
            return Judgement.NotMeasured($"Task {tree.Request.Task.Id} works without commits, so there is no base whose tests could be counted.");
        }

        try
        {
            await using var before = await BaseTree.OpenAsync(tree.Request, ct);
            var run = await TestRun.StartAsync(before.Tree, spec with { Coverage = null }, log, ct);
            var counts = run.Reading.Counts;
            var kept = run.Process.TimedOut ? Judgement.NotMeasured($"The tests of the base did not end within {Words.Time(spec.Timeout)}.") : TestComparison.Kept(run.Reading, after);
            return (kept ?? Judgement.Pass("Every test that ran on the base runs here.")) with { Figures = counts is null ? [] : [new Figure("tests run on the base", counts.Ran)] };
        }
        finally
        {
            File.Delete(log);
        }
    }

    /// <summary>A passed judgement and a further one about the same command.</summary>
    private static Judgement With(Judgement passed, Judgement? further) => further is null ? passed
        : further with
        {
            Reason = further.Verdict == Verdict.Pass ? $"{passed.Reason} {further.Reason}" : further.Reason,
            Detail = $"{passed.Detail}\n{further.Detail}".Trim(),
            Figures = passed.Figures.AddRange(further.Figures),
        };
}
