using System.Collections.Immutable;
using Baton.Domain.Budgets;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs.Breakers;
using Baton.Domain.Runs.Forks;

namespace Baton.Domain.Runs;

/// <summary>A fact of a run. The journal's truth; names carry a version and never change meaning.</summary>
public abstract record RunEvent
{
    private RunEvent()
    {
    }

    /// <summary>A fact about one task.</summary>
    public interface IOfTask
    {
        TaskId Task { get; }
    }

    /// <summary>The run exists: this plan, on this base.</summary>
    /// <param name="Order">All tasks in the order in which the schedule starts them; decides who goes first when a limit binds.</param>
    public sealed record Planned(RunId Run, PlanHash Plan, string PlanName, string BaseBranch, string BaseCommit, string IntegrationBranch,
        ImmutableArray<TaskId> Order) : RunEvent
    {
        /// <summary>The person's git settings before the run: content filters, line ends.</summary>
        public ImmutableArray<GitSetting> Settings { get => field.IsDefault ? [] : field; init; }

        /// <summary>Pairs that the schedule keeps apart because they may write the same files; null when there are none.</summary>
        public ImmutableArray<TaskPair>? Apart { get; init; }

        /// <summary>The run that this one goes on from; null: none.</summary>
        public ForkOrigin? Fork { get; init; }
    }

    /// <summary>An owner has taken the run and drives it.</summary>
    /// <param name="Selected">The tasks it will start; empty: all.</param>
    public sealed record Owned(string Owner, long Fence, ImmutableArray<TaskId> Selected) : RunEvent;

    public sealed record Paused(string By, string? Reason) : RunEvent;

    public sealed record Resumed(string By) : RunEvent;

    public sealed record CancelRequested(string By, string? Reason) : RunEvent;

    public sealed record Finished(RunStatus Status, string Reason) : RunEvent;

    /// <summary>The schedule was computed anew from what has happened; these tasks, none of which has started, go in this order when a limit binds.</summary>
    public sealed record Reordered(ImmutableArray<TaskId> Order) : RunEvent;

    /// <summary>A person acted on a finished run; it is Running again.</summary>
    public sealed record Reopened(string By, string Reason) : RunEvent;

    /// <summary>The base branch took the accepted work, or why it did not.</summary>
    public sealed record BaseUpdated(string Branch, string? Commit, string? Refused) : RunEvent
    {
        /// <summary>The folder that holds the accepted work as patches; null when none were asked for.</summary>
        public string? Patches { get; init; }
    }

    /// <summary>A person's or the engine's remark for the record.</summary>
    public sealed record Noted(TaskId? About, string By, string Text) : RunEvent;

    /// <summary>A person says where the integration branch is to go on from.</summary>
    public sealed record HeadAdopted(string Commit, string By, string Reason) : RunEvent;

    /// <summary>No attempt of this agent, model or driver starts.</summary>
    /// <param name="Until">When it is half open; null: until a person closes it.</param>
    public sealed record BreakerOpened(BreakerId Breaker, DateTimeOffset? Until, string By, string Reason) : RunEvent;

    /// <summary>A few attempts try whether it works again.</summary>
    public sealed record BreakerHalfOpened(BreakerId Breaker) : RunEvent;

    public sealed record BreakerClosed(BreakerId Breaker, string By, string Reason) : RunEvent;

    /// <summary>Something that none may do was tried in the name of this attempt, and refused.</summary>
    public sealed record ViolationNoted(TaskId Task, int Attempt, string Text) : RunEvent, IOfTask;

    /// <summary>Everything it needs is there; it waits for a free place.</summary>
    public sealed record TaskQueued(TaskId Task) : RunEvent, IOfTask;

    /// <summary>The intent to start an attempt; committed before anything is started.</summary>
    public sealed record AttemptPlanned(TaskId Task, int Attempt, AgentId Agent) : RunEvent, IOfTask
    {
        /// <summary>What the budget keeps for it; null: nothing is allowed in particular.</summary>
        public Amount? Reserved { get; init; }

        /// <summary>The model that it asks for instead of its agent's; null: its agent's.</summary>
        public string? Model { get; init; }
    }

    /// <summary>The attempt is at work.</summary>
    /// <param name="Process">Null for work without a process (a person, a no-op).</param>
    public sealed record AttemptStarted(TaskId Task, int Attempt, WorkspaceInfo Workspace, ProcessIdentity? Process) : RunEvent, IOfTask;

