using Baton.Engine.Git;

namespace Baton.Engine.Merging;

/// <summary>Moves the base branch forward where somebody may have it checked out, or says why not.</summary>
internal sealed class BaseForward(GitRepository repository)
{
    public async Task<string?> ForwardAsync(string baseBranch, string integrationBranch, string from, string to, CancellationToken ct)
    {
        var byHand = $"Do it by hand when it suits: git checkout {baseBranch} && git merge --ff-only {integrationBranch}";
        var folders = await repository.CheckedOut.FindAsync(baseBranch, ct);
        if (folders.Count == 0)
        {
            var moved = await repository.TryUpdateRefAsync("refs/heads/" + baseBranch, to, from, ct);
            return moved.Succeeded ? null : $"The branch {baseBranch} moved just now. {byHand}";
        }

        return folders is [var folder] && folder == repository.CheckedOut.MainWorkTree
            ? await ForwardCheckedOutAsync(folder, baseBranch, to, byHand, ct)
            : $"The branch {baseBranch} is checked out in {folders[0]}. {byHand}";
    }

    private static async Task<string?> ForwardCheckedOutAsync(string folder, string baseBranch, string to, string byHand, CancellationToken ct)
    {
        var status = await GitProcess.RequireAsync(new GitCommand(folder, ["status", "--porcelain", "-z", "--untracked-files=no"]), ct);
        var head = await GitProcess.RunAsync(new GitCommand(folder, ["symbolic-ref", "-q", "HEAD"]), ct);
        if (status.Output.Length > 0 || head.Line != "refs/heads/" + baseBranch)
        {
            return $"The branch {baseBranch} is checked out in {folder} with changes that are not committed. {byHand}";
        }

        var merge = await GitProcess.RunAsync(new GitCommand(folder, ["merge", "--ff-only", "-q", "--no-autostash", to]) { Effect = "base-forward" }, ct);
        DiskFlush.Everything(folder);
        return merge.Succeeded ? null : $"git would not move {baseBranch} in {folder}: {GitErrors.Quote(merge)} {byHand}";
    }
}
