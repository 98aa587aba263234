using System.Collections.Immutable;
using Baton.Domain.Budgets;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Forks;

namespace Baton.Engine.Reports;

/// <summary>The story of a run as people ask for it: every attempt with its times, evidence, usage and end. A projection of the journal.</summary>
public sealed class RunHistory
{
    private readonly Dictionary<TaskId, List<AttemptStory>> _attempts = [];
    private readonly Dictionary<TaskId, List<TaskChange>> _changes = [];
    private readonly Dictionary<TaskId, DateTimeOffset> _completed = [];

    private RunHistory(Plan plan) => Plan = plan;

    public Plan Plan { get; }

    /// <summary>What people decided or remarked, and what Baton decided about work, in order.</summary>
    public List<Decided> Decisions { get; } = [];

    /// <summary>News of the budget, in order.</summary>
    public List<(DateTimeOffset At, BudgetAlert Alert)> Alerts { get; } = [];

    public DateTimeOffset? LastChange { get; private set; }

    public static RunHistory Of(Plan plan, IEnumerable<RecordedEvent> events)
    {
        var history = new RunHistory(plan);
        foreach (var recorded in events)
        {
            history.Add(recorded);
        }

        return history;
    }

    public IReadOnlyList<AttemptStory> AttemptsOf(TaskId task) => _attempts.GetValueOrDefault(task, []);

    public IReadOnlyList<TaskChange> ChangesOf(TaskId task) => _changes.GetValueOrDefault(task, []);

    public DateTimeOffset? CompletedAt(TaskId task) => _completed.TryGetValue(task, out var at) ? at : null;

    public IEnumerable<AttemptStory> Attempts => Plan.Tasks.SelectMany(t => AttemptsOf(t.Id));

    /// <summary>Tokens that were measured, over all attempts; null when none was.</summary>
    public Tokens? MeasuredTokens => Sum(Attempts.Select(a => a.Measured.Tokens), (a, b) => a + b);

    public Money? MeasuredCost => Sum(Attempts.Select(a => a.Measured.Money), (a, b) => a + b);

    public static T? Sum<T>(IEnumerable<T?> values, Func<T, T, T> add)
        where T : struct => values.Where(v => v is not null).Aggregate((T?)null, (sum, v) => sum is null ? v : add(sum.Value, v!.Value));

    private void Add(RecordedEvent recorded)
    {
        LastChange = recorded.At;
        NoteDecision(recorded);
        if (recorded.Event is RunEvent.BudgetAlerted alerted)
        {
            Alerts.Add((recorded.At, alerted.Alert));
        }

        if (recorded.Event is not RunEvent.IOfTask of)
        {
            return;
        }

        NoteChange(of.Task, recorded);
        if (recorded.Event is RunEvent.AttemptPlanned planned)
        {
            List(_attempts, of.Task).Add(new AttemptStory { Task = of.Task, Number = planned.Attempt, Agent = planned.Agent, PlannedAt = recorded.At });
        }
        else if (recorded.Event is RunEvent.WorkReused reused)
        {
            List(_attempts, of.Task).Add(new AttemptStory { Task = of.Task, Number = reused.Attempt, Agent = reused.Agent, PlannedAt = recorded.At, Work = reused.Work, ReusedFrom = reused.From });
        }
        else if (_attempts.TryGetValue(of.Task, out var attempts))
        {
            attempts[^1] = attempts[^1].With(recorded);
        }

        if (recorded.Event is RunEvent.TaskCompleted)
        {
            _completed[of.Task] = recorded.At;
        }
    }

    private void NoteChange(TaskId task, RecordedEvent recorded)
    {
        if (TaskChange.Of(recorded) is { } change)
        {
            List(_changes, task).Add(change);
        }
    }

    private void NoteDecision(RecordedEvent recorded)
    {
        if (Decided.Of(recorded) is { } decided)
        {
            Decisions.Add(decided);
        }
    }

    private static List<T> List<T>(Dictionary<TaskId, List<T>> lists, TaskId task)
    {
        if (!lists.TryGetValue(task, out var list))
        {
            lists[task] = list = [];
        }

        return list;
    }
}

/// <summary>One attempt from intent to end.</summary>
public sealed record AttemptStory
{
    public required TaskId Task { get; init; }
    public required int Number { get; init; }
    public required AgentId Agent { get; init; }
    public required DateTimeOffset PlannedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? ExitedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public WorkspaceInfo? Workspace { get; init; }
    public bool HasProcess { get; init; }
    public AttemptExit? Exit { get; init; }
    /// <summary>What the budget charged where that is not what the exit's usage says.</summary>
    public Settlement? Settled { get; init; }

    /// <summary>What it reported and nobody doubts.</summary>
    public Amount Measured => Exit is null ? default
        : Settled is null ? Settlement.Believable(Exit.Usage)
        : new(Settled.TokensEstimated ? null : Settled.Cost.Tokens, Settled.MoneyEstimated ? null : Settled.Cost.Money);

