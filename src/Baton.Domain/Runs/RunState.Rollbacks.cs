using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;

namespace Baton.Domain.Runs;

public sealed partial record RunState
{
    /// <summary>What people asked to have taken out; the first is being carried out, the others wait for it.</summary>
    public ImmutableList<RollbackRequest> Rollbacks { get; init; } = [];

    /// <summary>Merged work that is being taken out, in this order; what was asked for comes last.</summary>
    public ImmutableList<TaskId> RollbackQueue => Rollbacks.IsEmpty ? [] : Rollbacks[0].Tasks;

    /// <summary>What was found for tasks that stay on the tree that a rollback leaves; empty when none is being judged.</summary>
    public ImmutableDictionary<TaskId, TreeJudgement> RollbackJudgements { get; init; } = ImmutableDictionary<TaskId, TreeJudgement>.Empty;

    /// <summary>Reverts that the branch is to move to; null: none.</summary>
    public PreparedRollback? Rollback { get; init; }

    private RunState WithRollback(RunEvent.RollbackRequested r)
    {
        if (r.Tasks.IsEmpty)
        {
            return this;
        }

        var request = new RollbackRequest(r.Tasks[^1], [.. r.Tasks], r.Requeue, r.Force, r.Separate, r.Instructions is { } text ? [KeyValuePair.Create(r.Tasks[^1], text)] : []);
        return this with
        {
            Rollbacks = !r.Separate && Rollbacks is [.., { IsSeparate: false } before] ? Rollbacks.SetItem(Rollbacks.Count - 1, before.With(request)) : Rollbacks.Add(request),
        };
    }

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
/// <param name="IsSeparate">False: an earlier version wrote it, and others like it belong to it.</param>
/// <param name="Instructions">What the next attempt should do differently, for what the person named.</param>
public sealed record RollbackRequest(TaskId Asked, ImmutableList<TaskId> Tasks, bool Requeue, bool Force, bool IsSeparate, ImmutableDictionary<TaskId, string> Instructions)
{
    internal RollbackRequest With(RollbackRequest later) =>
        later with { Tasks = Tasks.AddRange(later.Tasks), Force = Force && later.Force, Instructions = Instructions.SetItems(later.Instructions) };
}

/// <param name="Onto">The integration commit that the first was computed for.</param>
/// <param name="Reverts">Never empty. The last one with a commit is where the branch is to go.</param>
public sealed record PreparedRollback(string Onto, ImmutableArray<PreparedRevert> Reverts)
{
    public string Tip => Reverts.Last(r => r.Commit.Length > 0).Commit;
}
