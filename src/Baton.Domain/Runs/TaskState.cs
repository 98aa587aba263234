using System.Collections.Immutable;
using System.Diagnostics;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs.DeadLetters;
using Baton.Domain.Runs.Forks;

namespace Baton.Domain.Runs;

/// <summary>Where a task stands.</summary>
public sealed record TaskState
{
    public required TaskId Id { get; init; }

    /// <summary>Its place in the schedule's order of starts; smaller goes first.</summary>
    public required int Rank { get; init; }
    public TaskStatus Status { get; init; } = TaskStatus.Pending;

    /// <summary>Why it is where it is, when that is not plain.</summary>
    public string? Reason { get; init; }

    /// <summary>Predecessors and barriers that are not satisfied yet.</summary>
    public int WaitingOn { get; init; }

    /// <summary>Not to be started earlier (a retry's pause, a quota, a lag).</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Since when it lacks nothing but a place; of no meaning while it lacks more.</summary>
    public required DateTimeOffset ReadyAt { get; init; }

    /// <summary>When it was last satisfied: lags after it count from then, also for what is done again later. Null: never.</summary>
    public DateTimeOffset? SatisfiedAt { get; init; }
    public int Attempts { get; init; }
    public int RetriesSpent { get; init; }

    /// <summary>Retries of failure classes that count apart from <see cref="RetriesSpent"/>.</summary>
    public ImmutableDictionary<FailureClass, int> SpentByClass { get; init; } = ImmutableDictionary<FailureClass, int>.Empty;
    public int Conflicts { get; init; }

    /// <summary>Failures in a row that were Baton's or the machine's, not the agent's.</summary>
    public int Disturbances { get; init; }

    /// <summary>The attempt that is at work or being judged.</summary>
    public AttemptState? Current { get; init; }

    /// <summary>What earlier attempts failed on, oldest first, for the next one's instructions; at most ten.</summary>
    public ImmutableList<PastFailure> Failures { get; init; } = [];

    /// <summary>Its place in the queue for decisions; null when it is in none.</summary>
    public DeadLetter? DeadLetter { get; init; }

    /// <summary>What a person added to the instructions.</summary>
    public string? Amended { get; init; }

    /// <summary>The merge commit on the integration branch; null when the work needed none.</summary>
    public string? MergeCommit { get; init; }

    /// <summary>Counts up with every merge of the run, for undoing in reverse order.</summary>
    public int MergeOrder { get; init; }

    internal TaskState MoveTo(TaskStatus to) => TaskTransitions.IsAllowed(Status, to)
        ? this with { Status = to }
        : throw new UnreachableException($"Task {Id} cannot go from {Status} to {to}.");
}

/// <summary>What one attempt failed on.</summary>
/// <param name="Evidence">The reasons of validators that did not pass.</param>
public sealed record PastFailure(int Attempt, Failure Failure, ImmutableArray<string> Evidence);

/// <summary>Where the current attempt of a task stands.</summary>
public sealed record AttemptState
{
    public required int Number { get; init; }
    public required AgentId Agent { get; init; }
    public required DateTimeOffset PlannedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public WorkspaceInfo? Workspace { get; init; }
    public ProcessIdentity? Process { get; init; }
    public StopReason? Stopping { get; init; }

    /// <summary>The figures behind <see cref="Stopping"/>.</summary>
    public string? StopDetail { get; init; }

    /// <summary>The model that it asks for instead of its agent's.</summary>
    public string? Model { get; init; }
    public AttemptExit? Exit { get; init; }
    public CapturedWork? Work { get; init; }
    public EvidenceRecord? Evidence { get; init; }

    /// <summary>What was tried in its name and refused; at most ten.</summary>
    public ImmutableList<string> Violations { get; init; } = [];

    /// <summary>Decisions of people given so far, in the order of the task's <c>human</c> validators.</summary>
    public int Approvals { get; init; }
    public PreparedMerge? Merge { get; init; }

    /// <summary>What was found for it on the tree of a batch that is still being judged; null: nothing, or the batch was decided.</summary>
    public TreeJudgement? Judged { get; init; }

    /// <summary>The attempt whose work it took over; null: an agent did it.</summary>
    public ReuseSource? ReusedFrom { get; init; }
}

/// <param name="Onto">The integration commit it was computed for.</param>
public sealed record PreparedMerge(string Onto, string Commit);
