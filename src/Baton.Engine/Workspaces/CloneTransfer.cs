using System.Text;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>
/// Brings the commits of a clone into the repository. The clone's configuration is not obeyed and its objects are not believed: git computes the name of every
/// object anew as it unpacks them, and refuses what is incomplete.
/// </summary>
internal sealed class CloneTransfer(GitRepository repository, WorktreePlace place, string baseCommit)
{
    private const int MaxPackBytes = 1 << 30;

    private string Scratch => place.Folder + ".transfer";

    /// <summary>Takes over these commits, and all that leads to them, as far as they are there.</summary>
    /// <returns>Those that are in the repository now.</returns>
    public async Task<HashSet<string>> FetchAsync(IReadOnlyCollection<string> commits, CancellationToken ct)
    {
        var git = new OwnGit(Scratch, place.OwnGit, baseCommit.Length == 64);
        try
        {
            var known = await CommitsInAsync(git, commits, ct);
            if (known.Count > 0)
            {
                await UnpackAsync(git, known, ct);
            }

            return known;
        }
        finally
        {
            FolderRemoval.TryRemove(Scratch);
        }
    }

    private static async Task<HashSet<string>> CommitsInAsync(OwnGit git, IReadOnlyCollection<string> commits, CancellationToken ct)
    {
        var check = git.Command(["cat-file", "--batch-check"]) with { Input = Encoding.ASCII.GetBytes(string.Concat(commits.Select(c => c + "\n"))) };
        return (await GitProcess.RequireAsync(check, ct)).Output.Split('\n').Select(l => l.Split(' ')).Where(w => w is [_, "commit", _]).Select(w => w[0]).ToHashSet();
    }

    private async Task UnpackAsync(OwnGit git, HashSet<string> commits, CancellationToken ct)
    {
        var revisions = string.Concat(commits.Select(c => c + "\n")) + $"^{baseCommit}\n";
        var pack = git.Command(["pack-objects", "--revs", "--stdout", "-q"]) with { Input = Encoding.ASCII.GetBytes(revisions), MaxOutputBytes = MaxPackBytes, RawBytes = true };
        var packed = await GitProcess.RunAsync(pack, ct);
        if (!packed.Succeeded || packed.Truncated)
        {
            throw new GitException(GitFailure.Failed, packed.Truncated
                ? $"The commits in {place.Folder} are larger than {MaxPackBytes >> 20} MiB. They are still there."
                : $"The commits in {place.Folder} cannot be read: {GitErrors.Quote(packed)}");
        }

        var unpack = repository.Own.Command(["unpack-objects", "-q", "--strict"]) with { Input = Encoding.Latin1.GetBytes(packed.Output), Effect = "clone-fetch" };
        await GitProcess.RequireAsync(unpack, ct);
    }
}
