using Baton.Domain.Budgets;
using Baton.Domain.Plans;
using Baton.Domain.Runs.Breakers;
using Baton.Domain.Runs.DeadLetters;

namespace Baton.Domain.Runs;

/// <summary>Timers that are due, free places that can be filled, and the end of a run.</summary>
internal static class Dispatching
{
    public static Decision.Refused? Advance(Draft draft, bool startNew)
    {
        DeadLetterDecisions.ExpireDue(draft);
        if (draft.State.IsTerminal)
        {
            return null;
        }

        WakeWaiting(draft);
        BreakerDecisions.Wake(draft);
        StopOverdue(draft);
        if (draft.State.CancelRequested)
        {
            CancelAll(draft);
        }
        else if (startNew && draft.State.Status == RunStatus.Running)
        {
            Fill(draft);
            BlockUnstarted(draft);
        }

        if (startNew || draft.State.CancelRequested)
        {
            FinishIfOver(draft);
        }

        return null;
    }

    private static void WakeWaiting(Draft draft)
    {
        while (!draft.State.Waiting.IsEmpty && draft.State.Waiting.Min is var (at, task) && at <= draft.Now)
        {
            draft.Emit(new RunEvent.TaskQueued(task));
        }
    }

    private static void StopOverdue(Draft draft)
    {
        var state = draft.State;
        if (RunTimers.RunDeadline(state) <= draft.Now)
        {
            draft.Emit(new RunEvent.CancelRequested("baton", $"The run's limit of {state.Plan.Limits.Timeout} is over."));
        }

        foreach (var id in state.Open)
        {
            if (RunTimers.Deadline(draft.State, id) <= draft.Now)
            {
                draft.Stop(id, StopReason.Timeout);
            }
        }
    }

    /// <summary>What could not be started in its time waits for a person.</summary>
    private static void BlockUnstarted(Draft draft)
    {
        foreach (var (_, id) in draft.State.Graph.HasStartLimits ? draft.State.Ready : [])
        {
            if (RunTimers.StartDeadline(draft.State, id) <= draft.Now)
            {
                draft.Emit(new RunEvent.TaskBlocked(id, "not-started",
                    $"{id} lacked nothing but a place for {draft.State.Graph.Task(id).StartWithin} and was not started. Make room or raise `startWithin`, then `baton retry {id}`."));
            }
        }
    }

    private static void Fill(Draft draft)
    {
        var budget = new BudgetQueue();
        foreach (var (_, id) in draft.State.Ready)
        {
            if (draft.State.AtWork >= draft.State.Plan.Limits.Concurrent)
            {
                return;
            }

            if (!draft.State.IsSelected(id))
            {
                continue;
            }

            if (draft.State[id].Status == TaskStatus.Pending)
            {
                draft.Emit(new RunEvent.TaskQueued(id));
            }

            if (!StartRules.HasPlace(draft.State, id))
            {
                continue;
            }

            if (StartRules.HoldOf(draft.State, id, draft.Now) is { } hold)
            {
                draft.Emit(new RunEvent.Parked(id, hold.Until, hold.Guessed, hold.Reason));
            }
            else if (budget.HoldOf(draft.State, id) is { } lack)
            {
                _ = lack.Reason is { } reason ? draft.Emit(new RunEvent.TaskBlocked(id, "budget", reason)) : null;
            }
            else
            {
                draft.Emit(new RunEvent.AttemptPlanned(id, draft.State[id].Attempts + 1, draft.State.Graph.Task(id).Agent!.Value)
                {
                    Reserved = BudgetRules.ReservationOf(draft.State, id),
                    Model = BudgetRules.ModelOf(draft.State, id),
                });
            }
        }
    }

    private static void CancelAll(Draft draft)
    {
        foreach (var id in draft.State.Open)
        {
            draft.Stop(id, StopReason.Cancelled);
            if (draft.State.Tasks[id].Status == TaskStatus.AwaitingApproval)
            {
                draft.Emit(new RunEvent.TaskCancelled(id, "baton", "the run was cancelled"));
            }
        }
    }

    private static void FinishIfOver(Draft draft)
    {
        var state = draft.State;
        if (state.Open.Count > 0 || state.RollbackQueue.Count > 0 || state.Status is RunStatus.Planned)
        {
            return;
        }

        if (state.AllSatisfied && (state.BaseSettled || state.Plan.Finish == Finish.Leave))
        {
            draft.Emit(new RunEvent.Finished(RunStatus.Succeeded, "every task is complete"));
        }
        else if (state.CancelRequested)
        {
            CancelRest(draft);
            draft.Emit(new RunEvent.Finished(RunStatus.Cancelled, state.Reason ?? "cancelled"));
        }
        else if (!state.AllSatisfied && IsStuck(state))
        {
            draft.Emit(new RunEvent.Finished(RunStatus.Failed, WhyStuck(state)));
        }
    }

    private static void CancelRest(Draft draft)
    {
        foreach (var task in draft.State.Plan.Tasks)
        {
            if (TaskTransitions.IsAllowed(draft.State[task.Id].Status, TaskStatus.Cancelled))
            {
                draft.Emit(new RunEvent.TaskCancelled(task.Id, "baton", "the run was cancelled"));
            }
        }
    }

    private static bool IsStuck(RunState state) =>
        state is { Status: RunStatus.Running, Waiting.IsEmpty: true, Ready.IsEmpty: true } && !state.AwaitingPeople.Any();

    private static string WhyStuck(RunState state)
    {
        var lost = state.Plan.Tasks.Select(t => state[t.Id]).Where(t => t.Status.IsSettled() && !t.Status.Satisfies()).ToList();
        var held = state.Plan.Tasks.Count(t => state[t.Id].Status == TaskStatus.Pending);
        var names = string.Join(", ", lost.Take(10).Select(t => $"{t.Id} {t.Status}"));
        return held == 0 ? names : $"{names}; {held} {(held == 1 ? "task waits" : "tasks wait")} for them";
    }
}
