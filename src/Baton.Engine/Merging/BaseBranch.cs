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

        return Refused($"The branch {baseBranch} has commits that {integrationBranch} lacks, so it cannot simply move forward. Merge by hand: git checkout {baseBranch} && git merge {integrationBranch}");
    }

    private static FinishOutcome.Refused Refused(string reason) => new(reason);
}
