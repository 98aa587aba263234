using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;

namespace Baton.Domain.Runs;

public sealed partial record RunState
{
    /// <summary>Merged work that is to be taken out, in this order; what was asked for comes last.</summary>
    public ImmutableList<TaskId> RollbackQueue { get; init; } = [];

    /// <summary>What is taken out is done again.</summary>
    public bool RollbackRequeues { get; init; }

    /// <summary>What is taken out goes, whether what remains passes or not.</summary>
    public bool RollbackForced { get; init; }

    /// <summary>What people want done differently by tasks that are being rolled back and queued again.</summary>
    public ImmutableDictionary<TaskId, string> RollbackInstructions { get; init; } = ImmutableDictionary<TaskId, string>.Empty;

    /// <summary>What was found for tasks that stay on the tree that a rollback leaves; empty when none is being judged.</summary>
    public ImmutableDictionary<TaskId, TreeJudgement> RollbackJudgements { get; init; } = ImmutableDictionary<TaskId, TreeJudgement>.Empty;

    /// <summary>Reverts that the branch is to move to; null: none.</summary>
    public PreparedRollback? Rollback { get; init; }

    private RunState WithRollback(RunEvent.RollbackRequested r) => this with
    {
        RollbackForced = r.Force && (RollbackQueue.IsEmpty || RollbackForced),
        RollbackQueue = RollbackQueue.AddRange(r.Tasks),
        RollbackRequeues = r.Requeue,
        RollbackInstructions = r.Instructions is { } text && !r.Tasks.IsEmpty ? RollbackInstructions.SetItem(r.Tasks[^1], text) : RollbackInstructions,
    };

    private RunState RollbackPrepared(RunEvent.RollbackPrepared p) => this with
    {
        Rollback = new PreparedRollback(p.Onto, p.Reverts),
        RollbackJudgements = RollbackJudgements.Clear(),
    };

    private RunState RolledBack(TaskState task, RunEvent.TaskRolledBack r)
    {
        var left = Rollback?.Reverts.RemoveAll(x => x.Task == r.Task) ?? [];
        var state = With(task.MoveTo(TaskStatus.RolledBack) with { MergeCommit = null, Reason = "rolled back" }) with
        {
            RollbackQueue = RollbackQueue.Remove(task.Id),
            RollbackInstructions = RollbackInstructions.Remove(task.Id),
            Rollback = left.IsEmpty ? null : Rollback! with { Reverts = left },
            IntegrationHead = r.Commit.Length > 0 ? r.Commit : IntegrationHead,
        };
        return state.Recount();
    }

    private RunState WithoutRollback() => this with
    {
        RollbackQueue = [],
        RollbackInstructions = RollbackInstructions.Clear(),
        RollbackJudgements = RollbackJudgements.Clear(),
        Rollback = null,
    };
}

/// <param name="Onto">The integration commit that the first was computed for.</param>
/// <param name="Reverts">Never empty. The last one with a commit is where the branch is to go.</param>
public sealed record PreparedRollback(string Onto, ImmutableArray<PreparedRevert> Reverts)
{
    public string Tip => Reverts.Last(r => r.Commit.Length > 0).Commit;
}
