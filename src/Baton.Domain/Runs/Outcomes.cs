using Baton.Domain.Budgets;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs.Breakers;
using Baton.Domain.Runs.Recoveries;
using Baton.Domain.Runs.Retries;

namespace Baton.Domain.Runs;

/// <summary>What an attempt's end means: accepted for judgement, or failed and then retried, parked, blocked or dead.</summary>
internal static class Outcomes
{
    /// <summary>The reason for which an ended attempt fails before any validator runs; null when it is to be judged.</summary>
    /// <param name="word">Nothing but a person's word is asked for, see <see cref="IsWordOnly"/>.</param>
    public static Failure? WhyNotJudged(AttemptId attempt, PlanTask task, AttemptState current, bool word)
    {
        var exit = current.Exit!;
        if (exit.Stopped is { } reason)
        {
            return Stopped(attempt, task, reason, current.StopDetail);
        }

        if (exit.Quota is { } quota)
        {
            return new Failure(FailureClass.Quota, "quota", quota.Message, Retryable: true);
        }

        if (Violation(attempt, current) is { } violation)
        {
            return violation;
        }

        if (exit.Error is { } error)
        {
            return new Failure(FailureClass.Agent, "agent-error", $"{attempt}: the agent reported an error: {error}", Retryable: true);
        }

        return exit.ExitCode switch
        {
            null => new Failure(FailureClass.Ours, "lost", $"{attempt}: its end was not recorded (the machine or its supervisor went down). Its work is kept.", Retryable: true),
            127 => new Failure(FailureClass.Operator, "command-not-found", $"{attempt}: the command was not found (exit code 127). Check `command`, `run` and the granted PATH. {Ending(exit.Said)}".TrimEnd(), Retryable: true),
            not 0 => new Failure(FailureClass.Agent, "exit-code", $"{attempt} ended with exit code {exit.ExitCode}{Signal(exit.ExitCode.Value)}. {Ending(exit.Said)}".TrimEnd(), Retryable: true),
            _ => word ? null : NothingDone(attempt, task, current),
        };
    }

    internal static Failure Torn(AttemptId attempt) => new(
        FailureClass.Ours, "lost", $"{attempt}: the machine went down before its work was kept, and files may be lacking or half. What was there is kept.", Retryable: true);

    private static Failure? Violation(AttemptId attempt, AttemptState current)
    {
        var all = current.Violations.Concat(current.Work?.Violations ?? []).ToList();
        return all.Count == 0 ? null : new Failure(FailureClass.Agent, "violation", $"{attempt} did what no attempt may do, so its work is not judged. {string.Join(" ", all)}", Retryable: true);
    }

