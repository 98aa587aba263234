using Baton.Domain.Budgets;
using Baton.Domain.Evidence;
using Baton.Domain.Runs;

namespace Baton.Engine.Reports;

/// <summary>One line per event that a person following a run wants to read.</summary>
public static class EventText
{
    /// <returns>Null for events that tell a person nothing.</returns>
    /// <param name="idWidth">Room for the task's id, so that lines about several tasks stand in columns.</param>
    public static string? Of(RunEvent e, int idWidth = 0) => e switch
    {
        RunEvent.Planned p => $"run {p.Run} of {p.PlanName}, {p.Order.Length} tasks, from {p.BaseBranch} {Short(p.BaseCommit)}",
        RunEvent.Paused p => $"paused by {p.By}{Because(p.Reason)}",
        RunEvent.Resumed r => $"resumed by {r.By}",
        RunEvent.CancelRequested c => $"cancelled by {c.By}{Because(c.Reason)}",
        RunEvent.Reordered r => $"planned anew: {string.Join(", ", r.Order.Take(3))} {(r.Order.Length == 1 ? "goes" : "go")} first",
        RunEvent.Reopened r => $"reopened by {r.By}: {r.Reason}",
        RunEvent.Finished f => $"run {f.Status}: {f.Reason}",
        RunEvent.BaseUpdated { Patches: { } folder } => $"patches are in {folder}",
        RunEvent.BaseUpdated b => b.Commit is null ? $"{b.Branch} was left where it is: {b.Refused}" : $"{b.Branch} moved to {Short(b.Commit)}",
        RunEvent.Noted n => $"note by {n.By}: {n.Text}",
        RunEvent.HeadAdopted h => $"{h.By} lets the integration branch go on from {Short(h.Commit)}: {h.Reason}",
        RunEvent.BreakerOpened b => $"breaker {b.Breaker} opened by {b.By}{(b.Until is { } until ? $" until {until:u}" : "")}: {FirstLine(b.Reason)}",
        RunEvent.BreakerHalfOpened b => $"breaker {b.Breaker} lets probes through",
        RunEvent.BreakerClosed b => $"breaker {b.Breaker} closed by {b.By}: {b.Reason}",
        RunEvent.BudgetAlerted b => $"budget: {OfAlert(b.Alert)}",
        RunEvent.BudgetRaised b => $"budget raised by {b.By}, {b.Amount} more: {b.Reason}",
        RunEvent.RollbackRequested r => $"rolling back {string.Join(", ", r.Tasks)}: {r.Reason}",
        RunEvent.RollbackPrepared { Objection: { } objection } r => $"{string.Join(", ", r.Reverts.Select(x => x.Task))} taken out by force: without it, {FirstLine(objection)}",
        RunEvent.MergeBatchPrepared b => $"{string.Join(", ", b.Merges.Select(m => m.Task))} pass together and land at once",
        RunEvent.MergeBatchRejected b => $"{string.Join(", ", b.Tasks)} do not pass together: {FirstLine(b.Reason)}; half of them are tried next",
        RunEvent.IOfTask t => OfTask(e) is { } text ? $"{t.Task.Value.PadRight(idWidth)} {text}" : null,
        _ => null,
    };

    /// <summary>Whether it is good news, bad news, or wants an answer.</summary>
    public static EventTone ToneOf(RunEvent e) => e switch
    {
        RunEvent.Merged or RunEvent.TaskCompleted or RunEvent.Approved or RunEvent.Finished { Status: RunStatus.Succeeded } => EventTone.Good,
        RunEvent.AttemptFailed or RunEvent.ViolationNoted or RunEvent.BreakerOpened or RunEvent.DeadLetterExpired or RunEvent.MergeConflicted or RunEvent.MergeBatchRejected or RunEvent.TaskDeadLettered or RunEvent.RollbackFailed or RunEvent.Rejected or RunEvent.Finished => EventTone.Bad,
        RunEvent.BudgetAlerted { Alert.Kind: AlertKind.Exhausted } => EventTone.Bad,
        RunEvent.BudgetAlerted { Alert.Kind: not AlertKind.Target } or RunEvent.ApprovalRequested or RunEvent.TaskBlocked or RunEvent.Parked or RunEvent.Paused => EventTone.Ask,
        _ => EventTone.Plain,
    };

