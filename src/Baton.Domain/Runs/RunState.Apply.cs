using System.Collections.Immutable;
using System.Diagnostics;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs.Breakers;
using Baton.Domain.Runs.Forks;

namespace Baton.Domain.Runs;

public sealed partial record RunState
{
    private const int KeptFailures = 10;

    /// <summary>The state after one more fact.</summary>
    public RunState Apply(RunEvent e, DateTimeOffset at) => e switch
    {
        RunEvent.Planned => throw new UnreachableException("A run is planned once."),
        RunEvent.Owned o => this with
        {
            Fence = o.Fence,
            Selected = [.. o.Selected],
            Status = Status == RunStatus.Planned ? RunStatus.Running : Status,
            StartedAt = StartedAt ?? at,
        },
        RunEvent.Paused p => this with { Status = RunStatus.Paused, Reason = p.Reason },
        RunEvent.Resumed => this with { Status = RunStatus.Running, Reason = null, ResumedAt = at },
        RunEvent.CancelRequested c => this with { CancelRequested = true, Reason = c.Reason },
        RunEvent.Finished f => this with { Status = f.Status, Reason = f.Reason, FinishedAt = at },
        RunEvent.Reopened r => this with { Status = RunStatus.Running, Reason = r.Reason, FinishedAt = null, CancelRequested = false, BaseSettled = false },
        RunEvent.Reordered r => Reordered(r),
        RunEvent.BaseUpdated => this with { BaseSettled = true },
        RunEvent.Noted => this,
        RunEvent.HeadAdopted h => this with { IntegrationHead = h.Commit },
        RunEvent.MergeBatchPrepared b => BatchPrepared(b),
        RunEvent.MergeBatchRejected b => BatchRejected(b),
        RunEvent.RollbackRequested r => WithRollback(r),
        RunEvent.RollbackPrepared p => RollbackPrepared(p),
        RunEvent.BreakerOpened or RunEvent.BreakerHalfOpened or RunEvent.BreakerClosed => BreakerFold.Apply(this, e, at),
        RunEvent.BudgetAlerted or RunEvent.BudgetRaised => this with { Ledger = Ledger.Apply(e, null, Graph) },
        RunEvent.IOfTask t => ApplyTo(Tasks[t.Task], e, at),
        _ => throw new UnreachableException($"No fold for {e.GetType().Name}."),
    };

    private RunState ApplyTo(TaskState task, RunEvent e, DateTimeOffset at) => BreakerFold.Apply(ApplyToTask(task, e, at).Book(e, task), e, at);

    private RunState Book(RunEvent e, TaskState before)
    {
        var ledger = Ledger.Apply(e, before, Graph);
        return ReferenceEquals(ledger, Ledger) ? this : this with { Ledger = ledger };
    }

