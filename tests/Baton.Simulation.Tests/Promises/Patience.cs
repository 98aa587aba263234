using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Simulation.Promises;

/// <summary>What follows from failures, by the events alone: pauses are kept and as long as the plan says, nobody is tried more often than it allows, and what is given up is not forgotten.</summary>
internal sealed class Patience(Plan plan, Witness witness)
{
    private readonly Dictionary<TaskId, Patient> _tasks = plan.Tasks.ToDictionary(t => t.Id, t => new Patient(t));
    private readonly Dictionary<string, DateTimeOffset> _quotas = [];
    private readonly Dictionary<TaskId, DateTimeOffset> _deadLetters = [];

    private RunState State => witness.State;

    /// <summary>To be called before the event is applied.</summary>
    public void Look(RunEvent e, DateTimeOffset at)
    {
        if (e is RunEvent.IOfTask { Task: var id })
        {
            Look(_tasks[id], e, at);
        }
        else if (e is RunEvent.CancelRequested { By: "baton" })
        {
            witness.Demand(at >= State.StartedAt + plan.Limits.Timeout, "The run was cancelled before its time was over.");
        }
    }

    /// <summary>To be called when a batch is applied.</summary>
    public void Check()
    {
        witness.Demand(State.DeadLetters.Select(d => d.Task).ToHashSet().SetEquals(_deadLetters.Keys), $"The dead letters {string.Join(' ', _deadLetters.Keys)} wait for a decision, and the run knows of {string.Join(' ', State.DeadLetters.Select(d => d.Task))}.");
        var undecided = _tasks.Values.FirstOrDefault(t => t.Failed is not null);
        witness.Demand(undecided is null, $"{undecided?.Task.Id} failed, and nothing follows from it.");
    }

    private void Look(Patient task, RunEvent e, DateTimeOffset at)
    {
        switch (e)
        {
            case RunEvent.AttemptPlanned p:
                Planned(task, p, at);
                break;
            case RunEvent.TaskQueued:
                witness.Demand(!(at < task.NotBefore), $"{task.Task.Id} is queued at {at:O}, and was to wait until {task.NotBefore:O}.");
                task.NotBefore = null;
                break;
            case RunEvent.AttemptStopRequested { Reason: StopReason.Timeout }:
                witness.Demand(at >= State[task.Task.Id].Current!.StartedAt + task.Task.Timeout, $"{task.Task.Id} was stopped before its time was over.");
                break;
            case RunEvent.AttemptExited { Exit.Quota: { } quota }:
                _quotas[task.Quota!] = _quotas.TryGetValue(task.Quota!, out var known) && known > quota.Until ? known : quota.Until;
                break;
            case RunEvent.AttemptFailed f:
                task.Fail(f.Failure, plan.Recovery.Faults.Holds(f.Failure), State[f.Task].Current!.ReusedFrom is not null);
                break;
            case RunEvent.RetryScheduled r:
                Retried(task, r, at);
                break;
            case RunEvent.Parked p:
                task.Decided();
                task.NotBefore = p.Until;
                break;
            case RunEvent.RecoveryProbed r:
                task.Probed(r.Succeeded);
                break;
            case RunEvent.TaskBlocked b:
                witness.Demand(b.Code != "not-started" || task.Task.StartWithin is not null, $"{b.Task} may wait for its start as long as it wants.");
                task.Decided();
                task.NotBefore = null;
                task.IsUnproven |= b.Probe;
                task.MayStart = false;
                break;
            default:
                LookAtEnds(task, e, at);
                break;
        }
    }

    private void LookAtEnds(Patient task, RunEvent e, DateTimeOffset at)
    {
        switch (e)
        {
            case RunEvent.TaskDeadLettered d:
                witness.Demand(task.IsSpent(d.Failure) || !d.Failure.Retryable, $"{d.Task} was given up, and may be tried again: {d.Failure.Code}.");
                task.Decided();
                _deadLetters.Add(d.Task, at);
                break;
            case RunEvent.DeadLetterExpired { By: "baton" } x:
                witness.Demand(at >= _deadLetters.GetValueOrDefault(x.Task) + plan.Limits.DeadLetters, $"The dead letter {x.Task} expired before its time.");
                _deadLetters.Remove(x.Task);
                break;
            case RunEvent.DeadLetterResolved or RunEvent.DeadLetterExpired or RunEvent.TaskSkipped:
                Leave(task);
                break;
            case RunEvent.TaskCancelled c:
                witness.Demand(c.By != "baton" || State.CancelRequested || State[c.Task].Current?.Stopping == StopReason.Cancelled, $"{c.Task} was cancelled, and nobody asked for it.");
                Leave(task);
                break;
            case RunEvent.TaskResubmitted r:
                Leave(task);
                task.StartAnew();
                break;
        }
    }

    private void Leave(Patient task)
    {
        task.Decided();
        task.NotBefore = null;
        _deadLetters.Remove(task.Task.Id);
    }

    private void Planned(Patient task, RunEvent.AttemptPlanned p, DateTimeOffset at)
    {
        witness.Demand(task.MayStart, $"{p.Task}#{p.Attempt} was started, and neither its retries nor a person allow it.");
        witness.Demand(task.NotBefore is null, $"{p.Task}#{p.Attempt} was started, and was to wait until {task.NotBefore:O}.");
        witness.Demand(!task.IsUnproven, $"{p.Task}#{p.Attempt} was started, and no probe has shown that it can be.");
        task.Quota = Ledger.ModelOf(plan, p) is { } model ? "model " + model : "agent " + p.Agent;
        witness.Demand(!_quotas.TryGetValue(task.Quota, out var until) || at >= until, $"{p.Task}#{p.Attempt} was started, and the quota of {task.Quota} is used up until {until:O}.");
        task.MayStart = false;
    }

    private void Retried(Patient task, RunEvent.RetryScheduled r, DateTimeOffset at)
    {
        var failure = task.Failed;
        witness.Demand(failure is not null, $"{r.Task} is tried again, and has not failed.");
        witness.Demand(task.WhyNotAgain(failure!, r, at, plan.Recovery) is not { } why, $"{r.Task} is tried again after {failure!.Code}: {task.WhyNotAgain(failure, r, at, plan.Recovery)}.");
        task.Count(failure!, r);
        task.Decided();
        task.NotBefore = r.NotBefore;
        task.IsUnproven |= r.Probe;
    }
}
