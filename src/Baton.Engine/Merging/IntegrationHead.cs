using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Merging;

/// <summary>Where the integration branch of a run belongs when a session begins: where the journal says, or one step further when a kill came between the move and its record.</summary>
internal static class IntegrationHead
{
    public static async Task<string> FindAsync(IGitHistory git, RunState state, CancellationToken ct)
    {
        var recorded = state.IntegrationHead;
        var actual = await git.ReadRefAsync("refs/heads/" + state.Origin.IntegrationBranch, ct);
        if (actual == recorded)
        {
            return recorded;
        }

        if (PreparedMerge(state) is { } merge)
        {
            return merge;
        }

        return actual is not null && await IsRevertAsync(git, state, actual, ct) ? actual : recorded;
    }

    /// <summary>
    /// The merge, or the last one of the batch, that the journal wants next on the recorded head. It may have landed, and somebody may have moved the
    /// branch since: it has passed and is the next step forward in either case. Null: there is none.
    /// </summary>
    private static string? PreparedMerge(RunState state)
    {
        var (first, last) = state.MergeBatch is { IsEmpty: false } batch ? (batch[0], batch[^1]) : (state.MergeQueue.FirstOrDefault(), state.MergeQueue.FirstOrDefault());
        return state.MergeQueue.Count > 0 && state[first].Current?.Merge?.Onto == state.IntegrationHead ? state[last].Current?.Merge?.Commit : null;
    }

    /// <summary>The revert that the state asks for next, computed again, has this very tree.</summary>
    private static async Task<bool> IsRevertAsync(IGitHistory git, RunState state, string actual, CancellationToken ct)
    {
        if (state.RollbackQueue.IsEmpty || state[state.RollbackQueue[0]].MergeCommit is not { } merge
            || await git.ParentsOfAsync(actual, ct) is not [var parent] || parent != state.IntegrationHead)
        {
            return false;
        }

        var tree = await git.TreeOfAsync(state.IntegrationHead, ct);
        var (outcome, _) = await new MergeReverter(git).ComputeAsync(state.Run, state.RollbackQueue[0], state.IntegrationHead, tree, merge, ct);
        return outcome is RevertOutcome.Reverted(var commit) && await git.TreeOfAsync(commit, ct) == await git.TreeOfAsync(actual, ct);
    }
}
