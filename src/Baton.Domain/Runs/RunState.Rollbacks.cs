using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;

namespace Baton.Domain.Runs;

public sealed partial record RunState
{
    /// <summary>What people asked to have taken out; the first is being carried out, the others wait for it.</summary>
    public ImmutableList<RollbackOrder> Rollbacks { get; init; } = [];

    /// <summary>Merged work that is being taken out, in this order; what was asked for comes last.</summary>
    public ImmutableList<TaskId> RollbackQueue => Rollbacks.IsEmpty ? [] : Rollbacks[0].Tasks;

    /// <summary>What was found for tasks that stay on the tree that a rollback leaves; empty when none is being judged.</summary>
    public ImmutableDictionary<TaskId, TreeJudgement> RollbackJudgements { get; init; } = ImmutableDictionary<TaskId, TreeJudgement>.Empty;

    /// <summary>Reverts that the branch is to move to; null: none.</summary>
    public PreparedRollback? Rollback { get; init; }

    private RunState WithRollback(RunEvent.RollbackRequested r) => r.Tasks.IsEmpty ? this : this with
    {
        Rollbacks = Rollbacks.Add(new RollbackOrder(r.Tasks[^1], [.. r.Tasks], r.Requeue, r.Force, r.Instructions)),
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
            Rollbacks = [.. Rollbacks.Select(o => o with { Tasks = o.Tasks.Remove(task.Id) }).Where(o => !o.Tasks.IsEmpty)],
            Rollback = left.IsEmpty ? null : Rollback! with { Reverts = left },
            IntegrationHead = r.Commit.Length > 0 ? r.Commit : IntegrationHead,
        };
        return state.Recount();
    }

    /// <summary>Those that wait go on.</summary>
    private RunState WithoutRollback(TaskId failed) => this with
    {
        Rollbacks = Rollbacks.FirstOrDefault(o => o.Tasks.Contains(failed)) is { } order ? Rollbacks.Remove(order) : Rollbacks,
        RollbackJudgements = RollbackJudgements.Clear(),
        Rollback = null,
    };
}

/// <summary>Work that a person asked to have taken out, with what was built on it.</summary>
/// <param name="Asked">What the person named.</param>
/// <param name="Tasks">What is still to go, in this order; never empty.</param>
/// <param name="Requeue">It is done again.</param>
/// <param name="Force">It goes whether what remains passes or not.</param>
/// <param name="Instructions">What the next attempt at <paramref name="Asked"/> should do differently.</param>
public sealed record RollbackOrder(TaskId Asked, ImmutableList<TaskId> Tasks, bool Requeue, bool Force, string? Instructions);

/// <param name="Onto">The integration commit that the first was computed for.</param>
/// <param name="Reverts">Never empty. The last one with a commit is where the branch is to go.</param>
public sealed record PreparedRollback(string Onto, ImmutableArray<PreparedRevert> Reverts)
{
    public string Tip => Reverts.Last(r => r.Commit.Length > 0).Commit;
}
