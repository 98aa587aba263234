using System.Collections.Immutable;
using Baton.Domain.Budgets;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs.Breakers;
using Baton.Domain.Runs.DeadLetters;

namespace Baton.Domain.Runs;

/// <summary>A wish to change a run: from a person, from the clock, or an observation that an effect reports back.</summary>
public abstract record RunCommand
{
    private RunCommand()
    {
    }

    /// <summary>Commands that people send, also through the journal's inbox from another terminal.</summary>
    public interface IFromPerson
    {
        string By { get; }
    }

    /// <summary>Look at the clock and at the free places, and go on.</summary>
    /// <param name="StartNew">False: see to what is open, but start no attempt and end no run, unless it was cancelled.</param>
    public sealed record Advance(bool StartNew = true) : RunCommand;

    /// <param name="Selected">The tasks this owner is to start; empty: all.</param>
    public sealed record Own(string Owner, long Fence, ImmutableArray<TaskId> Selected) : RunCommand;

    public sealed record Pause(string By, string? Reason) : RunCommand, IFromPerson;

    public sealed record Resume(string By) : RunCommand, IFromPerson;

    /// <param name="Task">Null: the whole run.</param>
    public sealed record Cancel(TaskId? Task, string By, string? Reason) : RunCommand, IFromPerson;

    public sealed record Retry(TaskId Task, string By, string? Instructions) : RunCommand, IFromPerson;

    /// <summary>Dead letters get another chance.</summary>
    public sealed record Resubmit(DeadLetterFilter Which, string By, string? Instructions) : RunCommand, IFromPerson;

    /// <summary>Dead letters are given up for good.</summary>
    /// <param name="LetGo">They count as skipped: what needs them may start.</param>
    public sealed record Resolve(DeadLetterFilter Which, string By, string Reason, bool LetGo) : RunCommand, IFromPerson;

    public sealed record ExpireDeadLetters(TimeSpan OlderThan, string By) : RunCommand, IFromPerson;

    public sealed record Skip(TaskId Task, string By, string Reason) : RunCommand, IFromPerson;

    public sealed record Approve(TaskId Task, string By, string? Reason) : RunCommand, IFromPerson;

    public sealed record Reject(TaskId Task, string By, string Reason) : RunCommand, IFromPerson;

    /// <summary>A person finished a task of the <c>human</c> driver.</summary>
    public sealed record Done(TaskId Task, string By, string? Note) : RunCommand, IFromPerson;

    public sealed record Rollback(TaskId Task, string By, string Reason, bool Requeue) : RunCommand, IFromPerson
    {
        /// <summary>What the next attempt should do differently; only when it is queued again.</summary>
        public string? Instructions { get; init; }

        /// <summary>Also when what remains does not pass its checks then.</summary>
        public bool Force { get; init; }
    }

    /// <summary>The integration branch goes on from this commit, which follows from where it was.</summary>
    public sealed record Adopt(string Commit, string By, string Reason) : RunCommand, IFromPerson
    {
        /// <summary>The head from which the commit is known to follow; refused when the branch has gone on meanwhile. Null: whoever sends it answers for that.</summary>
        public string? From { get; init; }
    }

    /// <summary>Start no attempt of this agent, model or driver.</summary>
    /// <param name="For">Until probes are let through; null: until it is closed by hand.</param>
    public sealed record OpenBreaker(BreakerId Breaker, TimeSpan? For, string By, string Reason) : RunCommand, IFromPerson;

    public sealed record CloseBreaker(BreakerId Breaker, string By, string Reason) : RunCommand, IFromPerson;

    /// <summary>The run may cost so much more; tasks that were held for the budget go on.</summary>
    public sealed record RaiseBudget(Amount Amount, string By, string Reason) : RunCommand, IFromPerson;

    /// <summary>Somebody tried from inside an attempt what only people may do.</summary>
    public sealed record ReportViolation(TaskId Task, int Attempt, string Text) : RunCommand, IFromPerson
    {
        public string By => "baton";
    }

    /// <summary>End the attempts at work, keep their work, spend no retry; the run can be continued.</summary>
    public sealed record Interrupt : RunCommand;

    public sealed record ObserveStarted(AttemptId Attempt, WorkspaceInfo Workspace, ProcessIdentity? Process) : RunCommand;

    /// <summary>What an attempt at work has used so far.</summary>
    public sealed record ObserveUsage(AttemptId Attempt, Usage Usage) : RunCommand;

