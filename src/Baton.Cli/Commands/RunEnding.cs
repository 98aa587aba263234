using Baton.Cli.Rendering;
using Baton.Domain.Runs;
using Baton.Engine.Dispatch;
using Baton.Engine.Journal;
using Baton.Engine.Reports;

namespace Baton.Cli.Commands;

/// <summary>What is said when a session has ended, and with which exit code.</summary>
internal static class RunEnding
{
    public static async Task<int> TellAsync(RunAccess access, RunHead head, SessionResult result, RunRequest request, CancellationToken ct)
    {
        var exit = CodeOf(result.End, result.State);
        var record = await access.ReadAsync(head, ct);
        await WriteReportsAsync(access, record, ct);
        if (request.Json)
        {
            JsonOutput.Write(RunReportJson.Of(exit, record.State, RunHistory.Of(record.Plan, record.Events), access.Time.GetUtcNow()), ReportJsonContext.Default.RunReportJson);
            return exit;
        }

        Console.WriteLine();
        Console.Write(SummaryText.Of(record, access.Time.GetUtcNow(), Paint.Width));
        if (BaseRefusal(record) is { } refusal)
        {
            Console.WriteLine($"Everything is accepted, but {refusal.Branch} was left where it is: {refusal.Refused}");
            return exit;
        }

        Console.WriteLine(result.End == SessionEnd.Held ? HeldBack(result.Held, request.PlanPath) : Next(result.End, result.State, request.PlanPath, access.Repository.Root));
        return exit;
    }

    /// <summary>How the run ended matters more than documents that can be written later.</summary>
    private static async Task WriteReportsAsync(RunAccess access, RunRecord record, CancellationToken ct)
    {
        try
        {
            await ReportFiles.WriteAsync(access.Repository.Root, record.Head.Run, record.State, RunHistory.Of(record.Plan, record.Events), access.Time.GetUtcNow(), ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"baton: the reports could not be written: {e.Message} Write them later: baton report --run {record.Head.Run}");
        }
    }

    public static int CodeOf(SessionEnd end, RunState state) => end switch
    {
        SessionEnd.RunOver => state.Status == RunStatus.Succeeded ? ExitCode.Done : ExitCode.Failed,
        SessionEnd.SelectionDone => state.Selected.All(id => state[id].Status.Satisfies()) ? ExitCode.Done : ExitCode.Failed,
        SessionEnd.OwnershipLost => ExitCode.Refused,
        SessionEnd.Held => ExitCode.Environment,
        _ => ExitCode.WaitsForPerson,
    };

    private static string Next(SessionEnd end, RunState state, string plan, string repository) => end switch
    {
        SessionEnd.RunOver when state.Status == RunStatus.Succeeded => state.Plan.Finish == Domain.Plans.Finish.Merge
            ? $"{Accepted(state)}. Report: baton report {plan}"
            : state.Plan.Finish == Domain.Plans.Finish.Patches
            ? $"{Accepted(state)}. Take it with: git -C {repository} am .baton/runs/{state.Run}/patches/*.patch. Report: baton report {plan}"
            : $"{Accepted(state)} on branch {state.Origin.IntegrationBranch} of {repository}; merge it when you like. Report: baton report {plan}",
        SessionEnd.RunOver when state.Status == RunStatus.Failed => Failed(state, plan),
        SessionEnd.RunOver => $"The run is {state.Status}: {state.Reason}",
        SessionEnd.SelectionDone => $"The selected tasks are settled; {CellText.Count(state.Tasks.Count - state.Satisfied, "task")} of the plan {(state.Tasks.Count - state.Satisfied == 1 ? "remains" : "remain")}: baton run {plan}",
        SessionEnd.WaitsForPeople => WaitingFor(state, plan),
        SessionEnd.Paused => $"The run is paused. Go on: baton resume {plan}",
        SessionEnd.Interrupted => $"Stopped; all work so far is kept. Go on: baton run {plan}",
        SessionEnd.OwnershipLost => "Another process has taken this run over; this one stopped.",
        _ => "",
    };

    /// <summary>Why the end of a successful run did not move the base branch; null when it did or was not to.</summary>
    private static RunEvent.BaseUpdated? BaseRefusal(RunRecord record) =>
        record.State.Status == RunStatus.Succeeded && record.Events.Select(e => e.Event).OfType<RunEvent.BaseUpdated>().LastOrDefault() is { Commit: null, Patches: null } refusal ? refusal : null;

    private static string Accepted(RunState state)
    {
        var skipped = state.Tasks.Values.Count(t => t.Status == TaskStatus.Skipped);
        return skipped == 0 ? "Everything is accepted" : $"Everything but {skipped} skipped task{(skipped == 1 ? "" : "s")} is accepted";
    }

    private static string HeldBack(IReadOnlyCollection<string> held, string plan) =>
        $"Could not go on; nothing is lost:\n{string.Join('\n', held.Select(h => "  " + h))}\nPut that right, then: baton run {plan}";

    private static string Failed(RunState state, string plan)
    {
        var lost = state.Plan.Tasks.Select(t => state[t.Id]).Where(t => t.Status.IsSettled() && !t.Status.Satisfies()).ToList();
        var name = lost is [var first, ..] ? first.Id.Value : "TASK";
        return $"The run failed: {state.Reason}\nLook: baton show {name} --plan {plan}. Then: baton retry {name} --plan {plan}, and baton run {plan}.";
    }

    private static string WaitingFor(RunState state, string plan)
    {
        var lines = state.AwaitingPeople.OrderBy(t => t.Rank).Select(t => t.Status switch
        {
            TaskStatus.AwaitingApproval => $"  {t.Id}: {t.Reason}  ->  baton approve {t.Id} --plan {plan}   or   baton reject {t.Id} --plan {plan} --reason ...",
            TaskStatus.Blocked => $"  {t.Id}: {t.Reason}",
            _ => $"  {t.Id}: to be done by a person in {t.Current?.Workspace?.Path}  ->  baton done {t.Id} --plan {plan}",
        }).ToList();
        if (!state.DeadLetters.IsEmpty)
        {
            lines.Add($"  {CellText.Count(state.DeadLetters.Count, "dead letter")}: {string.Join(", ", state.DeadLetters.Take(5).Select(d => d.Task))}{(state.DeadLetters.Count > 5 ? ", ..." : "")}  ->  baton dead-letters {plan}");
        }

        lines.AddRange(BreakerText.Remarks(state).Select(r => "  " + r));
        return lines.Count == 0 ? $"Nothing can move on its own now. See: baton status {plan}" : $"Waits for a person:\n{string.Join('\n', lines)}\nThen: baton run {plan}";
    }
}
