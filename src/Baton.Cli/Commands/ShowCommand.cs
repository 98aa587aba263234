using System.Globalization;
using Baton.Cli.Rendering;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Dispatch;
using Baton.Engine.Reports;
using Baton.Engine.Schedules;

namespace Baton.Cli.Commands;

/// <summary><c>baton show</c>: everything about one task.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var task = CommonOptions.Task();
        var (plan, run, json) = (CommonOptions.PlanFile(), CommonOptions.Run(), CommonOptions.Json());
        var command = new Command("show", "Everything about one task: its attempts, their evidence, why they failed, where their work is kept.") { task, plan, run, json };
        command.SetAction((parse, ct) => CommandLine.GuardAsync(parse.GetValue(json), () => ShowAsync(new TaskId(parse.GetValue(task)!), parse.GetValue(plan), parse.GetValue(run), parse.GetValue(json), ct)));
        return command;
    }

    /// <exception cref="CommandFailure">The run's plan has no such task.</exception>
    public static PlanTask Find(RunRecord record, TaskId id) => record.State.Graph.Knows(id)
        ? record.State.Graph.Task(id)
        : throw new CommandFailure(ExitCode.Usage, "unknown-task", $"Run {record.Head.Run} has no task {id}. It has: {string.Join(", ", record.Plan.Tasks.Take(30).Select(t => t.Id))}.");

    private static async Task<int> ShowAsync(TaskId id, string? planPath, string? runId, bool json, CancellationToken ct)
    {
        await using var access = await RunInput.OpenAsync(planPath, ct);
        var record = await access.ReadAsync(await RunInput.FindAsync(access, planPath, runId, ct), ct);
        var task = Find(record, id);
        var history = RunHistory.Of(record.Plan, record.Events.Where(e => e.Event is RunEvent.IOfTask of && of.Task == id));
        if (json)
        {
            JsonOutput.Write(TaskReportJson.Of(task, record.State[id], history), ReportJsonContext.Default.TaskReportJson);
            return ExitCode.Done;
        }

        Console.WriteLine($"{Paint.Bold(id.Value)}  {CellText.Clean(task.Title)}\n  {Paint.Of(record.State[id].Status, record.State[id].Status.ToString())}{(record.State[id].Reason is { } why ? $": {why}" : "")}");
        Console.WriteLine($"  agent {task.Agent?.Value ?? "no one"}, planned {PlanTime.Text(task.Estimate.Expected)}, needs {(task.Needs.IsEmpty ? "nothing" : string.Join(", ", task.Needs.Select(n => n.Task)))}");
        Console.WriteLine($"  owes {(task.Outputs.IsEmpty ? "no files" : string.Join(", ", task.Outputs.Select(o => o.Path)))}");
        foreach (var attempt in history.AttemptsOf(id))
        {
            Write(attempt, AttemptFolders.Of(access.Repository.Root, record.Head.Run, new AttemptId(id, attempt.Number)));
        }

        if (history.ChangesOf(id).Count > 0)
        {
            Console.WriteLine("\n  history");
        }


        foreach (var change in history.ChangesOf(id))
        {
            Console.WriteLine($"    {change.At.ToLocalTime():HH:mm:ss.fff} {Paint.Of(change.To, change.To.ToString().PadRight(11))}{(change.Why is { } reason ? $" {CellText.Fit(reason, (Paint.Width ?? 120) - 32)}" : "")}{(change.Who == "baton" ? "" : $"  ({change.Who})")}".TrimEnd());
        }

        return ExitCode.Done;
    }

    private static string Used(AttemptStory a) => a.Exit?.Usage is { Total: { } tokens } used
        ? $", {tokens} tokens{(used.Cost is { } cost ? $", {cost}" : "")}{(used.Model is { } model ? $", {model}" : "")}"
        : "";

    /// <summary>PATH has dozens of folders; that they were the same is what the digest tells.</summary>
    private static string Shown(string variable) => variable.StartsWith("PATH=", StringComparison.Ordinal) && variable.Split(':') is { Length: > 2 } folders
        ? $"{folders[0]}:... ({folders.Length} folders)"
        : CellText.Fit(variable, 60);

    private static void Write(AttemptStory a, string folder)
    {
        var work = a is { StartedAt: { } start, ExitedAt: { } end } ? DurationFormat.Of(end - start) : "–";
        var outcome = a.Accepted ? Paint.Good("accepted") : a.ClaimedFalsely ? Paint.Bad($"claimed success falsely ({a.Failure!.Code})") : a.Failure is { } f ? Paint.Bad(f.Code) : "open";
        Console.WriteLine($"\n  attempt {a.Number} by {a.Agent}: {outcome}, {work}, exit code {a.Exit?.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "–"}{(a.Exit is null ? "" : EventText.LeftBehind(a.Exit))}{Used(a)}");
        if (a.Failure is { } failure && !a.Evidence.Any(e => !e.Passed))
        {
            Console.WriteLine($"    {CellText.Lines(failure.Message, "    ")}");
        }

        if (a.Work is { } captured)
        {
            Console.WriteLine($"    work: {CellText.Count(captured.Changes.Length, "file")} in {EventText.Short(captured.Commit)}, kept as {captured.Ref}{(captured.Salvaged ? " (saved by Baton: it was not committed)" : "")}");
            foreach (var problem in captured.Problems)
            {
                Console.WriteLine($"    noticed: {problem}");
            }
        }

        foreach (var (stage, result) in a.Evidence.SelectMany(e => e.Results.Select(r => (e.Stage, r))))
        {
            var verdict = result.Verdict.ToString().PadRight(11);
            Console.WriteLine($"    {(stage == EvidenceStage.Merge ? "merged tree" : "evidence"),-11} {(result.Verdict == Verdict.Pass ? Paint.Good(verdict) : Paint.Bad(verdict))} {result.Name}: {CellText.Clean(result.Reason)}");
        }

        foreach (var refused in a.RefusedTrees)
        {
            Console.WriteLine($"    {"tree",-11} {Paint.Bad("Refused".PadRight(11))} {CellText.Clean(refused.ToString())}: {CellText.Clean(refused.Judgement.Evidence.Objections())}; logs in {string.Join(", ", refused.Objections.Select(r => r.LogFile).OfType<string>())}");
        }

        foreach (var environment in a.Evidence.Select(e => e.Environment).OfType<EvidenceEnvironment>().DistinctBy(e => e.Digest))
        {
            Console.WriteLine($"    checked on  {environment.System}, environment {EventText.Short(environment.Digest)}: {CellText.Clean(string.Join(", ", environment.Variables.Select(Shown)))}");
        }

        Console.WriteLine($"    files: {folder}");
    }
}
