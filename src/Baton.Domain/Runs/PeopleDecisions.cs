using System.Diagnostics;
using Baton.Domain.Budgets;
using Baton.Domain.Plans;
using Baton.Domain.Runs.Breakers;
using Baton.Domain.Runs.DeadLetters;

namespace Baton.Domain.Runs;

/// <summary>What people may do to a run, and why not.</summary>
internal static class PeopleDecisions
{
    public static Decision.Refused? Decide(Draft draft, RunCommand command) => command switch
    {
        RunCommand.Pause p => Pause(draft, p),
        RunCommand.Resume r => Resume(draft, r),
        RunCommand.Cancel { Task: null } c => CancelRun(draft, c),
        RunCommand.Cancel c => OnTask(draft, c.Task!.Value, t => Cancel(draft, t, c)),
        RunCommand.Retry r => OnTask(draft, r.Task, t => Retry(draft, t, r)),
        RunCommand.Skip s => OnTask(draft, s.Task, t => Skip(draft, t, s)),
        RunCommand.Approve a => OnTask(draft, a.Task, t => Approve(draft, t, a)),
        RunCommand.Reject r => OnTask(draft, r.Task, t => Reject(draft, t, r)),
        RunCommand.Done d => OnTask(draft, d.Task, t => Done(draft, t, d)),
        RunCommand.Rollback r => OnTask(draft, r.Task, t => Rollback(draft, t, r)),
        RunCommand.Adopt a => Adopt(draft, a),
        RunCommand.Resubmit r => DeadLetterDecisions.Resubmit(draft, r),
        RunCommand.Resolve r => DeadLetterDecisions.Resolve(draft, r),
        RunCommand.ExpireDeadLetters e => DeadLetterDecisions.Expire(draft, e),
        RunCommand.OpenBreaker o => BreakerDecisions.Open(draft, o),
        RunCommand.CloseBreaker c => BreakerDecisions.Close(draft, c),
        RunCommand.RaiseBudget r => BudgetRaising.Decide(draft, r),
        RunCommand.ReportViolation v => OnTask(draft, v.Task, _ => draft.Emit(new RunEvent.ViolationNoted(v.Task, v.Attempt, v.Text))),
        _ => throw new UnreachableException($"No decision for {command.GetType().Name}."),
    };

    private static Decision.Refused? OnTask(Draft draft, TaskId id, Func<TaskState, Decision.Refused?> decide) =>
        draft.State.Tasks.TryGetValue(id, out var task)
            ? decide(task)
            : new Decision.Refused("unknown-task", $"The plan has no task {id}. It has: {string.Join(", ", draft.State.Plan.Tasks.Take(30).Select(t => t.Id))}.");

    private static Decision.Refused Illegal(TaskState task, string wish)
    {
        var allowed = TaskTransitions.AllowedFrom(task.Status).ToArray();
        return new("illegal-transition", $"Task {task.Id} is {task.Status}: {wish}. From here it can become {string.Join(", ", allowed)}.");
    }

    private static Decision.Refused? Pause(Draft draft, RunCommand.Pause p) => draft.State.Status switch
    {
        RunStatus.Running => draft.Emit(new RunEvent.Paused(p.By, p.Reason)),
        RunStatus.Paused => null,
        var status => new("illegal-transition", $"The run is {status}; only a running one can be paused."),
    };

    private static Decision.Refused? Resume(Draft draft, RunCommand.Resume r) => draft.State.Status switch
    {
        RunStatus.Paused => draft.Emit(new RunEvent.Resumed(r.By)),
        RunStatus.Running => null,
        var status => new("illegal-transition", $"The run is {status}; only a paused one can be resumed."),
    };

    private static Decision.Refused? CancelRun(Draft draft, RunCommand.Cancel c)
    {
        if (draft.State.IsTerminal)
        {
            return new("illegal-transition", $"The run is {draft.State.Status} already.");
        }

        if (!draft.State.CancelRequested)
        {
            draft.Emit(new RunEvent.CancelRequested(c.By, c.Reason));
        }

        return null;
    }

    private static Decision.Refused? Cancel(Draft draft, TaskState task, RunCommand.Cancel c)
    {
        if (task.Status is TaskStatus.Spawned or TaskStatus.InProgress)
        {
            draft.Stop(task.Id, StopReason.Cancelled);
            return null;
        }

        if (!TaskTransitions.IsAllowed(task.Status, TaskStatus.Cancelled))
        {
            return Illegal(task, "it cannot be cancelled");
        }

        ReopenIfOver(draft, c.By, $"{task.Id} cancelled");
        return draft.Emit(new RunEvent.TaskCancelled(task.Id, c.By, c.Reason));
    }

    private static Decision.Refused? Retry(Draft draft, TaskState task, RunCommand.Retry r)
    {
        if (task.Status is TaskStatus.Pending or TaskStatus.Queued or TaskStatus.Complete || !TaskTransitions.IsAllowed(task.Status, TaskStatus.Pending))
        {
            return Illegal(task, "there is nothing to retry");
        }

        ReopenIfOver(draft, r.By, $"retry of {task.Id}");
        return draft.Emit(new RunEvent.TaskResubmitted(task.Id, r.By, r.Instructions) { After = task.Attempts > 0 ? task.Attempts : null });
    }

