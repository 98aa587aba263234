using Baton.Domain.Plans;
using Baton.Domain.Runs.DeadLetters;

namespace Baton.Domain.Runs;

/// <summary>What follows for a task when an attempt failed, or when another run's work takes its place.</summary>
public sealed partial record RunState
{
    private RunState DeadLettered(TaskState task, RunEvent.TaskDeadLettered d, DateTimeOffset at)
    {
        var state = Leave(task.MoveTo(TaskStatus.DeadLettered) with { Reason = d.Failure.Message });
        return state.With(state[task.Id] with { DeadLetter = new DeadLetter(d.Failure, at, task.Attempts) }) with { DeadLetters = state.DeadLetters.Add((at, task.Id)) };
    }

    private RunState Parked(TaskState task, RunEvent.Parked p)
    {
        var state = WaitUntil(task.MoveTo(TaskStatus.Parked) with { Reason = p.Reason }, p.Until) with { Ready = Ready.Remove((task.Rank, task.Id)) };
        var isQuota = task is { Status: TaskStatus.Failed, Failures: [.., { Failure.Class: FailureClass.Quota }] };
        return isQuota ? state.HoldQuota(task.Id, new QuotaLimit(p.Until, p.Guessed, p.Reason)) : state;
    }

    /// <summary>From the moment at which a refusal is known, before the attempt's work is kept: its place is free then, and another task of the model could take it.</summary>
    private RunState HoldQuota(TaskId id, QuotaLimit? limit) =>
        limit is not null && AskedAgents.OfAttempt(this, id) is { } agent && !(Quotas.GetValueOrDefault(QuotaHold.KeyOf(agent))?.Until > limit.Until)
            ? this with { Quotas = Quotas.SetItem(QuotaHold.KeyOf(agent), new QuotaHold(limit.Until, limit.Guessed, limit.Message)) }
            : this;

    private RunState Reused(TaskState task, RunEvent.WorkReused w, DateTimeOffset at)
    {
        var attempt = new AttemptState { Number = w.Attempt, Agent = w.Agent, PlannedAt = at, Work = w.Work, ReusedFrom = w.From };
        return With(task.MoveTo(TaskStatus.Validating) with { Attempts = w.Attempt, Current = attempt, Reason = null }) with
        {
            Ready = Ready.Remove((task.Rank, task.Id)),
            Open = Open.Add(task.Id),
            Offers = Offers.Remove(task.Id),
        };
    }

    private RunState Rescheduled(TaskState task, RunEvent.RetryScheduled r) =>
        WaitUntil((r.Spends ? Spend(task) : task).MoveTo(TaskStatus.Pending) with { Reason = r.Reason, Current = null }, r.NotBefore) with
        {
            Unproven = r.Probe ? Unproven.Add(task.Id) : Unproven,
        };

    private TaskState Spend(TaskState task) => task.Failures is [.., var last] && Graph.Task(task.Id).Retry.CountsApart(last.Failure.Class)
        ? task with { SpentByClass = task.SpentByClass.SetItem(last.Failure.Class, task.SpentByClass.GetValueOrDefault(last.Failure.Class) + 1) }
        : task with { RetriesSpent = task.RetriesSpent + 1 };
}
