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
            state = state.With(OnAttempt(state[merge.Task], a => a with { Merge = prepared }));
            onto = merge.Commit;
        }

        return state with { MergeBatch = [.. b.Merges.Select(m => m.Task)] };
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
