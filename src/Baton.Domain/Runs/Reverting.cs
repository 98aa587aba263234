namespace Baton.Domain.Runs;

/// <summary>Merged work is taken out again: what remains is judged first, then the branch moves once for all that go.</summary>
internal static class Reverting
{
    private const int MaxReason = 2000;

    /// <summary>The branch is still where the reverts were computed for, and no merge is about to move it.</summary>
    private static bool Holds(RunState state, string onto) =>
        !state.RollbackQueue.IsEmpty && state.Rollback is null && onto == state.IntegrationHead && (state.MergeQueue.IsEmpty || state[state.MergeQueue[0]].Current?.Merge is null);

    /// <summary>Kept before the next task is judged, so that a kill does not cost the checks of this one.</summary>
    public static Decision.Refused? Judged(Draft draft, RunCommand.ObserveRollbackJudged j) =>
        Holds(draft.State, j.Judgement.Onto) ? draft.Emit(new RunEvent.RollbackJudged(j.Attempt.Task, j.Attempt.Number, j.Judgement)) : null;

    /// <summary>What does not pass stays undone unless the person insisted; computed for another head, it is computed again.</summary>
    public static Decision.Refused? Prepared(Draft draft, RunCommand.ObserveRollbackPrepared p)
    {
        var state = draft.State;
        if (!Holds(state, p.Onto) || !p.Reverts.Select(r => r.Task).SequenceEqual(state.RollbackQueue))
        {
            return null;
        }

        var objection = p.Objection is { Length: > MaxReason } text ? text[..MaxReason] : p.Objection;
        return objection is null || state.Rollbacks[0].Force
            ? draft.Emit(new RunEvent.RollbackPrepared(p.Onto, p.Reverts) { Objection = objection })
            : draft.Emit(new RunEvent.RollbackFailed(state.Rollbacks[0].Asked, Refusal(state, p, objection)));
    }

    private static string Refusal(RunState state, RunCommand.ObserveRollbackPrepared p, string objection)
    {
        return $"Without {string.Join(", ", p.Reverts.Select(r => r.Task))}, {objection.TrimEnd('.')}. Nothing was changed. Mend that or roll it back first, or insist: baton rollback {state.Rollbacks[0].Asked} --force --reason WHY.";
    }

    public static Decision.Refused? RolledBack(Draft draft, RunCommand.ObserveRolledBack r)
    {
        if (draft.State.Rollbacks.FirstOrDefault(o => o.Tasks.Contains(r.Task)) is not { } request)
        {
            return null;
        }

        if (r.Commit is null)
        {
            return draft.Emit(new RunEvent.RollbackFailed(r.Task, r.Problem ?? "unknown"));
        }

        draft.Emit(new RunEvent.TaskRolledBack(r.Task, r.Commit));
        return request.Requeue ? draft.Emit(new RunEvent.TaskResubmitted(r.Task, "baton", request.Instructions.GetValueOrDefault(r.Task))) : null;
    }
}