    private RunState ApplyToTask(TaskState task, RunEvent e, DateTimeOffset at) => e switch
    {
        RunEvent.TaskQueued => Queued(task, at),
        RunEvent.AttemptPlanned p => ForkRules.Withdraw(Planning(task, p, at), task.Id),
        RunEvent.WorkReused w => Reused(task, w, at),
        RunEvent.ReuseRefused => ForkRules.Withdraw(this, task.Id),
        RunEvent.AttemptStarted s => With(OnAttempt(task.MoveTo(TaskStatus.InProgress), a => a with { Workspace = s.Workspace, Process = s.Process, StartedAt = at })),
        RunEvent.AttemptStopRequested s => With(OnAttempt(task, a => a with { Stopping = s.Reason, StopDetail = s.Detail })),
        RunEvent.UsageNoted => this,
        RunEvent.AttemptExited x => Exited(task, x),
        RunEvent.WorkCaptured c => With(OnAttempt(task, a => a with { Work = c.Work })),
        RunEvent.EvidenceRecorded r => With(OnAttempt(task, a => a with { Evidence = r.Evidence })),
        RunEvent.ApprovalRequested r => With(AwaitApproval(task) with { Reason = r.Question }),
        RunEvent.Approved => With(OnAttempt(task, a => a with { Approvals = a.Approvals + 1 })),
        RunEvent.Rejected => this,
        RunEvent.MergeQueued => With(task.MoveTo(TaskStatus.Merging) with { Reason = null }) with { MergeQueue = MergeQueue.Add(task.Id) },
        RunEvent.MergeJudged j => With(OnAttempt(task, a => a with { Judged = j.Judgement })),
        RunEvent.MergePrepared m => With(OnAttempt(task, a => a with { Merge = new PreparedMerge(m.Onto, m.Commit), Judged = null })),
        RunEvent.MergeOvertaken => With(OnAttempt(task, a => a with { Merge = null })) with { MergeBatch = MergeBatch.Remove(task.Id) },
        RunEvent.Merged m => Merged(task, m),
        RunEvent.MergeConflicted => With(task with { Conflicts = task.Conflicts + 1 }),
        RunEvent.AttemptFailed f => Failed(task, f),
        RunEvent.RetryScheduled r => Rescheduled(task, r),
        RunEvent.Parked p => Parked(task, p),
        RunEvent.TaskCompleted => Completed(task, at),
        RunEvent.TaskBlocked b => Leave(task.MoveTo(TaskStatus.Blocked) with { Reason = b.Reason }) with { Unproven = b.Probe ? Unproven.Add(task.Id) : Unproven },
        RunEvent.RecoveryProbed { Succeeded: true } => this with { Unproven = Unproven.Remove(task.Id) },
        RunEvent.RecoveryProbed => With(task with { Disturbances = task.Disturbances + 1 }),
        RunEvent.TaskDeadLettered d => DeadLettered(task, d, at),
        RunEvent.DeadLetterResolved { Skipped: true } r => Leave(task.MoveTo(TaskStatus.Skipped) with { Reason = r.Reason, Current = null }).Satisfy(task.Id, at),
        RunEvent.DeadLetterResolved r => Leave(task.MoveTo(TaskStatus.Cancelled) with { Reason = r.Reason, Current = null }),
        RunEvent.DeadLetterExpired x => Leave(task.MoveTo(TaskStatus.Cancelled) with { Reason = x.Reason, Current = null }),
        RunEvent.TaskSkipped s => Leave(task.MoveTo(TaskStatus.Skipped) with { Reason = s.Reason, Current = null }).Satisfy(task.Id, at),
        RunEvent.TaskCancelled c => Leave(task.MoveTo(TaskStatus.Cancelled) with { Reason = c.Reason, Current = null }),
        RunEvent.TaskResubmitted r => ForkRules.Withdraw(Resubmitted(task, r, at), task.Id),
        RunEvent.RollbackJudged j => this with { RollbackJudgements = RollbackJudgements.SetItem(task.Id, j.Judgement) },
        RunEvent.TaskRolledBack r => RolledBack(task, r),
        RunEvent.ViolationNoted v => Violated(task, v),
        RunEvent.RollbackFailed => WithoutRollback(task.Id),
        _ => throw new UnreachableException($"No fold for {e.GetType().Name}."),
    };

    private RunState Violated(TaskState task, RunEvent.ViolationNoted v) => task.Current?.Number == v.Attempt
        ? With(OnAttempt(task, a => a with { Violations = a.Violations.Count < KeptFailures ? a.Violations.Add(v.Text) : a.Violations }))
        : this;

    private RunState With(TaskState task) => this with
    {
        Tasks = Tasks.With(task),
    };

    private static TaskState OnAttempt(TaskState task, Func<AttemptState, AttemptState> change) => task with
    {
        Current = change(task.Current ?? throw new UnreachableException($"Task {task.Id} has no attempt.")),
    };

    private static TaskState AwaitApproval(TaskState task) =>
        task.Status == TaskStatus.AwaitingApproval ? task : task.MoveTo(TaskStatus.AwaitingApproval);

    /// <summary>Also for a queued task whose predecessor was done once more and has a lag.</summary>
    private RunState Queued(TaskState task, DateTimeOffset at) => With((task.Status == TaskStatus.Queued ? task : task.MoveTo(TaskStatus.Queued)) with { NotBefore = null, ReadyAt = task.NotBefore is null ? task.ReadyAt : at }) with
    {
        Waiting = task.NotBefore is { } due ? Waiting.Remove((due, task.Id)) : Waiting,
        Ready = task.WaitingOn == 0 ? Ready.Add((task.Rank, task.Id)) : Ready,
    };

    private RunState Reordered(RunEvent.Reordered r)
    {
        var tasks = Tasks;
        for (var rank = 0; rank < r.Order.Length; rank++)
        {
            tasks = tasks.With(tasks[r.Order[rank]] with { Rank = rank });
        }

        return this with { Tasks = tasks, Ready = [.. Ready.Select(x => (tasks[x.Task].Rank, x.Task))] };
    }

    private RunState Planning(TaskState task, RunEvent.AttemptPlanned p, DateTimeOffset at)
    {
        var next = task.MoveTo(TaskStatus.Spawned) with
        {
            Attempts = p.Attempt,
            Current = new AttemptState { Number = p.Attempt, Agent = p.Agent, PlannedAt = at, Model = p.Model },
        };
        var state = With(next);
        return state.CountAtWork(task.Id, p.Agent, 1) with { Ready = Ready.Remove((task.Rank, task.Id)), Open = Open.Add(task.Id), Starts = state.StartsWith(task.Id, at) };
    }

