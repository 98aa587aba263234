using Baton.Domain.Plans;
using Baton.Engine.Processes;
using Baton.Engine.Validators.Coverage;
using Baton.Engine.Validators.Reports;

namespace Baton.Engine.Validators;

/// <summary>One run of a test command in one tree, and what it reported.</summary>
/// <param name="Coverage">Null when none was asked for.</param>
internal sealed record TestRun(ProcessResult Process, ReportReading Reading, CoverageReading? Coverage)
{
    public static async Task<TestRun> StartAsync(JudgedTree tree, ValidatorSpec.Tests spec, string log, CancellationToken ct)
    {
        var reports = tree.Reports;
        string[] patterns = [.. new[] { spec.Report, spec.Coverage?.Report }.OfType<string>()];
        var (result, began) = spec.Report is null
            ? await reports.RunKeepingOutputAsync(spec.Command, spec.Timeout, patterns, log, ct)
            : await reports.RunAsync(spec.Command, spec.Timeout, patterns, log, ct);
        var reading = spec.Report is null ? FromOutput(spec, result) : FromFiles(tree, spec, spec.Report, began);
        return new TestRun(result, reading, spec.Coverage is { } asked ? CoverageReading.Of(tree, asked, began) : null);
    }

    private static ReportReading FromOutput(ValidatorSpec.Tests spec, ProcessResult result) => result.Truncated
        ? ReportReading.Refused($"The report on standard output is larger than {Words.Size(ReportReading.MaxBytes)}.")
        : ReportReader.ReadText(spec.Format, result.Output);

    private static ReportReading FromFiles(JudgedTree tree, ValidatorSpec.Tests spec, string report, DateTime began)
    {
        var counted = tree.Reports.Find(report, began, out var problem);
        return problem ?? counted.Select(f => ReportReader.ReadFile(spec.Format, tree.Files.FullPath(f.Path), f.Path, f.Bytes)).Aggregate((a, b) => a + b);
    }
}

/// <param name="Problem">Why there is nothing to judge; null when there is.</param>
internal sealed record CoverageReading(CoverageTally Tally, Judgement? Problem)
{
    public static CoverageReading Of(JudgedTree tree, CoverageSpec spec, DateTime began)
    {
        var tally = new CoverageTally();
        var counted = tree.Reports.Find(spec.Report, began, out var problem);
        if (problem is not null)
        {
            return new CoverageReading(tally, problem.State == ReportState.Refused ? Judgement.Fail(problem.Problem) : Judgement.NotMeasured($"Coverage: {problem.Problem}"));
        }

        string[] roots = [tree.Files.FullPath("").TrimEnd('/'), Path.GetFullPath(tree.Request.Directory)];
        var unread = counted.Select(f => CoverageReader.Read(spec.Format, tree.Files.FullPath(f.Path), f.Path, f.Bytes, roots, tally)).OfType<string>().FirstOrDefault();
        return new CoverageReading(tally, unread is null ? null : Judgement.NotMeasured(unread));
    }
}