    /// <summary>The last line of what it printed, where the cause usually stands, and below it all that is kept.</summary>
    private static string Ending(string? said)
    {
        var lines = (said ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length > 1 ? $"{lines[^1]}\n{said}" : string.Concat(lines);
    }

    /// <summary>The signal behind an exit code above 128, as shells count; empty for the codes that programs choose.</summary>
    private static string Signal(int exitCode) => exitCode switch
    {
        129 => " (signal 1, SIGHUP)",
        130 => " (signal 2, SIGINT)",
        134 => " (signal 6, SIGABRT)",
        135 => " (signal 7, SIGBUS)",
        136 => " (signal 8, SIGFPE)",
        137 => " (signal 9, SIGKILL)",
        139 => " (signal 11, SIGSEGV)",
        141 => " (signal 13, SIGPIPE)",
        143 => " (signal 15, SIGTERM)",
        _ => "",
    };

    private static Failure Stopped(AttemptId attempt, PlanTask task, StopReason reason, string? detail) => reason switch
    {
        StopReason.Budget => new(FailureClass.Budget, "budget", $"{attempt} was stopped for the budget; its work is kept and no retry is spent. {detail} Raise it: baton budget --raise AMOUNT --reason WHY.", Retryable: false),
        StopReason.Timeout => new(FailureClass.Agent, "timeout", $"{attempt} did not end within {task.Timeout} and was stopped. Raise `timeout` or split the task.", Retryable: true),
        StopReason.Silence => new(FailureClass.Agent, "silence", $"{attempt} printed nothing and changed no file for {task.Heartbeat} and was stopped. Raise `heartbeat` if that is normal.", Retryable: true),
        StopReason.Interrupted => new(FailureClass.Operator, "interrupted", $"{attempt} was interrupted; its work is kept and no retry is spent.", Retryable: true),
        _ => new(FailureClass.Operator, "cancelled", $"{attempt} was cancelled; its work is kept.", Retryable: false),
    };

    private static Failure? NothingDone(AttemptId attempt, PlanTask task, AttemptState current)
    {
        var idle = current.Work is { IsEmpty: true };
        if (idle && !task.Outputs.IsEmpty)
        {
            return new Failure(FailureClass.Agent, "nothing-done", $"{attempt} said it was done (exit code 0) but changed nothing; it owes {string.Join(", ", task.Outputs.Take(5).Select(o => o.Path))}.", Retryable: true);
        }

        return idle && task.Verify.IsEmpty
            ? new Failure(FailureClass.Agent, "nothing-done", $"{attempt} said it was done (exit code 0) but changed nothing, and no validator could tell.", Retryable: true)
            : null;
    }

    /// <summary>The task owes no file and has no validator, and no file was changed: a signature, a phone call.</summary>
    public static bool IsWordOnly(PlanTask task, AttemptState current) => current.Work is { IsEmpty: true } && task.Outputs.IsEmpty && task.Verify.IsEmpty;

    /// <summary>What a person says is done by a person is the evidence there is; it goes on record as that.</summary>
    public static EvidenceRecord WordEvidence(AttemptState current) => new(EvidenceStage.Attempt, current.Work!.Commit,
    [
        new ValidatorResult { Name = "word", Kind = "human", Verdict = Verdict.Pass, Reason = "a person said that it is done; the plan asks for nothing that could be checked" },
    ]);

    public static EvidenceRecord ExitEvidence(AttemptState current) => new(EvidenceStage.Attempt, null,
    [
        new ValidatorResult { Name = "exit", Kind = "exit", Verdict = Verdict.Pass, Reason = "the process ended with exit code 0", ExitCode = current.Exit!.ExitCode },
    ]);

    public static Failure EvidenceFailure(AttemptId attempt, EvidenceRecord evidence)
    {
        var where = evidence.Stage == EvidenceStage.Merge ? "merged with the work of others " : "";
        return new Failure(FailureClass.Agent, "evidence", $"{attempt} {where}does not pass: {evidence.Objections()}", Retryable: true);
    }

    /// <summary>Records the failure and what follows from it.</summary>
    public static Decision.Refused? Fail(Draft draft, AttemptId attempt, Failure failure)
    {
        var quota = draft.State[attempt.Task].Current?.Exit?.Quota;
        draft.Emit(new RunEvent.AttemptFailed(attempt.Task, attempt.Number, failure) { Settled = Charging.OfLost(draft.State, attempt.Task) });
        BreakerDecisions.AfterFailure(draft, attempt, failure);
        return draft.Emit(Next(draft, draft.State[attempt.Task], failure, quota));
    }

    /// <summary>Whoever starts from the same base would work for nothing until the store is repaired.</summary>
    private static bool SawForgedObjects(TaskState task) => task.Current?.Evidence?.Results.Any(r => r is { Kind: "objects", Verdict: not Verdict.Pass }) == true;

    private static RunEvent Next(Draft draft, TaskState task, Failure failure, QuotaLimit? quota)
    {
        var policy = draft.State.Graph.Task(task.Id).Retry;
        return failure switch
        {
            { Code: "cancelled" } => new RunEvent.TaskCancelled(task.Id, "baton", failure.Message),
            { Code: "interrupted" } => new RunEvent.RetryScheduled(task.Id, draft.Now, "interrupted", Spends: false),
            { Class: FailureClass.Budget } => new RunEvent.TaskBlocked(task.Id, "budget", failure.Message),
            { Class: not FailureClass.Ours } when task.Current?.ReusedFrom is { } from => new RunEvent.RetryScheduled(task.Id, draft.Now, $"the work of {from} does not do any more", Spends: false),
            { Class: FailureClass.Quota } when quota is not null => new RunEvent.Parked(task.Id, quota.Until, quota.Guessed, failure.Message),
            { Code: "conflict" } => task.Conflicts <= policy.Conflicts
                ? new RunEvent.RetryScheduled(task.Id, draft.Now, "conflict: again on the new base", Spends: false)
                : new RunEvent.TaskBlocked(task.Id, "conflict", $"Conflicts {task.Conflicts} times; a person must look. `baton show {task.Id}` tells where, `baton retry {task.Id}` tries again."),
            { Class: FailureClass.Quota } => new RunEvent.Parked(task.Id, draft.Now + RunDecider.QuotaGuess, Guessed: true, failure.Message),
            _ when Recovering.Next(draft, task, failure) is { } recovery => recovery,
            _ => RetryEngine.Next(draft.State, task, failure) is { } pause
                ? new RunEvent.RetryScheduled(task.Id, draft.Now + pause, failure.Code, Spends: true) { Probe = SawForgedObjects(task) }
                : new RunEvent.TaskDeadLettered(task.Id, failure),
        };
    }
}
