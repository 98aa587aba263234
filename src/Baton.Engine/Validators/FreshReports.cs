using System.Text;
using System.Text.Json;
using Baton.Domain.Plans;
using Baton.Engine.Processes;
using Baton.Engine.Validators.Reports;

namespace Baton.Engine.Validators;

/// <summary>Report files of commands: those that a command itself writes count, whatever was there before does not.</summary>
internal sealed class FreshReports(ValidationRequest request, CheckoutFiles files, CheckoutGuard? guard, CommandChecks commands)
{
    /// <summary>Why the reports cannot be believed before anything has run; null when they can.</summary>
    public string? Refuse(string pattern)
    {
        if (CheckoutFiles.Refuse(pattern) is { } refusal)
        {
            return $"Refused: {refusal}.";
        }

        var forged = TaskPaths.Touched(request.Changes)
            .Where(p => Glob.IsMatch(pattern, p) && Path.Exists(files.FullPath(p)))
            .ToList();
        return forged.Count == 0 ? null : $"The attempt's commit brings its own test report: {Words.List(forged)}. A report is written by the command, never committed.";
    }

    /// <summary>Deletes what matches the patterns, except files of the commit, and runs the command.</summary>
    /// <returns>How it ended, and the file system's time before it began.</returns>
    public async Task<(ProcessResult Result, DateTime Began)> RunAsync(Command command, TimeSpan timeout, IEnumerable<string> patterns, string log, CancellationToken ct)
    {
        var began = await PrepareAsync(patterns, log, ct);
        return (await commands.StartAsync(command, timeout, log, ValidatorLog.MaxBytes, ct), began);
    }

    /// <summary>The same for a command whose standard output is a report: it is kept apart from standard error, up to the size of a report.</summary>
    public async Task<(ProcessResult Result, DateTime Began)> RunKeepingOutputAsync(Command command, TimeSpan timeout, IEnumerable<string> patterns, string log, CancellationToken ct)
    {
        var began = await PrepareAsync(patterns, log, ct);
        var result = await commands.StartAsync(command, timeout, null, ReportReading.MaxBytes, ct);
        var bytes = Encoding.UTF8.GetBytes(result.Error.Length == 0 ? result.Output : $"{result.Output}\n-- standard error:\n{result.Error}");
        await File.WriteAllBytesAsync(log, bytes.Length > ValidatorLog.MaxBytes ? bytes[..(int)ValidatorLog.MaxBytes] : bytes, ct);
        return (result, began);
    }

    private async Task<DateTime> PrepareAsync(IEnumerable<string> patterns, string log, CancellationToken ct)
    {
        foreach (var old in patterns.SelectMany(files.Find).Where(f => f.Kind != FoundKind.Folder && !IsTracked(f.Path)))
        {
            File.Delete(files.FullPath(old.Path));
        }

        // The kernel's own file clock, so that no other clock has to agree with it.
        await File.WriteAllTextAsync(log, "", ct);
        return File.GetLastWriteTimeUtc(log);
    }

    /// <summary>The regular files that match and were written since <paramref name="began"/>; none when <paramref name="problem"/> says why.</summary>
    public IReadOnlyList<FoundFile> Find(string pattern, DateTime began, out ReportReading? problem)
    {
        var found = files.Find(pattern).Where(f => f.Kind != FoundKind.Folder).ToList();
        var fresh = found.Where(f => !IsTracked(f.Path)).ToList();
        var counted = fresh.Where(f => !f.IsLink && File.GetLastWriteTimeUtc(files.FullPath(f.Path)) >= began).ToList();
        problem = fresh.FirstOrDefault(f => f.IsLink) is { } link ? ReportReading.Refused($"The report {link.Path} is a link; a report is a file of its own.")
            : counted.Count == 0 ? ReportReading.Missing(Absence(pattern, found.Count - fresh.Count, fresh.Count))
            : counted.Sum(f => f.Bytes) > ReportReading.MaxBytes ? ReportReading.Refused($"The reports that match {pattern} are larger than {Words.Size(ReportReading.MaxBytes)}.")
            : null;
        return problem is null ? counted : [];
    }

    /// <summary>Runs a command and reads the one JSON document that it writes, to the file or to standard output.</summary>
    public async Task<JsonRun> ReadJsonAsync(Command command, TimeSpan timeout, string? report, string log, CancellationToken ct)
    {
        var (result, began) = report is null
            ? await RunKeepingOutputAsync(command, timeout, [], log, ct)
            : await RunAsync(command, timeout, [report], log, ct);
        if (CommandChecks.NotRun(result, timeout) is { } notRun)
        {
            return new JsonRun(result, null, notRun);
        }

        if (report is null)
        {
            var printed = result.Truncated ? null : BoundedJson.Read(Encoding.UTF8.GetBytes(result.Output), "Standard output", out var wrong) is { } read ? new JsonRun(result, read, null) : new JsonRun(result, null, Judgement.NotMeasured($"{wrong}{Ended(result)}"));
            return printed ?? new JsonRun(result, null, Judgement.Fail($"The report on standard output is larger than {Words.Size(ReportReading.MaxBytes)}."));
        }

        var counted = Find(report, began, out var problem);
        return problem is not null ? new JsonRun(result, null, problem.State == ReportState.Refused ? Judgement.Fail(problem.Problem) : Judgement.NotMeasured(problem.Problem + Ended(result)))
            : counted.Count > 1 ? new JsonRun(result, null, Judgement.NotMeasured($"{counted.Count} files match {report}; one report is needed."))
            : BoundedJson.ReadFile(files.FullPath(counted[0].Path), $"The report {counted[0].Path}", counted[0].Bytes, out var unread) is { } document ? new JsonRun(result, document, null)
            : new JsonRun(result, null, Judgement.NotMeasured(unread + Ended(result)));
    }

    private static string Ended(ProcessResult result) => result.ExitCode == 0 ? "" : $" The command ended with exit code {result.ExitCode}.";

    private static string Absence(string report, int tracked, int old) =>
        tracked > 0 ? $"The command wrote no report: {Words.Count(tracked, "file")} that match {report} are part of the commit and are not counted."
        : old > 0 ? $"The command wrote no report: what matches {report} is older than its start."
        : $"The command wrote no report that matches {report}.";

    private bool IsTracked(string path) => guard is not null && guard.Tracks(path);
}

/// <summary>A command's JSON report.</summary>
/// <param name="Report">Null when <paramref name="Problem"/> says why.</param>
internal sealed record JsonRun(ProcessResult Process, JsonDocument? Report, Judgement? Problem);
