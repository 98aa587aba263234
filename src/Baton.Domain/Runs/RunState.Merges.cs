using Baton.Domain.Plans;

namespace Baton.Domain.Runs;

public sealed partial record RunState
{
    private RunState BatchPrepared(RunEvent.MergeBatchPrepared b)
    {
        var (state, onto) = (this, b.Onto);
        foreach (var merge in b.Merges)
        {
            var prepared = new PreparedMerge(onto, merge.Commit);
            state = state.With(OnAttempt(state[merge.Task], a => a with { Merge = prepared, Judged = null }));
            onto = merge.Commit;
        }

        return state with { MergeBatch = [.. b.Merges.Select(m => m.Task)] };
    }

    /// <summary>What is tried next has another tree, so what was found for this one is of no more use.</summary>
    private RunState BatchRejected(RunEvent.MergeBatchRejected b)
    {
        var state = this;
        foreach (var id in b.Tasks.Where(id => Tasks[id].Current is { Judged: not null }))
        {
            state = state.With(OnAttempt(state[id], a => a with { Judged = null }));
        }

        return state with { MergeSuspects = [.. b.Tasks] };
    }

    private RunState Merged(TaskState task, RunEvent.Merged m) => With(task with { MergeCommit = m.Commit, MergeOrder = Merges + 1 }) with
    {
        Merges = Merges + 1,
        IntegrationHead = m.Commit,
        MergeBatch = MergeBatch.Remove(task.Id),
    };

    /// <summary>One that fails takes its batch apart, for the others' merges build on its own; and it ends the suspicion against the others.</summary>
    private RunState WithoutBatchOf(TaskId id)
    {
        if (MergeBatch.IsEmpty && MergeSuspects.IsEmpty)
        {
            return this;
        }

        var state = this;
        foreach (var other in MergeBatch.Contains(id) ? MergeBatch.Remove(id) : [])
        {
            state = state.With(OnAttempt(state[other], a => a with { Merge = null }));
        }

        return state with
        {
            MergeBatch = MergeBatch.Contains(id) ? [] : MergeBatch,
            MergeSuspects = MergeSuspects.Contains(id) ? [] : MergeSuspects,
        };
    }
}