    public CapturedWork? Work { get; init; }
    public ImmutableArray<EvidenceRecord> Evidence { get; init; } = [];

    /// <summary>Trees with the work of several tasks on which its checks did not pass. Who is to blame is another question.</summary>
    public ImmutableArray<RefusedTree> RefusedTrees { get; init; } = [];
    public RunEvent.MergeConflicted? Conflict { get; init; }
    public string? MergeCommit { get; init; }
    public Failure? Failure { get; init; }

    /// <summary>The attempt of another run whose work it took over; null: an agent did it.</summary>
    public ReuseSource? ReusedFrom { get; init; }
    public bool Accepted { get; init; }

    /// <summary>
    /// The agent's process ended with success, and something that Baton checked says otherwise. What could not be measured accuses nobody, nor does a person's work.
    /// </summary>
    public bool ClaimedFalsely => HasProcess && Exit is { ExitCode: 0, Stopped: null, Error: null } && Failure?.Code switch
    {
        "nothing-done" => true,
        "evidence" => Evidence.Any(e => e.Results.Any(r => r.Verdict == Verdict.Fail)),
        _ => false,
    };

    /// <summary>It was ended by a person, the end of the session or the budget, which says nothing about its work.</summary>
    public bool WasStopped => Failure is not null && Exit?.Stopped is StopReason.Interrupted or StopReason.Cancelled or StopReason.Budget;

    internal AttemptStory With(RecordedEvent recorded) => recorded.Event switch
    {
        RunEvent.AttemptStarted s => this with { StartedAt = recorded.At, Workspace = s.Workspace, HasProcess = s.Process is not null },
        RunEvent.AttemptExited x => this with { ExitedAt = recorded.At, Exit = x.Exit, Settled = x.Settled },
        RunEvent.WorkCaptured c => this with { Work = c.Work },
        RunEvent.EvidenceRecorded e => this with { Evidence = Evidence.Add(e.Evidence) },
        RunEvent.MergeJudged { Judgement: { Evidence.Passed: false } j } => this with { RefusedTrees = RefusedTrees.Add(new("together", j)) },
        RunEvent.RollbackJudged { Judgement: { Evidence.Passed: false } j } => this with { RefusedTrees = RefusedTrees.Add(new("without", j)) },
        RunEvent.MergeConflicted c => this with { Conflict = c },
        RunEvent.Merged m => this with { MergeCommit = m.Commit },
        RunEvent.AttemptFailed f => this with { Failure = f.Failure, EndedAt = recorded.At },
        RunEvent.TaskCompleted => this with { Accepted = true, EndedAt = recorded.At },
        _ => this,
    };
}

/// <summary>A change of a task's state: when, to what, who and why.</summary>
public sealed record TaskChange(DateTimeOffset At, TaskStatus To, string Who, string? Why)
{
    internal static TaskChange? Of(RecordedEvent r) => r.Event switch
    {
        RunEvent.TaskQueued => new(r.At, TaskStatus.Queued, "baton", null),
        RunEvent.AttemptPlanned p => new(r.At, TaskStatus.Spawned, "baton", $"attempt {p.Attempt} by {p.Agent}"),
        RunEvent.AttemptStarted s => new(r.At, TaskStatus.InProgress, "baton", s.Process is null ? null : $"process {s.Process.Pid}"),
        RunEvent.WorkReused w => new(r.At, TaskStatus.Validating, "baton", $"reuses attempt {w.From.Attempt} of run {w.From.Run}"),
        RunEvent.AttemptExited x => new(r.At, TaskStatus.Validating, "baton", x.Exit.Stopped is { } stopped ? $"stopped: {stopped}" : $"exit code {x.Exit.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"}"),
        RunEvent.ApprovalRequested a => new(r.At, TaskStatus.AwaitingApproval, "baton", a.Question),
        RunEvent.MergeQueued => new(r.At, TaskStatus.Merging, "baton", "the evidence passes"),
        RunEvent.TaskCompleted => new(r.At, TaskStatus.Complete, "baton", null),
        RunEvent.AttemptFailed f => new(r.At, TaskStatus.Failed, "baton", f.Failure.Message),
        RunEvent.RetryScheduled s => new(r.At, TaskStatus.Pending, "baton", s.Reason),
        RunEvent.Parked p => new(r.At, TaskStatus.Parked, "baton", p.Reason),
        RunEvent.TaskBlocked b => new(r.At, TaskStatus.Blocked, "baton", b.Reason),
        RunEvent.TaskDeadLettered d => new(r.At, TaskStatus.DeadLettered, "baton", d.Failure.Message),
        RunEvent.DeadLetterResolved d => new(r.At, d.Skipped ? TaskStatus.Skipped : TaskStatus.Cancelled, d.By, d.Reason),
        RunEvent.DeadLetterExpired d => new(r.At, TaskStatus.Cancelled, d.By, d.Reason),
        RunEvent.TaskSkipped s => new(r.At, TaskStatus.Skipped, s.By, s.Reason),
        RunEvent.TaskCancelled c => new(r.At, TaskStatus.Cancelled, c.By, c.Reason),
        RunEvent.TaskResubmitted s => new(r.At, TaskStatus.Pending, s.By, s is { After: { } after, Instructions: var edits } ? $"again after attempt {after}{(edits is null ? "" : $": {edits}")}" : s.Instructions),
        RunEvent.TaskRolledBack => new(r.At, TaskStatus.RolledBack, "baton", null),
        _ => null,
    };
}

