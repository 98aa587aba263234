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
            : await MergeAsync(baseBranch, integrationBranch, from, to, ct);
    }

    private async Task<FinishOutcome> MergeAsync(string baseBranch, string integrationBranch, string from, string to, CancellationToken ct)
    {
        var merged = await MergeTree.ComputeAsync(repository, from, to, ct);
        return merged.IsClean
            ? new FinishOutcome.Diverged(from, await repository.CommitTreeAsync(merged.Tree, [from, to], $"Merge {integrationBranch} into {baseBranch}\n", CommitWords.Identity(agent: null), ct))
            : Refused($"The branch {baseBranch} has commits that {integrationBranch} lacks, and they conflict in {string.Join(", ", merged.Paths.Take(5))}. {ByHand(baseBranch, integrationBranch)}");
    }

    /// <summary>Moves the base branch to a merge of both that passed its checks, if it still is where it was.</summary>
    public async Task<FinishOutcome> TakeAsync(string baseBranch, string integrationBranch, FinishOutcome.Diverged merge, CancellationToken ct) =>
        await repository.HeadOfAsync(baseBranch, ct) == merge.From
            ? await ForwardAsync(baseBranch, integrationBranch, merge.From, merge.Commit, ct)
            : Refused($"The branch {baseBranch} moved while its merge was checked. {ByHand(baseBranch, integrationBranch)}");

    public static string ByHand(string baseBranch, string integrationBranch) => $"Merge by hand: git checkout {baseBranch} && git merge {integrationBranch}";

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
