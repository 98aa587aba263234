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
        foreach (var (name, text) in Render(state, history, now))
        {
            await ReplaceAsync(Path.Combine(folder, name), await text, ct);
        }

        return folder;
    }

    /// <summary>The documents share nothing but what they read, so that all processors can write them.</summary>
    private static (string Name, Task<string> Text)[] Render(RunState state, RunHistory history, DateTimeOffset now) =>
    [
        ("report.md", Task.Run(() => FinalReport.Of(state, history, now))),
        ("execution-log.md", Task.Run(() => ExecutionLog.Of(state, history))),
        ("living-memory.md", Task.Run(() => LivingMemory.Of(state, history, now))),
        ("report.json", Task.Run(() => JsonSerializer.Serialize(RunReportJson.Of(CodeOf(state), state, history, now), ReportJsonContext.Default.RunReportJson))),
    ];

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
