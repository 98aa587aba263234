using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Merging;

/// <summary>
/// Computes the revert of a merge as a three-way merge: from the merged state back to the state before it, applied to today's head. git
/// takes the merge base from history, so three commits that nobody refers to give it the history that is needed.
/// </summary>
internal sealed class MergeReverter(IGitHistory git)
{
    public async Task<RevertOutcome> ComputeAsync(RunId run, TaskId task, string head, string headTree, string mergeCommit, CancellationToken ct)
    {
        if (!await git.IsAncestorAsync(mergeCommit, head, ct))
        {
            return new RevertOutcome.Refused($"The merge {mergeCommit} of {task} is not on the integration branch; there is nothing to take out.");
        }

        var before = (await git.ParentsOfAsync(mergeCommit, ct))[0];
        var trees = (With: await git.TreeOfAsync(mergeCommit, ct), Without: await git.TreeOfAsync(before, ct));
        var identity = CommitWords.Identity(agent: null);
        var with = await git.CommitTreeAsync(trees.With, [], "with", identity, ct);
        var today = await git.CommitTreeAsync(headTree, [with], "today", identity, ct);
        var without = await git.CommitTreeAsync(trees.Without, [with], "without", identity, ct);
        var merged = await git.MergeAsync(today, without, ct);
        return merged.IsClean
            ? new RevertOutcome.Reverted(await git.CommitTreeAsync(merged.Tree, [head], CommitWords.Revert(run, task, mergeCommit), identity, ct), merged.Tree)
            : new RevertOutcome.Conflict(merged.Paths);
    }
}
