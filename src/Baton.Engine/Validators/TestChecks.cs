using System.Text;
using Baton.Domain.Plans;
using Baton.Engine.Processes;
using Baton.Engine.Validators.Reports;

namespace Baton.Engine.Validators;

/// <summary>The <c>tests</c> validator: runs a command and counts the report that this very run wrote.</summary>
internal sealed class TestChecks(ValidationRequest request, CheckoutFiles files, CheckoutGuard? guard, CommandChecks commands)
{
    public async Task<Judgement> RunAsync(ValidatorSpec.Tests spec, string log, CancellationToken ct)
    {
        if (spec.Command.ToWords().IsEmpty)
        {
            return Judgement.Fail("The validator has an empty command.");
        }

        if (RefuseReport(spec) is { } refusal)
        {
            return Judgement.Fail(refusal);
        }

        var (result, read) = spec.Report is null ? await FromOutputAsync(spec, log, ct) : await FromFilesAsync(spec, spec.Report, log, ct);
        var judgement = CommandChecks.NotRun(result, spec.Timeout) ?? TestVerdict.Of(spec, result.ExitCode, read);
        return judgement with { Command = spec.Command.ToString(), Process = result, Tests = read.Counts };
    }

    private string? RefuseReport(ValidatorSpec.Tests spec)
    {
        if (spec.Report is null)
        {
            return spec.Format == TestFormat.GoJson ? null : $"A {ValidatorText.FormatName(spec.Format)} report is a file; say where with report.";
        }

        if (CheckoutFiles.Refuse(spec.Report) is { } refusal)
        {
            return $"Refused: {refusal}.";
        }

        var forged = TaskPaths.Touched(request.Changes)
            .Where(p => Glob.IsMatch(spec.Report, p) && Path.Exists(files.FullPath(p)))
            .ToList();
        return forged.Count == 0 ? null : $"The attempt's commit brings its own test report: {Words.List(forged)}. A report is written by the command, never committed.";
    }

    private async Task<(ProcessResult Result, ReportReading Reading)> FromOutputAsync(ValidatorSpec.Tests spec, string log, CancellationToken ct)
    {
        var result = await commands.StartAsync(spec.Command, spec.Timeout, null, ReportReading.MaxBytes, ct);
        await WriteLogAsync(log, result, ct);
        return (result, result.Truncated
            ? ReportReading.Refused($"The report on standard output is larger than {Words.Size(ReportReading.MaxBytes)}.")
            : ReportReader.ReadText(spec.Format, result.Output));
    }

    private async Task<(ProcessResult Result, ReportReading Reading)> FromFilesAsync(ValidatorSpec.Tests spec, string report, string log, CancellationToken ct)
    {
        foreach (var old in files.Find(report).Where(f => f.Kind != FoundKind.Folder && !IsTracked(f.Path)))
        {
            File.Delete(files.FullPath(old.Path));
        }

        // The kernel's own file clock, so that no other clock has to agree with it.
        await File.WriteAllTextAsync(log, "", ct);
        var began = File.GetLastWriteTimeUtc(log);
        var result = await commands.StartAsync(spec.Command, spec.Timeout, log, ValidatorLog.MaxBytes, ct);
        return (result, Read(spec.Format, report, began));
    }

    private ReportReading Read(TestFormat format, string report, DateTime began)
    {
        var found = files.Find(report).Where(f => f.Kind != FoundKind.Folder).ToList();
        var fresh = found.Where(f => !IsTracked(f.Path)).ToList();
        if (fresh.FirstOrDefault(f => f.IsLink) is { } link)
        {
            return ReportReading.Refused($"The report {link.Path} is a link; a report is a file of its own.");
        }

        var counted = fresh.Where(f => File.GetLastWriteTimeUtc(files.FullPath(f.Path)) >= began).ToList();
        if (counted.Count == 0)
        {
            return ReportReading.Missing(Absence(report, found.Count - fresh.Count, fresh.Count));
        }

        return counted.Sum(f => f.Bytes) > ReportReading.MaxBytes
            ? ReportReading.Refused($"The reports that match {report} are larger than {Words.Size(ReportReading.MaxBytes)}.")
            : counted.Select(f => ReportReader.ReadFile(format, files.FullPath(f.Path), f.Path, f.Bytes)).Aggregate((a, b) => a + b);
    }

    private static string Absence(string report, int tracked, int old) =>
        tracked > 0 ? $"The command wrote no report: {Words.Count(tracked, "file")} that match {report} are part of the commit and are not counted."
        : old > 0 ? $"The command wrote no report: what matches {report} is older than its start."
        : $"The command wrote no report that matches {report}.";

    private bool IsTracked(string path) => guard is not null && guard.Tracks(path);

    private static async Task WriteLogAsync(string log, ProcessResult result, CancellationToken ct)
    {
        var bytes = Encoding.UTF8.GetBytes(result.Error.Length == 0 ? result.Output : $"{result.Output}\n-- standard error:\n{result.Error}");
        await File.WriteAllBytesAsync(log, bytes.Length > ValidatorLog.MaxBytes ? bytes[..(int)ValidatorLog.MaxBytes] : bytes, ct);
    }
}