    public sealed record ObserveSilence(AttemptId Attempt) : RunCommand;

    public sealed record ObserveExited(AttemptId Attempt, AttemptExit Exit) : RunCommand;

    public sealed record ObserveCaptured(AttemptId Attempt, CapturedWork Work) : RunCommand
    {
        /// <summary>The machine went down between the attempt's end and this capture, so its files may be empty or half.</summary>
        public bool IsTorn { get; init; }
    }

    public sealed record ObserveEvidence(AttemptId Attempt, EvidenceRecord Evidence) : RunCommand;

    /// <param name="Commit">The merge commit; equal to <paramref name="Onto"/> when the branch holds the work already and needs none.</param>
    /// <param name="Recheck">Evidence for the merged tree; null when it equals the tree already judged.</param>
    public sealed record ObserveMergePrepared(AttemptId Attempt, string Onto, string Commit, EvidenceRecord? Recheck) : RunCommand;

    /// <summary>Merges that build one upon the other, the first on <paramref name="Onto"/>, and that passed together.</summary>
    public sealed record ObserveBatchPrepared(string Onto, ImmutableArray<CheckedMerge> Merges) : RunCommand;

    /// <summary>A member of a batch was judged, and others of it are still to be.</summary>
    public sealed record ObserveMergeJudged(AttemptId Attempt, TreeJudgement Judgement) : RunCommand;

    /// <summary>These did not pass together.</summary>
    /// <param name="Tree">The tree of all of them.</param>
    /// <param name="Judged">The one whose checks say so.</param>
    public sealed record ObserveBatchRejected(string Onto, ImmutableArray<AttemptId> Attempts, string Tree, AttemptId Judged, string Reason) : RunCommand;

    public sealed record ObserveMergeConflict(AttemptId Attempt, string Onto, ImmutableArray<string> Paths, string Detail) : RunCommand;

    /// <param name="Head">Where the integration branch is now.</param>
    /// <param name="Landed">It holds the prepared commit.</param>
    public sealed record ObserveLanded(AttemptId Attempt, string Head, bool Landed) : RunCommand;

    /// <summary>A task that stays was judged on the tree that a rollback leaves.</summary>
    public sealed record ObserveRollbackJudged(AttemptId Attempt, TreeJudgement Judgement) : RunCommand;

    /// <summary>Reverts that build one upon the other, the first on <paramref name="Onto"/>.</summary>
    /// <param name="Objection">What does not pass without the work that they take out; null: nothing.</param>
    public sealed record ObserveRollbackPrepared(string Onto, ImmutableArray<PreparedRevert> Reverts, string? Objection) : RunCommand;

    public sealed record ObserveRolledBack(TaskId Task, string? Commit, string? Problem) : RunCommand;

    /// <summary>The schedule, computed anew, would start tasks in this order; those that have started meanwhile are passed over.</summary>
    public sealed record ObserveOrder(ImmutableArray<TaskId> Order) : RunCommand;

    /// <param name="Problem">What does not work; null: all that was looked at does.</param>
    /// <param name="Looked">What was looked at.</param>
    public sealed record ObserveProbed(TaskId Task, string? Problem, string Looked) : RunCommand;

    /// <param name="Work">Grafted onto the integration branch and kept under the new attempt's ref; null for work without files.</param>
    public sealed record ObserveReused(TaskId Task, CapturedWork? Work) : RunCommand;

    public sealed record ObserveNotReusable(TaskId Task, string Reason) : RunCommand;

    /// <param name="Patches">The folder that holds the accepted work as patches.</param>
    public sealed record ObserveBaseUpdated(string Branch, string? Commit, string? Refused, string? Patches = null) : RunCommand;

    /// <summary>Something that belongs to no attempt and that people should know.</summary>
    public sealed record ObserveNews(string Text) : RunCommand;

    /// <summary>An effect could not be carried out for a reason that is not the agent's.</summary>
    public sealed record ObserveEffectFailed(AttemptId Attempt, Failure Failure) : RunCommand;
}

/// <summary>What became of a command.</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>The facts it leads to; empty when there was nothing to do.</summary>
    /// <param name="State">The state after them.</param>
    public sealed record Accepted(ImmutableArray<RunEvent> Events, RunState State) : Decision;

    /// <param name="Code">Stable, for example <c>unknown-task</c>, <c>illegal-transition</c>, <c>self-approval</c>.</param>
    /// <param name="Message">What was refused, why, and what is allowed.</param>
    public sealed record Refused(string Code, string Message) : Decision;
}
