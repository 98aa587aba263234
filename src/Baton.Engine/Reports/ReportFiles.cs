using System.Text;
using System.Text.Json;
using Baton.Domain.Runs;
using Baton.Engine.Faults;

namespace Baton.Engine.Reports;

/// <summary>Writes a run's documents into <c>.baton/reports/&lt;run&gt;/</c>; each is replaced as a whole.</summary>
public static class ReportFiles
{
    public static string FolderOf(string repositoryRoot, RunId run) => Path.Combine(repositoryRoot, ".baton", "reports", run.Value);

    /// <returns>The folder they are in.</returns>
    public static async Task<string> WriteAsync(string repositoryRoot, RunId run, RunState state, RunHistory history, DateTimeOffset now, CancellationToken ct)
    {
        var folder = FolderOf(repositoryRoot, run);
        Directory.CreateDirectory(folder);
        await ReplaceAsync(Path.Combine(folder, "report.md"), FinalReport.Of(state, history, now), ct);
        await ReplaceAsync(Path.Combine(folder, "execution-log.md"), ExecutionLog.Of(state, history), ct);
        await ReplaceAsync(Path.Combine(folder, "living-memory.md"), LivingMemory.Of(state, history, now), ct);
        var json = JsonSerializer.Serialize(RunReportJson.Of(CodeOf(state), state, history, now), ReportJsonContext.Default.RunReportJson);
        await ReplaceAsync(Path.Combine(folder, "report.json"), json, ct);
        return folder;
    }

    private static int CodeOf(RunState state) => state.Status switch { RunStatus.Succeeded => 0, RunStatus.Failed or RunStatus.Cancelled => 1, _ => 3 };

    private static async Task ReplaceAsync(string path, string text, CancellationToken ct)
    {
        var draft = $"{path}.{Environment.ProcessId}.draft";
        await File.WriteAllTextAsync(draft, text, new UTF8Encoding(false), ct);
        FaultPoint.Reach("file.report.before");
        File.Move(draft, path, overwrite: true);
        FaultPoint.Reach("file.report.after");
    }
}
