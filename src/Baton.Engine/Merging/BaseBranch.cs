using Baton.Engine.Git;

namespace Baton.Engine.Merging;

/// <summary>Moves the base branch forward at the end of a run, or says why not.</summary>
internal sealed class BaseBranch(IGitHistory git, BranchHeads heads)
{
    public async Task<FinishOutcome> FinishAsync(string baseBranch, string integrationBranch, CancellationToken ct)
    {
        if (await git.ReadRefAsync("refs/heads/" + baseBranch, ct) is not { } from)
        {
            return Refused($"There is no branch {baseBranch} to move; the accepted work is on {integrationBranch}.");
        }

        if (await heads.HeadAsync(integrationBranch, ct) is not { } to)
        {
            return Refused($"The integration branch {integrationBranch} does not exist.");
        }

        if (await git.IsAncestorAsync(to, from, ct))
        {
            return new FinishOutcome.Updated(from);
        }

        if (await git.IsAncestorAsync(from, to, ct))
        {
            return await git.ForwardAsync(baseBranch, integrationBranch, from, to, ct) is { } problem ? Refused(problem) : new FinishOutcome.Updated(to);
        }

        return await MergeAsync(baseBranch, integrationBranch, from, to, ct);
    }

    private async Task<FinishOutcome> MergeAsync(string baseBranch, string integrationBranch, string from, string to, CancellationToken ct)
    {
        var merged = await git.MergeAsync(from, to, ct);
        return merged.IsClean
            ? new FinishOutcome.Diverged(from, await git.CommitTreeAsync(merged.Tree, [from, to], $"Merge {integrationBranch} into {baseBranch}\n", CommitWords.Identity(agent: null), ct))
            : Refused($"The branch {baseBranch} has commits that {integrationBranch} lacks, and they conflict in {string.Join(", ", merged.Paths.Take(5))}. {ByHand(baseBranch, integrationBranch)}");
    }

    /// <summary>Moves the base branch to a merge of both that passed its checks, if it still is where it was.</summary>
    public async Task<FinishOutcome> TakeAsync(string baseBranch, string integrationBranch, FinishOutcome.Diverged merge, CancellationToken ct) =>
        await git.ReadRefAsync("refs/heads/" + baseBranch, ct) != merge.From ? Refused($"The branch {baseBranch} moved while its merge was checked. {ByHand(baseBranch, integrationBranch)}")
        : await git.ForwardAsync(baseBranch, integrationBranch, merge.From, merge.Commit, ct) is { } problem ? Refused(problem)
        : new FinishOutcome.Updated(merge.Commit);

    public static string ByHand(string baseBranch, string integrationBranch) => $"Merge by hand: git checkout {baseBranch} && git merge {integrationBranch}";

    private static FinishOutcome.Refused Refused(string reason) => new(reason);
}