    private ImmutableList<(DateTimeOffset At, TaskId Task, string? Model)> StartsWith(TaskId id, DateTimeOffset at)
    {
        if (Graph.Limits.Windows.IsEmpty)
        {
            return Starts;
        }

        var oldest = at - (Graph.Limits.LongestWindow * (Plan.HourPace / TimeSpan.FromHours(1)));
        return Starts.RemoveAll(s => s.At < oldest).Add((at, id, AskedAgents.OfAttempt(this, id)?.Model));
    }

    private RunState Exited(TaskState task, RunEvent.AttemptExited x) =>
        With(OnAttempt(task.MoveTo(TaskStatus.Validating), a => a with { Exit = x.Exit })).CountAtWork(task.Id, task.Current!.Agent, -1).HoldQuota(task.Id, x.Exit.Quota);

    private RunState CountAtWork(TaskId id, AgentId agent, int change)
    {
        var next = this with
        {
            AtWork = AtWork + change,
            AtWorkByAgent = AtWorkByAgent.SetItem(agent, AtWorkByAgent.GetValueOrDefault(agent) + change),
        };
        return Graph.Task(id).Group is { } group
            ? next with { AtWorkByGroup = AtWorkByGroup.SetItem(group, AtWorkByGroup.GetValueOrDefault(group) + change) }
            : next;
    }

    private RunState Failed(TaskState task, RunEvent.AttemptFailed f)
    {
        var wasAtWork = task.Status is TaskStatus.Spawned or TaskStatus.InProgress;
        var evidence = task.Current?.Evidence?.Results.Where(r => r.Verdict != Verdict.Pass).Select(r => $"{r.Name}: {r.Reason}").ToImmutableArray() ?? [];
        var failures = task.Failures.Add(new PastFailure(f.Attempt, f.Failure, evidence));
        var next = task.MoveTo(TaskStatus.Failed) with
        {
            Failures = failures.Count > KeptFailures ? failures.RemoveAt(0) : failures,
            Disturbances = Plan.Recovery.Faults.Holds(f.Failure) ? task.Disturbances + 1 : 0,
            Reason = f.Failure.Message,
            Current = task.Current is { Judged: not null } ? task.Current with { Judged = null } : task.Current,
        };
        var state = With(next);
        return ((wasAtWork ? state.CountAtWork(task.Id, task.Current!.Agent, -1) : state) with
        {
            Open = Open.Remove(task.Id),
            MergeQueue = MergeQueue.Remove(task.Id),
        }).WithoutBatchOf(task.Id);
    }

    private RunState WaitUntil(TaskState task, DateTimeOffset until) => With(task with { NotBefore = until }) with { Waiting = Waiting.Add((until, task.Id)) };

    private RunState Completed(TaskState task, DateTimeOffset at) =>
        (With(task.MoveTo(TaskStatus.Complete) with { Reason = null, Current = null, Failures = [] }) with
        {
            Open = Open.Remove(task.Id),
            MergeQueue = MergeQueue.Remove(task.Id),
            MergeSuspects = MergeSuspects.Remove(task.Id),
        }).Satisfy(task.Id, at);

    /// <summary>Takes a task out of every queue.</summary>
    private RunState Leave(TaskState task)
    {
        var before = Tasks[task.Id];
        return With(task with { NotBefore = null, DeadLetter = null }) with
        {
            DeadLetters = before.DeadLetter is { } letter ? DeadLetters.Remove((letter.At, task.Id)) : DeadLetters,
            Ready = Ready.Remove((task.Rank, task.Id)),
            Waiting = before.NotBefore is { } at ? Waiting.Remove((at, task.Id)) : Waiting,
            Open = Open.Remove(task.Id),
            MergeQueue = MergeQueue.Remove(task.Id),
        };
    }

    private RunState Satisfy(TaskId id, DateTimeOffset at)
    {
        var state = With(Tasks[id] with { SatisfiedAt = at }) with { Satisfied = Satisfied + 1 };
        foreach (var successor in Graph.Successors(id))
        {
            state = state.Release(successor, LagAfter(successor, id), at);
        }

        return Graph.Task(id).Group is { } group ? state.SatisfyInGroup(group, at) : state;
    }

    private TimeSpan LagAfter(TaskId successor, TaskId id) =>
        Graph.Task(successor).Needs.Where(n => n.Task == id).Max(n => n.Lag) * (Plan.HourPace / TimeSpan.FromHours(1));

