using System.Collections.Immutable;
using System.Diagnostics;
using Baton.Domain.Budgets;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs.Breakers;
using Baton.Domain.Runs.Forks;
using Baton.Domain.Runs.Recoveries;

namespace Baton.Domain.Runs;

/// <summary>What effects report back. A report of an attempt that is no longer the current one changes nothing.</summary>
internal static class Observations
{
    public static Decision.Refused? Decide(Draft draft, RunCommand command) => command switch
    {
        RunCommand.ObserveStarted s when Is(draft, s.Attempt, TaskStatus.Spawned) =>
            draft.Emit(new RunEvent.AttemptStarted(s.Attempt.Task, s.Attempt.Number, s.Workspace, s.Process)),
        RunCommand.ObserveUsage u when Is(draft, u.Attempt, TaskStatus.Spawned) || Is(draft, u.Attempt, TaskStatus.InProgress) => BudgetWatch.See(draft, u.Attempt, u.Usage),
        RunCommand.ObserveSilence s when Is(draft, s.Attempt, TaskStatus.InProgress) => Silence(draft, s.Attempt.Task),
        RunCommand.ObserveExited x when Is(draft, x.Attempt, TaskStatus.InProgress) => Exited(draft, x),
        RunCommand.ObserveCaptured c when Is(draft, c.Attempt, TaskStatus.Validating) => Captured(draft, c),
        RunCommand.ObserveEvidence e when Is(draft, e.Attempt, TaskStatus.Validating) => Judged(draft, e.Attempt, e.Evidence),
        RunCommand.ObserveMergePrepared m when Is(draft, m.Attempt, TaskStatus.Merging) => Prepared(draft, m),
        RunCommand.ObserveMergeJudged j when Is(draft, j.Attempt, TaskStatus.Merging) => MergeBatching.Judged(draft, j),
        RunCommand.ObserveBatchPrepared b => MergeBatching.Prepared(draft, b),
        RunCommand.ObserveBatchRejected b => MergeBatching.Rejected(draft, b),
        RunCommand.ObserveMergeConflict c when Is(draft, c.Attempt, TaskStatus.Merging) => Conflict(draft, c),
        RunCommand.ObserveLanded l when Is(draft, l.Attempt, TaskStatus.Merging) => Landed(draft, l),
        RunCommand.ObserveEffectFailed f when IsCurrent(draft, f.Attempt) => Outcomes.Fail(draft, f.Attempt, f.Failure),
        RunCommand.ObserveRollbackJudged j => Reverting.Judged(draft, j),
        RunCommand.ObserveRollbackPrepared p => Reverting.Prepared(draft, p),
        RunCommand.ObserveRolledBack r => Reverting.RolledBack(draft, r),
        RunCommand.ObserveOrder o => Reorder(draft, o.Order),
        RunCommand.ObserveProbed p => Recovering.Probed(draft, p),
        RunCommand.ObserveReused o => ForkRules.Reused(draft, o),
        RunCommand.ObserveNotReusable o => ForkRules.NotReused(draft, o),
        RunCommand.ObserveBaseUpdated b => draft.Emit(new RunEvent.BaseUpdated(b.Branch, b.Commit, b.Refused) { Patches = b.Patches }),
        RunCommand.ObserveNews n => draft.Emit(new RunEvent.Noted(null, "baton", n.Text)),
        RunCommand.ObserveStarted or RunCommand.ObserveUsage or RunCommand.ObserveSilence or RunCommand.ObserveExited or RunCommand.ObserveCaptured or RunCommand.ObserveEvidence
            or RunCommand.ObserveMergePrepared or RunCommand.ObserveMergeJudged or RunCommand.ObserveMergeConflict or RunCommand.ObserveLanded or RunCommand.ObserveEffectFailed => null,
        _ => throw new UnreachableException($"No decision for {command.GetType().Name}."),
    };

    private static bool IsCurrent(Draft draft, AttemptId attempt) =>
        draft.State.Tasks.TryGetValue(attempt.Task, out var task) && task.Current?.Number == attempt.Number && draft.State.Open.Contains(attempt.Task);

    private static bool Is(Draft draft, AttemptId attempt, TaskStatus status) => IsCurrent(draft, attempt) && draft.State[attempt.Task].Status == status;

    private static Decision.Refused? Silence(Draft draft, TaskId id)
    {
        draft.Stop(id, StopReason.Silence);
        return null;
    }

    private static Decision.Refused? Exited(Draft draft, RunCommand.ObserveExited x)
    {
        var stopping = draft.State[x.Attempt.Task].Current!.Stopping;
        draft.Emit(new RunEvent.AttemptExited(x.Attempt.Task, x.Attempt.Number, x.Exit with { Stopped = stopping }) { Settled = Charging.Of(draft.State, x.Attempt.Task, x.Exit) });
        return draft.State.Graph.Task(x.Attempt.Task).Workspace.MakesCommits() ? null : AfterWork(draft, x.Attempt);
    }

    private static Decision.Refused? Captured(Draft draft, RunCommand.ObserveCaptured c)
    {
        draft.Emit(new RunEvent.WorkCaptured(c.Attempt.Task, c.Attempt.Number, c.Work));
        return AfterWork(draft, c.Attempt, c.IsTorn);
    }

