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
        if (actual is null || actual == recorded)
        {
            return recorded;
        }

        return IsLandedMerge(state, actual) || await IsRevertAsync(git, state, actual, ct) ? actual : recorded;
    }

    private static bool IsLandedMerge(RunState state, string actual) => state.MergeBatch is { IsEmpty: false } batch
        ? state[batch[0]].Current?.Merge?.Onto == state.IntegrationHead && state[batch[^1]].Current?.Merge?.Commit == actual
        : state.MergeQueue.Any(task => state[task].Current?.Merge is { } merge && merge.Commit == actual && merge.Onto == state.IntegrationHead);

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