    private RunState SatisfyInGroup(GroupId group, DateTimeOffset at)
    {
        var left = OpenByGroup[group] - 1;
        var state = this with { OpenByGroup = OpenByGroup.SetItem(group, left) };
        var index = Plan.Groups.IndexOf(Plan.Groups.First(g => g.Id == group));
        if (left > 0 || !Plan.Groups[index].Barrier)
        {
            return state;
        }

        foreach (var later in Plan.Tasks.Where(t => Graph.GroupIndex(t.Id) > index))
        {
            state = state.Release(later.Id, TimeSpan.Zero, at);
        }

        return state;
    }

    private RunState Release(TaskId id, TimeSpan lag, DateTimeOffset at)
    {
        var task = Tasks[id];
        var notBefore = lag > TimeSpan.Zero && !(task.NotBefore >= at + lag) ? at + lag : task.NotBefore;
        var next = task with { WaitingOn = task.WaitingOn - 1, NotBefore = notBefore, ReadyAt = at };
        var state = WaitInstead(task, notBefore).With(next);
        if (next.WaitingOn > 0 || next.Status is not (TaskStatus.Pending or TaskStatus.Queued))
        {
            return state;
        }

        return notBefore > at
            ? state with { Waiting = state.Waiting.Add((notBefore.Value, id)) }
            : state with { Ready = state.Ready.Add((task.Rank, id)) };
    }

    /// <summary>For a task that waits already: for its retry, a quota, or the lag after work that was done again since.</summary>
    private RunState WaitInstead(TaskState task, DateTimeOffset? until) =>
        task.NotBefore is { } before && until is { } later && Waiting.Contains((before, task.Id)) ? this with { Waiting = Waiting.Remove((before, task.Id)).Add((later, task.Id)) } : this;

    private RunState Resubmitted(TaskState task, RunEvent.TaskResubmitted r, DateTimeOffset at)
    {
        var wasSatisfied = task.Status.Satisfies();
        var next = Leave(task.MoveTo(TaskStatus.Pending) with { RetriesSpent = 0, SpentByClass = ImmutableDictionary<FailureClass, int>.Empty, Conflicts = 0, Disturbances = 0, Reason = null, Amended = r.Instructions ?? task.Amended, Current = null, ReadyAt = at });
        return (wasSatisfied ? next.Recount() : next).MakeReady(task.Id, at);
    }

    /// <summary>A lag that began while the task was settled holds it all the same.</summary>
    private RunState MakeReady(TaskId id, DateTimeOffset at)
    {
        var (task, until) = (Tasks[id], LagEndOf(id));
        if (until > at)
        {
            var held = With(task with { NotBefore = until }) with { Ready = Ready.Remove((task.Rank, id)) };
            return task.WaitingOn > 0 ? held : held with { Waiting = Waiting.Add((until.Value, id)) };
        }

        return task is { WaitingOn: 0, Status: TaskStatus.Pending } ? this with { Ready = Ready.Add((task.Rank, id)) } : this;
    }

    /// <summary>When the last lag after what is satisfied now is over; null: there is none.</summary>
    private DateTimeOffset? LagEndOf(TaskId id) =>
        Graph.Task(id).Needs.Where(n => n.Lag > TimeSpan.Zero && Tasks[n.Task].Status.Satisfies()).Max(n => Tasks[n.Task].SatisfiedAt + LagAfter(id, n.Task));

    /// <summary>Counts anew who waits for what, after satisfied work was taken back.</summary>
    private RunState Recount()
    {
        var open = Plan.Tasks.Where(t => t.Group is not null).GroupBy(t => t.Group!.Value)
            .ToImmutableDictionary(g => g.Key, g => g.Count(t => !Tasks[t.Id].Status.Satisfies()));
        var closed = Plan.Groups.Select((g, i) => (g, i)).Where(x => x.g.Barrier && open.GetValueOrDefault(x.g.Id) > 0).Select(x => x.i).ToArray();
        var tasks = TaskTable.Of(Graph, t => Tasks[t.Id] with
        {
            WaitingOn = t.Needs.Select(n => n.Task).Distinct().Count(n => !Tasks[n].Status.Satisfies()) + closed.Count(i => i < Graph.GroupIndex(t.Id)),
        });
        return this with
        {
            Tasks = tasks,
            OpenByGroup = open,
            Satisfied = tasks.Values.Count(t => t.Status.Satisfies()),
            Ready = [.. tasks.Values.Where(t => t.WaitingOn == 0 && t.Status is TaskStatus.Pending or TaskStatus.Queued && !(t.NotBefore is { } until && Waiting.Contains((until, t.Id)))).Select(t => (t.Rank, t.Id))],
        };
    }
}