    /// <summary>The work is safe; does the attempt deserve to be judged?</summary>
    private static Decision.Refused? AfterWork(Draft draft, AttemptId attempt, bool isTorn = false)
    {
        var current = draft.State[attempt.Task].Current!;
        var task = draft.State.Graph.Task(attempt.Task);
        var word = draft.State.Graph.AgentOf(task.Id)?.Driver == "human" && Outcomes.IsWordOnly(task, current);
        if ((Outcomes.WhyNotJudged(attempt, task, current, word) ?? (isTorn ? Outcomes.Torn(attempt) : null)) is { } failure)
        {
            return Outcomes.Fail(draft, attempt, failure);
        }

        return word ? Judged(draft, attempt, Outcomes.WordEvidence(current)) : NeedsNoValidator(task) ? Judged(draft, attempt, Outcomes.ExitEvidence(current)) : null;
    }

    /// <summary>A process step without a workspace and without validators is judged by its exit code alone.</summary>
    private static bool NeedsNoValidator(PlanTask task) => !task.Workspace.MakesCommits() && task.Verify.IsEmpty && task.Outputs.IsEmpty;

    internal static Decision.Refused? Judged(Draft draft, AttemptId attempt, EvidenceRecord evidence)
    {
        draft.Emit(new RunEvent.EvidenceRecorded(attempt.Task, attempt.Number, evidence));
        if (!evidence.Passed)
        {
            return Outcomes.Fail(draft, attempt, Outcomes.EvidenceFailure(attempt, evidence));
        }

        BreakerDecisions.AfterSuccess(draft, attempt.Task);
        return AskOrQueue(draft, attempt);
    }

    /// <summary>Evidence passes: the next person is asked, or the work goes on to the merge queue.</summary>
    internal static Decision.Refused? AskOrQueue(Draft draft, AttemptId attempt)
    {
        var given = draft.State[attempt.Task].Current!.Approvals;
        var people = draft.State.Graph.Task(attempt.Task).Verify.OfType<ValidatorSpec.Human>().ToList();
        if (given < people.Count)
        {
            return draft.Emit(new RunEvent.ApprovalRequested(attempt.Task, attempt.Number, people[given].Question, people[given].Approver));
        }

        draft.Emit(new RunEvent.MergeQueued(attempt.Task, attempt.Number));
        return draft.State[attempt.Task].Current!.Work is null or { IsEmpty: true } ? Complete(draft, attempt) : null;
    }

    private static Decision.Refused? Complete(Draft draft, AttemptId attempt) => draft.Emit(new RunEvent.TaskCompleted(attempt.Task, attempt.Number));

    /// <summary>A person took the branch elsewhere meanwhile: what stood in the way there says nothing of the new place, where it is tried again.</summary>
    private static bool IsElsewhere(Draft draft, string onto) => onto != draft.State.IntegrationHead;

    private static Decision.Refused? Prepared(Draft draft, RunCommand.ObserveMergePrepared m)
    {
        if (m.Recheck is { Passed: false } && IsElsewhere(draft, m.Onto))
        {
            return null;
        }

        if (m.Recheck is not null)
        {
            draft.Emit(new RunEvent.EvidenceRecorded(m.Attempt.Task, m.Attempt.Number, m.Recheck));
        }

        if (m.Recheck is { Passed: false })
        {
            return Outcomes.Fail(draft, m.Attempt, Outcomes.EvidenceFailure(m.Attempt, m.Recheck));
        }

        return m.Commit == m.Onto
            ? Complete(draft, m.Attempt)
            : draft.Emit(new RunEvent.MergePrepared(m.Attempt.Task, m.Attempt.Number, m.Onto, m.Commit));
    }

    private static Decision.Refused? Conflict(Draft draft, RunCommand.ObserveMergeConflict c)
    {
        if (IsElsewhere(draft, c.Onto))
        {
            return null;
        }

        draft.Emit(new RunEvent.MergeConflicted(c.Attempt.Task, c.Attempt.Number, c.Onto, c.Paths, c.Detail));
        var message = $"The work of {c.Attempt} conflicts with what was merged meanwhile, in {string.Join(", ", c.Paths.Take(5))}. It is kept under its own ref.\n{c.Detail}";
        return Outcomes.Fail(draft, c.Attempt, new Failure(FailureClass.Task, "conflict", message, Retryable: true));
    }

    private static Decision.Refused? Landed(Draft draft, RunCommand.ObserveLanded l)
    {
        foreach (var attempt in MergeBatching.LandingWith(draft.State, l.Attempt))
        {
            if (!l.Landed)
            {
                draft.Emit(new RunEvent.MergeOvertaken(attempt.Task, attempt.Number, l.Head));
                continue;
            }

            draft.Emit(new RunEvent.Merged(attempt.Task, attempt.Number, draft.State[attempt.Task].Current!.Merge!.Commit));
            Complete(draft, attempt);
        }

        return null;
    }

    /// <summary>Only what has not started can be reordered, and only a different order is a fact worth keeping.</summary>
    private static Decision.Refused? Reorder(Draft draft, ImmutableArray<TaskId> wanted)
    {
        ImmutableArray<TaskId> order = [.. wanted.Where(id => draft.State.Tasks.TryGetValue(id, out var t) && t.Status is TaskStatus.Pending or TaskStatus.Queued or TaskStatus.Parked)];
        var inOrder = true;
        for (var i = 1; i < order.Length; i++)
        {
            inOrder &= draft.State[order[i - 1]].Rank < draft.State[order[i]].Rank;
        }

        return draft.State.IsTerminal || inOrder ? null : draft.Emit(new RunEvent.Reordered(order));
    }
}
