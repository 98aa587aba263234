using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;

namespace Baton.Domain.Runs;

/// <summary>Which merges are checked together, and what follows from the check: all of them land at once, or half of them are tried next.</summary>
public static class MergeBatching
{
    private const int MaxReason = 2000;

    /// <summary>
    /// The tasks to be merged next, from the front of the queue. They do not need each other: a task begins when those that it needs are merged.
    /// Of several suspects the first half; of one, that one alone.
    /// </summary>
    public static IEnumerable<TaskId> Next(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.MergeQueue.Take(state.MergeSuspects.IsEmpty ? state.Plan.Limits.MergeBatch : Math.Max(1, state.MergeSuspects.Count / 2));
    }

    internal static Decision.Refused? Prepared(Draft draft, RunCommand.ObserveBatchPrepared b)
    {
        if (!IsFront(draft.State, [.. b.Merges.Select(m => m.Attempt)]))
        {
            return null;
        }

        foreach (var merge in b.Merges)
        {
            draft.Emit(new RunEvent.EvidenceRecorded(merge.Attempt.Task, merge.Attempt.Number, merge.Evidence));
        }

        return draft.Emit(new RunEvent.MergeBatchPrepared(b.Onto, [.. b.Merges.Select(m => new BatchedMerge(m.Attempt.Task, m.Attempt.Number, m.Commit))]));
    }

    /// <summary>Kept before the next member is judged, so that a kill does not cost the checks of this one.</summary>
    internal static Decision.Refused? Judged(Draft draft, RunCommand.ObserveMergeJudged j) =>
        draft.State[j.Attempt.Task].Current!.Merge is null ? draft.Emit(new RunEvent.MergeJudged(j.Attempt.Task, j.Attempt.Number, j.Judgement)) : null;

    internal static Decision.Refused? Rejected(Draft draft, RunCommand.ObserveBatchRejected r)
    {
        if (r.Attempts.Length < 2 || !IsFront(draft.State, r.Attempts))
        {
            return null;
        }

        var reason = r.Reason.Length > MaxReason ? r.Reason[..MaxReason] : r.Reason;
        return draft.Emit(new RunEvent.MergeBatchRejected(r.Onto, [.. r.Attempts.Select(a => a.Task)], reason) { Tree = r.Tree, Judged = r.Judged.Task });
    }

    /// <summary>Those whose merge lands with that of the first; itself alone when it was prepared alone.</summary>
    internal static ImmutableArray<AttemptId> LandingWith(RunState state, AttemptId first) => state.MergeBatch.Contains(first.Task)
        ? [.. state.MergeBatch.Select(id => new AttemptId(id, state[id].Current!.Number))]
        : [first];

    /// <summary>Nothing happened to them since the effect began, so that what was found still holds.</summary>
    private static bool IsFront(RunState state, ImmutableArray<AttemptId> attempts) =>
        attempts.Length <= Next(state).Count()
        && attempts.Select(a => a.Task).SequenceEqual(state.MergeQueue.Take(attempts.Length))
        && attempts.All(a => state[a.Task].Current is { Merge: null } current && current.Number == a.Number);
}

/// <summary>A merge of a batch as it was found to be.</summary>
/// <param name="Evidence">For the tree at the end of the batch.</param>
public sealed record CheckedMerge(AttemptId Attempt, string Commit, EvidenceRecord Evidence);
