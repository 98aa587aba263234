using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Merging;

/// <summary>
/// Computes the revert of a merge as a three-way merge: from the merged state back to the state before it, applied to today's head. git
/// takes the merge base from history, so three commits that nobody refers to give it the history that is needed.
/// </summary>
internal sealed class MergeReverter(GitRepository repository)
{
    /// <returns>The outcome, and whether its commit is new and has to land.</returns>
    public async Task<(RevertOutcome Outcome, bool IsNew)> ComputeAsync(RunId run, TaskId task, string head, string headTree, string mergeCommit, CancellationToken ct)
    {
        if (!await repository.IsAncestorAsync(mergeCommit, head, ct))
        {
            return (new RevertOutcome.Refused($"The merge {mergeCommit} of {task} is not on the integration branch; there is nothing to take out."), false);
        }

        if (await FindEarlierAsync(head, mergeCommit, ct) is { } earlier)
        {
            return (new RevertOutcome.Reverted(earlier), false);
        }

        var trees = (await repository.Own.RequireAsync(["rev-parse", mergeCommit + "^{tree}", mergeCommit + "^1^{tree}"], ct)).Line.Split('\n');
        var identity = CommitWords.Identity(agent: null);
        var with = await repository.CommitTreeAsync(trees[0], [], "with", identity, ct);
        var today = await repository.CommitTreeAsync(headTree, [with], "today", identity, ct);
        var without = await repository.CommitTreeAsync(trees[1], [with], "without", identity, ct);
        var merged = await MergeTree.ComputeAsync(repository, today, without, ct);
        return merged.IsClean
            ? (new RevertOutcome.Reverted(await repository.CommitTreeAsync(merged.Tree, [head], CommitWords.Revert(run, task, mergeCommit), identity, ct)), true)
            : (new RevertOutcome.Conflict(merged.Paths), false);
    }

    private async Task<string?> FindEarlierAsync(string head, string mergeCommit, CancellationToken ct)
    {
        var log = await repository.Own.RequireAsync(
            ["log", "--first-parent", "-z", "--format=%H %(trailers:key=Baton-Reverts,valueonly,separator=%x20)", $"{mergeCommit}..{head}"], ct);
        return log.Output.Split('\0').Select(entry => entry.Trim().Split(' ')).FirstOrDefault(words => words.Skip(1).Contains(mergeCommit))?[0];
    }
}