/// <summary>Something that a person decided, or Baton by its rules, or a remark for the record.</summary>
public sealed record Decided(DateTimeOffset At, string By, string What, string? Why)
{
    internal string ToMarkdown() => $"{Markdown.Time(At)} {Markdown.Escape(By)} {Markdown.Escape(What)}{(Why is { } why ? $": {Markdown.Escape(Markdown.FirstLine(why))}" : "")}";

    internal static Decided? Of(RecordedEvent r) => r.Event switch
    {
        RunEvent.Paused p => new(r.At, p.By, "paused the run", p.Reason),
        RunEvent.Resumed x => new(r.At, x.By, "resumed the run", null),
        RunEvent.CancelRequested c => new(r.At, c.By, "cancelled the run", c.Reason),
        RunEvent.BudgetAlerted b => new(r.At, "baton", b.Alert.IsEscalation ? "escalated the budget to a person" : "gave an alert about the budget", EventText.OfAlert(b.Alert)),
        RunEvent.BudgetRaised b => new(r.At, b.By, $"raised the budget by {b.Amount}", b.Reason),
        RunEvent.Reopened o => new(r.At, o.By, "reopened the run", o.Reason),
        RunEvent.Noted n => new(r.At, n.By, n.About is { } about ? $"noted on {about}" : "noted", n.Text),
        RunEvent.HeadAdopted h => new(r.At, h.By, $"let the integration branch go on from {h.Commit}", h.Reason),
        RunEvent.ViolationNoted v => new(r.At, "baton", $"refused what {v.Task}#{v.Attempt} tried", v.Text),
        RunEvent.Approved a => new(r.At, a.By, $"approved {a.Task}", a.Reason),
        RunEvent.Rejected x => new(r.At, x.By, $"rejected {x.Task}", x.Reason),
        RunEvent.DeadLetterResolved d => new(r.At, d.By, d.Skipped ? $"skipped {d.Task}" : $"gave {d.Task} up for good", d.Reason),
        RunEvent.DeadLetterExpired d => new(r.At, d.By, $"let {d.Task} expire", d.Reason),
        RunEvent.BreakerOpened b => new(r.At, b.By, $"opened the breaker {b.Breaker}", b.Reason),
        RunEvent.BreakerClosed b => new(r.At, b.By, $"closed the breaker {b.Breaker}", b.Reason),
        RunEvent.TaskSkipped s => new(r.At, s.By, $"skipped {s.Task}", s.Reason),
        RunEvent.TaskResubmitted s => new(r.At, s.By, $"gave {s.Task} another chance", s.Instructions),
        RunEvent.RollbackRequested b => new(r.At, b.By, $"rolled back {string.Join(", ", b.Tasks)}", b.Reason),
        RunEvent.RollbackPrepared { Objection: { } objection } b => new(r.At, "baton", $"took out {string.Join(", ", b.Reverts.Select(x => x.Task))} because a person insisted", objection),
        RunEvent.RollbackFailed f => new(r.At, "baton", $"did not roll {f.Task} back", f.Reason),
        RunEvent.AttemptFailed { Failure.Code: "evidence" or "nothing-done" or "violation" } f => new(r.At, "baton", $"did not accept {f.Task}#{f.Attempt}", f.Failure.Message),
        RunEvent.MergeConflicted c => new(r.At, "baton", $"sent {c.Task}#{c.Attempt} back", $"it conflicts with accepted work in {string.Join(", ", c.Paths)}"),
        RunEvent.Parked p => new(r.At, "baton", $"parked {p.Task} until {Markdown.Time(p.Until)}", p.Reason),
        RunEvent.TaskDeadLettered d => new(r.At, "baton", $"gave {d.Task} up", d.Failure.Message),
        RunEvent.BaseUpdated { Patches: { } folder } => new(r.At, "baton", $"wrote the accepted work as patches into {folder}", null),
        RunEvent.BaseUpdated u => new(r.At, "baton", u.Commit is null ? $"left {u.Branch} where it was" : $"moved {u.Branch} to {u.Commit}", u.Refused),
        _ => null,
    };
}