    /// <summary>An attempt that took over accepted work of another run instead of starting an agent. It is judged and merged like any other.</summary>
    /// <param name="Key">The digest that both tasks have in common.</param>
    public sealed record WorkReused(TaskId Task, int Attempt, AgentId Agent, ReuseSource From, string Key, CapturedWork? Work) : RunEvent, IOfTask;

    /// <summary>The work of the other run could not be taken over; the task, and all that builds on it, are done anew.</summary>
    public sealed record ReuseRefused(TaskId Task, string Reason) : RunEvent, IOfTask;

    /// <summary>The attempt is to be stopped, and why.</summary>
    public sealed record AttemptStopRequested(TaskId Task, int Attempt, StopReason Reason) : RunEvent, IOfTask
    {
        /// <summary>The figures behind the reason; null: the reason says it all.</summary>
        public string? Detail { get; init; }
    }

    public sealed record AttemptExited(TaskId Task, int Attempt, AttemptExit Exit) : RunEvent, IOfTask
    {
        /// <summary>What the budget charges; null: what the exit's usage says.</summary>
        public Settlement? Settled { get; init; }
    }

    /// <summary>What an attempt at work has used so far, written down when it matters for the budget.</summary>
    public sealed record UsageNoted(TaskId Task, int Attempt, Usage Usage) : RunEvent, IOfTask;

    /// <summary>The budget reached a figure that people want to hear of.</summary>
    public sealed record BudgetAlerted(BudgetAlert Alert) : RunEvent;

    /// <summary>A person gave the run more.</summary>
    public sealed record BudgetRaised(Amount Amount, string By, string Reason) : RunEvent;

    public sealed record WorkCaptured(TaskId Task, int Attempt, CapturedWork Work) : RunEvent, IOfTask;

    public sealed record EvidenceRecorded(TaskId Task, int Attempt, EvidenceRecord Evidence) : RunEvent, IOfTask;

    /// <summary>A person must decide before the work is accepted.</summary>
    public sealed record ApprovalRequested(TaskId Task, int Attempt, string Question, string? Approver) : RunEvent, IOfTask;

    public sealed record Approved(TaskId Task, int Attempt, string By, string? Reason) : RunEvent, IOfTask;

    public sealed record Rejected(TaskId Task, int Attempt, string By, string Reason) : RunEvent, IOfTask;

    /// <summary>Accepted work waits in the merge queue.</summary>
    public sealed record MergeQueued(TaskId Task, int Attempt) : RunEvent, IOfTask;

    /// <summary>The merge commit exists and its tree passed; the branch has not moved yet.</summary>
    public sealed record MergePrepared(TaskId Task, int Attempt, string Onto, string Commit) : RunEvent, IOfTask;

    /// <summary>Merges were computed one upon the other, and the tree of the last passed the checks of all; the branch will move to it at once.</summary>
    /// <param name="Onto">The integration commit that the first was computed for.</param>
    public sealed record MergeBatchPrepared(string Onto, ImmutableArray<BatchedMerge> Merges) : RunEvent;

    /// <summary>One member of a batch was judged on the tree of all of them. Nothing is accepted by it: that the others pass as well is still to be seen.</summary>
    public sealed record MergeJudged(TaskId Task, int Attempt, TreeJudgement Judgement) : RunEvent, IOfTask;

    /// <summary>The merged tree of these tasks together did not pass; the one to blame is looked for among them by halves.</summary>
    public sealed record MergeBatchRejected(string Onto, ImmutableArray<TaskId> Tasks, string Reason) : RunEvent
    {
        /// <summary>The tree that did not pass; null: an earlier version did not say.</summary>
        public string? Tree { get; init; }

        /// <summary>The task whose <see cref="MergeJudged"/> on that tree says what did not pass, which need not be the one to blame; null: as above.</summary>
        public TaskId? Judged { get; init; }
    }

    /// <summary>The integration branch holds the work.</summary>
    public sealed record Merged(TaskId Task, int Attempt, string Commit) : RunEvent, IOfTask;

    public sealed record MergeConflicted(TaskId Task, int Attempt, string Onto, ImmutableArray<string> Paths, string Detail) : RunEvent, IOfTask;

    /// <summary>The integration branch was elsewhere when the merge was to land; it is computed again.</summary>
    public sealed record MergeOvertaken(TaskId Task, int Attempt, string Head) : RunEvent, IOfTask;

    /// <summary>The attempt did not lead to accepted work.</summary>
    public sealed record AttemptFailed(TaskId Task, int Attempt, Failure Failure) : RunEvent, IOfTask
    {
        /// <summary>What the budget charges for an attempt whose end nobody saw; null: nothing.</summary>
        public Settlement? Settled { get; init; }
    }