    private static Decision.Refused? Skip(Draft draft, TaskState task, RunCommand.Skip s)
    {
        if (!TaskTransitions.IsAllowed(task.Status, TaskStatus.Skipped))
        {
            return Illegal(task, "it cannot be skipped; cancel it first if it is at work");
        }

        ReopenIfOver(draft, s.By, $"{task.Id} skipped");
        return draft.Emit(new RunEvent.TaskSkipped(task.Id, s.By, s.Reason));
    }

    private static Decision.Refused? Approve(Draft draft, TaskState task, RunCommand.Approve a)
    {
        if (WhyMayNotDecide(draft, task, a.By) is { } refusal)
        {
            return refusal;
        }

        draft.Emit(new RunEvent.Approved(task.Id, task.Current!.Number, a.By, a.Reason));
        return Observations.AskOrQueue(draft, new AttemptId(task.Id, task.Current.Number));
    }

    private static Decision.Refused? Reject(Draft draft, TaskState task, RunCommand.Reject r)
    {
        if (WhyMayNotDecide(draft, task, r.By) is { } refusal)
        {
            return refusal;
        }

        draft.Emit(new RunEvent.Rejected(task.Id, task.Current!.Number, r.By, r.Reason));
        var failure = new Failure(FailureClass.Agent, "rejected", $"{r.By} rejected {task.Id}#{task.Current.Number}: {r.Reason}", Retryable: true);
        return Outcomes.Fail(draft, new AttemptId(task.Id, task.Current.Number), failure);
    }

    private static Decision.Refused? WhyMayNotDecide(Draft draft, TaskState task, string by)
    {
        if (task.Status != TaskStatus.AwaitingApproval)
        {
            return Illegal(task, "it does not wait for an approval");
        }

        var question = draft.State.Graph.Task(task.Id).Verify.OfType<ValidatorSpec.Human>().ElementAt(task.Current!.Approvals);
        if (by == task.Current.Agent.Value)
        {
            return new("self-approval", $"{by} made the work of {task.Id}; somebody else must decide about it.");
        }

        return question.Approver is { } approver && approver != by
            ? new("not-the-approver", $"The plan names {approver} as the one who decides about {task.Id}, not {by}. Use --by {approver}.")
            : null;
    }

    private static Decision.Refused? Done(Draft draft, TaskState task, RunCommand.Done d)
    {
        if (!draft.State.IsWithPerson(task))
        {
            return Illegal(task, "only a task of the human driver that is in progress can be reported done");
        }

        var exit = new AttemptExit(0, null, Usage.NotMeasured, d.Note, 0, 0);
        return Observations.Decide(draft, new RunCommand.ObserveExited(new AttemptId(task.Id, task.Current!.Number), exit));
    }

    private static Decision.Refused? Rollback(Draft draft, TaskState task, RunCommand.Rollback r)
    {
        if (task.Status != TaskStatus.Complete)
        {
            return Illegal(task, "only complete work can be rolled back");
        }

        if (draft.State.Rollbacks.Any(o => o.Tasks.Contains(task.Id)))
        {
            return new("rolling-back", $"{task.Id} is being rolled back already.");
        }

        if (r is { Instructions: not null, Requeue: false })
        {
            return new("no-requeue", $"Instructions for {task.Id} mean something only if it is done again. Add --requeue, or leave --instructions away.");
        }

        var dependents = draft.State.Graph.Descendants(task.Id).Select(id => draft.State[id]).ToList();
        if (dependents.FirstOrDefault(t => draft.State.Open.Contains(t.Id)) is { } busy)
        {
            return new("dependent-at-work", $"{busy.Id} needs {task.Id} and is {busy.Status}. Cancel it or wait, then roll back.");
        }

        ReopenIfOver(draft, r.By, $"rollback of {task.Id}");
        var undo = dependents.Append(task).Where(t => t.Status == TaskStatus.Complete).OrderByDescending(t => t.MergeOrder).Select(t => t.Id);
        return draft.Emit(new RunEvent.RollbackRequested([.. undo], r.By, r.Reason, r.Requeue) { Instructions = r.Instructions, Force = r.Force, Separate = true });
    }

    private static Decision.Refused? Adopt(Draft draft, RunCommand.Adopt a) => draft.State switch
    {
        { IsTerminal: true } => new("illegal-transition", $"The run is {draft.State.Status}: its branch is yours, move it with git."),
        var state when state.IntegrationHead == a.Commit => null,
        var state when a.From is { } from && from != state.IntegrationHead => new("not-forward",
            $"The branch has gone on from {from} to {state.IntegrationHead} meanwhile, which {a.Commit} may lack. Take that in, then adopt again."),
        var state when Moving(state) is { } moving => new("branch-moving",
            $"The work of {moving} is just being brought into the branch or taken out of it, which may have happened already. Adopt when that is recorded."),
        _ => draft.Emit(new RunEvent.HeadAdopted(a.Commit, a.By, a.Reason)),
    };

    /// <summary>The task whose prepared merge or revert may have moved the branch, although the journal does not say so yet; null: none.</summary>
    private static TaskId? Moving(RunState state)
    {
        if (!state.RollbackQueue.IsEmpty)
        {
            return state.RollbackQueue[0];
        }

        return state.MergeQueue is [var first, ..] && state[first].Current?.Merge is not null ? first : null;
    }

    internal static void ReopenIfOver(Draft draft, string by, string reason)
    {
        if (draft.State.IsTerminal)
        {
            draft.Emit(new RunEvent.Reopened(by, reason));
        }
    }
}
