using System.CommandLine;
using Baton.Cli.Rendering;
using Baton.Engine.Reports;

namespace Baton.Cli.Commands;

/// <summary><c>baton report</c>: the documents of a run, computed from its journal.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var plan = CommonOptions.OptionalPlan();
        var kind = new Option<string>("--kind") { Description = "report, log (execution log) or memory (living memory).", DefaultValueFactory = _ => "report" };
        kind.AcceptOnlyFromAmong("report", "log", "memory");
        var into = new Option<string?>("--into") { Description = "Put the document between markers into this file, leaving the rest of the file alone.", HelpName = "FILE" };
        var (run, json) = (CommonOptions.Run(), CommonOptions.Json());
        var command = new Command("report", "Print a run's report, execution log or living memory as Markdown. All are also written to .baton/reports/.") { plan, kind, into, run, json };
        command.SetAction((parse, ct) => CommandLine.GuardAsync(parse.GetValue(json), () =>
            WriteAsync(parse.GetValue(plan), parse.GetValue(run), parse.GetValue(kind)!, parse.GetValue(into), parse.GetValue(json), ct)));
        return command;
    }

    private static async Task<int> WriteAsync(string? planPath, string? runId, string kind, string? into, bool json, CancellationToken ct)
    {
        await using var access = await RunInput.OpenAsync(planPath, ct);
        var record = await access.ReadAsync(await RunInput.FindAsync(access, planPath, runId, ct), ct);
        var (history, now) = (RunHistory.Of(record.Plan, record.Events), access.Time.GetUtcNow());
        await ReportFiles.WriteAsync(access.Repository.Root, record.Head.Run, record.State, history, now, ct);
        if (json)
        {
            JsonOutput.Write(RunReportJson.Of(ExitCode.Done, record.State, history, now), ReportJsonContext.Default.RunReportJson);
            return ExitCode.Done;
        }

        var text = kind switch
        {
            "log" => ExecutionLog.Of(record.State, history),
            "memory" => LivingMemory.Of(record.State, history, now),
            _ => FinalReport.Of(record.State, history, now),
        };
        return into is null ? Print(text) : await PutAsync(into, kind, text, ct);
    }

    private static int Print(string text)
    {
        Console.Write(text);
        return ExitCode.Done;
    }

    private static async Task<int> PutAsync(string path, string kind, string text, CancellationToken ct)
    {
        var refused = await ManagedRegion.PutAsync(path, kind, text, ct);
        if (refused is not null)
        {
            throw new CommandFailure(ExitCode.Refused, "edited", refused);
        }

        Console.WriteLine($"Wrote the {kind} into {path}.");
        return ExitCode.Done;
    }
}
