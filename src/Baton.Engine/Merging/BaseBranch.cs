using Baton.Engine.Git;

namespace Baton.Engine.Merging;

/// <summary>Moves the base branch forward at the end of a run, or says why not.</summary>
internal sealed class BaseBranch(GitRepository repository)
{
    public async Task<FinishOutcome> FinishAsync(string baseBranch, string integrationBranch, CancellationToken ct)
    {
        if (await repository.HeadOfAsync(baseBranch, ct) is not { } from)
        {
            return Refused($"There is no branch {baseBranch} to move; the accepted work is on {integrationBranch}.");
        }

        if (await repository.Heads.HeadAsync(integrationBranch, ct) is not { } to)
        {
            return Refused($"The integration branch {integrationBranch} does not exist.");
        }

        if (await repository.IsAncestorAsync(to, from, ct))
        {
            return new FinishOutcome.Updated(from);
        }

        return await repository.IsAncestorAsync(from, to, ct)
            ? await ForwardAsync(baseBranch, integrationBranch, from, to, ct)
            : Refused($"The branch {baseBranch} has commits that {integrationBranch} lacks, so it cannot simply move forward. Merge by hand: git checkout {baseBranch} && git merge {integrationBranch}");
    }

    private async Task<FinishOutcome> ForwardAsync(string baseBranch, string integrationBranch, string from, string to, CancellationToken ct)
    {
        var byHand = $"Do it by hand when it suits: git checkout {baseBranch} && git merge --ff-only {integrationBranch}";
        var folders = await repository.Heads.CheckedOutAsync(baseBranch, ct);
        if (folders.Count == 0)
        {
            var moved = await repository.TryUpdateRefAsync("refs/heads/" + baseBranch, to, from, ct);
            return moved.Succeeded ? new FinishOutcome.Updated(to) : Refused($"The branch {baseBranch} moved just now. {byHand}");
        }

        return folders is [var folder] && folder == repository.Heads.MainWorkTree
            ? await ForwardCheckedOutAsync(folder, baseBranch, to, byHand, ct)
            : Refused($"The branch {baseBranch} is checked out in {folders[0]}. {byHand}");
    }

    private static async Task<FinishOutcome> ForwardCheckedOutAsync(string folder, string baseBranch, string to, string byHand, CancellationToken ct)
    {
        var status = await GitProcess.RequireAsync(new GitCommand(folder, ["status", "--porcelain", "-z", "--untracked-files=no"]), ct);
        var head = await GitProcess.RunAsync(new GitCommand(folder, ["symbolic-ref", "-q", "HEAD"]), ct);
        if (status.Output.Length > 0 || head.Line != "refs/heads/" + baseBranch)
        {
            return Refused($"The branch {baseBranch} is checked out in {folder} with changes that are not committed. {byHand}");
        }

        var merge = await GitProcess.RunAsync(new GitCommand(folder, ["merge", "--ff-only", "-q", "--no-autostash", to]) { Effect = "base-forward" }, ct);
        return merge.Succeeded ? new FinishOutcome.Updated(to) : Refused($"git would not move {baseBranch} in {folder}: {GitErrors.Quote(merge)} {byHand}");
    }

    private static FinishOutcome.Refused Refused(string reason) => new(reason);
}