    /// <summary>The task is tried again, not before the given time.</summary>
    public sealed record RetryScheduled(TaskId Task, DateTimeOffset NotBefore, string Reason, bool Spends) : RunEvent, IOfTask
    {
        /// <summary>Before the attempt a probe has to show that what it needs works again.</summary>
        public bool Probe { get; init; }
    }

    /// <summary>What a task's next attempt needs was looked at after a fault: it works, or what does not.</summary>
    public sealed record RecoveryProbed(TaskId Task, bool Succeeded, string Detail) : RunEvent, IOfTask;

    /// <summary>Waits for a quota to reset or for its agent's hours to begin; no attempt is spent.</summary>
    public sealed record Parked(TaskId Task, DateTimeOffset Until, bool Guessed, string Reason) : RunEvent, IOfTask;

    public sealed record TaskCompleted(TaskId Task, int Attempt) : RunEvent, IOfTask;

    public sealed record TaskBlocked(TaskId Task, string Code, string Reason) : RunEvent, IOfTask
    {
        /// <summary>Before the next attempt a probe has to show that what it needs works again.</summary>
        public bool Probe { get; init; }
    }

    public sealed record TaskDeadLettered(TaskId Task, Failure Failure) : RunEvent, IOfTask;

    public sealed record TaskSkipped(TaskId Task, string By, string Reason) : RunEvent, IOfTask;

    public sealed record TaskCancelled(TaskId Task, string By, string? Reason) : RunEvent, IOfTask;

    /// <summary>A person gave the task another chance.</summary>
    public sealed record TaskResubmitted(TaskId Task, string By, string? Instructions) : RunEvent, IOfTask
    {
        /// <summary>The attempt that the next one follows; null: there was none, or an earlier version did not say.</summary>
        public int? After { get; init; }
    }

    /// <summary>A person decided about a dead letter: it is given up for good, and what needs it keeps waiting unless it is skipped.</summary>
    public sealed record DeadLetterResolved(TaskId Task, string By, string Reason, bool Skipped) : RunEvent, IOfTask;

    /// <summary>Nobody decided about a dead letter in time; it is given up.</summary>
    public sealed record DeadLetterExpired(TaskId Task, string By, string Reason) : RunEvent, IOfTask;

    /// <summary>These tasks are to be taken out of the integration branch, in this order.</summary>
    public sealed record RollbackRequested(ImmutableArray<TaskId> Tasks, string By, string Reason, bool Requeue) : RunEvent
    {
        /// <summary>What the next attempt of the last of them, the one that was asked for, should do differently.</summary>
        public string? Instructions { get; init; }

        /// <summary>Also when what remains does not pass its checks then.</summary>
        public bool Force { get; init; }

        /// <summary>It waits for the requests before it. False in journals of versions that carried out all of them as one, which failed as one.</summary>
        public bool Separate { get; init; }
    }

    /// <summary>A task that stays was judged on the tree that a rollback leaves.</summary>
    public sealed record RollbackJudged(TaskId Task, int Attempt, TreeJudgement Judgement) : RunEvent, IOfTask;

    /// <summary>The reverts exist one upon the other, and the tree of the last was checked; the branch will move to it at once.</summary>
    /// <param name="Onto">The integration commit that the first was computed for.</param>
    public sealed record RollbackPrepared(string Onto, ImmutableArray<PreparedRevert> Reverts) : RunEvent
    {
        /// <summary>What does not pass, and a person wants it all the same; null: everything that stays passes, or asks for no check.</summary>
        public string? Objection { get; init; }
    }

    public sealed record TaskRolledBack(TaskId Task, string Commit) : RunEvent, IOfTask;

    public sealed record RollbackFailed(TaskId Task, string Reason) : RunEvent, IOfTask;
}

/// <summary>One merge of a batch; its first parent is the one before it.</summary>
public sealed record BatchedMerge(TaskId Task, int Attempt, string Commit);

/// <param name="Commit">The commit that takes the task's merge out; empty when it had brought no files.</param>
public sealed record PreparedRevert(TaskId Task, string Commit);

public sealed record TaskPair(TaskId First, TaskId Second);

/// <summary>An event with its place in the journal.</summary>
/// <param name="Seq">Counts from 1 within the run, without gaps.</param>
public sealed record RecordedEvent(long Seq, DateTimeOffset At, RunEvent Event);
