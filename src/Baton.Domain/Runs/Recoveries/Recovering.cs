using Baton.Domain.Plans;
using Baton.Domain.Runs.Retries;

namespace Baton.Domain.Runs.Recoveries;

/// <summary>After a fault of the machine or of Baton: a pause, then a probe of what the next attempt needs, and only then the attempt.</summary>
internal static class Recovering
{
    /// <summary>Probes at once.</summary>
    private const int AtOnce = 4;

    /// <summary>What follows when a fault is recorded; null when it is none of those that are recovered from.</summary>
    public static RunEvent? Next(Draft draft, TaskState task, Failure failure)
    {
        if (!draft.State.Plan.Recovery.Faults.Holds(failure))
        {
            return null;
        }

        return Pause(draft.State, task, failure) is { } pause
            ? new RunEvent.RetryScheduled(task.Id, draft.Now + pause, failure.Message, Spends: false) { Probe = true }
            : new RunEvent.TaskBlocked(task.Id, failure.Code, $"{failure.Message} Remove the cause, then `baton retry {task.Id}`.") { Probe = true };
    }

    /// <summary>Tasks whose turn it is and which wait for a probe.</summary>
    public static IEnumerable<TaskId> Due(RunState state) => state is { Unproven.IsEmpty: false, Status: RunStatus.Running, CancelRequested: false }
        ? state.Ready.Where(r => state.Unproven.Contains(r.Task) && state.IsSelected(r.Task)).Take(AtOnce).Select(r => r.Task)
        : [];

    public static Decision.Refused? Probed(Draft draft, RunCommand.ObserveProbed p)
    {
        if (!draft.State.Unproven.Contains(p.Task) || !draft.State.Ready.Contains((draft.State[p.Task].Rank, p.Task)))
        {
            return null;
        }

        draft.Emit(new RunEvent.RecoveryProbed(p.Task, p.Problem is null, p.Problem ?? p.Looked));
        if (p.Problem is null)
        {
            return null;
        }

        if (draft.State[p.Task].Status == TaskStatus.Pending)
        {
            draft.Emit(new RunEvent.TaskQueued(p.Task));
        }

        var failure = new Failure(FailureClass.Ours, "not-recovered", $"{p.Task} cannot be tried again yet: {p.Problem}", Retryable: true);
        return Pause(draft.State, draft.State[p.Task], failure) is { } pause
            ? draft.Emit(new RunEvent.Parked(p.Task, draft.Now + pause, Guessed: true, failure.Message))
            : draft.Emit(new RunEvent.TaskBlocked(p.Task, failure.Code, $"{failure.Message} Remove the cause, then `baton retry {p.Task}`.") { Probe = true });
    }

    /// <summary>Null: a person is asked.</summary>
    private static TimeSpan? Pause(RunState state, TaskState task, Failure failure)
    {
        var (recovery, retry) = (state.Plan.Recovery, state.Graph.Task(task.Id).Retry);
        if (recovery.Strategy == RecoveryStrategy.Manual || task.Disturbances >= recovery.Attempts || !RetryEngine.MayRetry(retry, failure))
        {
            return null;
        }

        return recovery.Strategy == RecoveryStrategy.Immediate ? TimeSpan.Zero : RetryEngine.PauseAfter(state.Run, task, Merged(recovery, retry, failure.Class), failure, task.Disturbances - 1);
    }

    private static RetryPolicy Merged(RecoveryPolicy recovery, RetryPolicy retry, FailureClass of) => retry.For(of) is var basis && recovery is { Strategy: null, Initial: null, Max: null, Multiplier: null }
        ? basis
        : basis with
        {
            Classes = retry.Classes.Clear(),
            Backoff = recovery.Strategy switch { RecoveryStrategy.Linear => Backoff.Linear, RecoveryStrategy.Exponential => Backoff.Exponential, _ => basis.Backoff },
            Initial = recovery.Initial ?? basis.Initial,
            Max = recovery.Max ?? basis.Max,
            Multiplier = recovery.Multiplier ?? basis.Multiplier,
        };
}