    private static string? OfTask(RunEvent e) => e switch
    {
        RunEvent.WorkReused w => $"attempt {w.Attempt} reuses the work of attempt {w.From.Attempt} of run {w.From.Run}",
        RunEvent.RecoveryProbed { Succeeded: true } p => $"can be tried again: {p.Detail}",
        RunEvent.RecoveryProbed p => $"cannot be tried again yet: {FirstLine(p.Detail)}",
        RunEvent.ReuseRefused r => $"is done anew: {FirstLine(r.Reason)}",
        RunEvent.AttemptStarted s => $"attempt {s.Attempt} started",
        RunEvent.AttemptStopRequested s => $"attempt {s.Attempt} is being stopped: {s.Reason}{(s.Detail is null ? "" : $" ({s.Detail})")}",
        RunEvent.AttemptExited { Exit.ExitCode: 0 } x => $"attempt {x.Attempt} says it is done{LeftBehind(x.Exit)}",
        RunEvent.AttemptExited x => $"attempt {x.Attempt} ended with {x.Exit.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no exit code"}{LeftBehind(x.Exit)}",
        RunEvent.ViolationNoted v => $"attempt {v.Attempt} tried what it may not: {FirstLine(v.Text)}",
        RunEvent.EvidenceRecorded { Evidence.Passed: true } r => $"evidence passes{(r.Evidence.Stage == EvidenceStage.Merge ? " for the merged tree" : "")} ({r.Evidence.Results.Length} checks)",
        RunEvent.ApprovalRequested a => $"waits for {a.Approver ?? "a person"}: {a.Question}  (baton approve {a.Task})",
        RunEvent.Approved a => $"approved by {a.By}{Because(a.Reason)}",
        RunEvent.Rejected r => $"rejected by {r.By}: {r.Reason}",
        RunEvent.Merged m => $"merged as {Short(m.Commit)}",
        RunEvent.MergeConflicted c => $"conflicts in {string.Join(", ", c.Paths.Take(5))}",
        RunEvent.AttemptFailed f => $"attempt {f.Attempt} failed: {FirstLine(f.Failure.Message)}",
        RunEvent.RetryScheduled r => $"is tried again ({FirstLine(r.Reason)})",
        RunEvent.Parked p => $"parked until {p.Until:u}{(p.Guessed ? " (a guess)" : "")}: {p.Reason}",
        RunEvent.TaskCompleted => "complete",
        RunEvent.TaskBlocked b => $"blocked: {FirstLine(b.Reason)}",
        RunEvent.TaskDeadLettered d => $"given up: {FirstLine(d.Failure.Message)}",
        RunEvent.DeadLetterResolved r => $"{(r.Skipped ? "skipped" : "given up for good")} by {r.By}: {r.Reason}",
        RunEvent.DeadLetterExpired x => $"expired: {x.Reason}",
        RunEvent.TaskSkipped s => $"skipped by {s.By}: {s.Reason}",
        RunEvent.TaskCancelled c => $"cancelled by {c.By}{Because(c.Reason)}",
        RunEvent.TaskResubmitted r => $"gets another chance from {r.By}",
        RunEvent.TaskRolledBack r => $"rolled back by {Short(r.Commit)}",
        RunEvent.RollbackFailed r => $"could not be rolled back: {r.Reason}",
        _ => null,
    };

    /// <summary>What was reached, and what follows from it.</summary>
    public static string OfAlert(BudgetAlert alert) =>
        $"{char.ToUpperInvariant(alert.Text[0])}{alert.Text[1..]}{(alert.IsEscalation ? " Escalated to a person." : "")}{(alert.Degrade is { } degrade ? $" The plan says: {degrade}." : "")}";

    /// <summary>The first ten digits of a commit.</summary>
    public static string Short(string commit) => commit.Length > 10 ? commit[..10] : commit;

    /// <summary>The processes that an attempt left behind, with the comma before it; empty when it left none.</summary>
    public static string LeftBehind(AttemptExit exit) => exit.Survivors switch
    {
        0 => "",
        1 => ", 1 process left behind was ended",
        var n => $", {n} processes left behind were ended",
    };

    private static string Because(string? reason) => reason is null ? "" : $": {reason}";

    private static string FirstLine(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}

/// <summary>How a person should take a line.</summary>
public enum EventTone
{
    Plain,
    Good,
    Bad,

    /// <summary>Somebody has to look.</summary>
    Ask,
}
