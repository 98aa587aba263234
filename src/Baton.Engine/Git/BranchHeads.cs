using System.Text;

namespace Baton.Engine.Git;

/// <summary>
/// Where Baton itself last moved a branch, so that a move by anybody else is noticed; and who has a branch checked out.
/// </summary>
internal sealed class BranchHeads(GitRepository repository)
{
    private static readonly string[] RebaseFolders = ["rebase-merge", "rebase-apply"];

    /// <summary>Says, before it is done, that Baton moves the branch.</summary>
    public void Announce(string branch, string from, string to)
    {
        var file = FileOf(branch);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        AtomicFile.Write(file, Encoding.ASCII.GetBytes($"{from}\n{to}\n"), "branch-head");
    }

    /// <summary>Moves the branch if it still is at <paramref name="from"/>; one mover at a time, so that the announcement is that of the last one.</summary>
    public async Task<bool> TryMoveAsync(string branch, string from, string to, CancellationToken ct)
    {
        using (await repository.Lock.TakeAsync(ct))
        {
            if (await repository.HeadOfAsync(branch, ct) != from)
            {
                return false;
            }

            Announce(branch, from, to);
            return (await repository.TryUpdateRefAsync("refs/heads/" + branch, to, from, ct)).Succeeded;
        }
    }

    /// <summary>Whether somebody else moved the branch to this commit; false when Baton never moved it.</summary>
    public bool IsForeign(string branch, string? head)
    {
        var file = FileOf(branch);
        return File.Exists(file) && !File.ReadAllLines(file).Contains(head);
    }

    /// <summary>The work trees that have the branch checked out (or are rebasing it).</summary>
    public async Task<List<string>> CheckedOutAsync(string branch, CancellationToken ct)
    {
        var name = "refs/heads/" + branch;
        var found = new List<string>();
        foreach (var (gitDir, folder) in WorkTrees())
        {
            var head = LooseRefs.TryReadHead(gitDir);
            if (head is null && File.Exists(Path.Combine(gitDir, "HEAD")))
            {
                return await AskAsync(name, ct);
            }

            if (head == name || IsRebasing(gitDir, name))
            {
                found.Add(folder);
            }
        }

        return found;
    }

    /// <summary>The main work tree; the common folder itself when the repository has none.</summary>
    public string MainWorkTree => repository.CommonDir switch
    {
        var common when GitState.Resolve(repository.GitDir) == common => repository.Root,
        var common when Path.GetFileName(common) == ".git" => Path.GetDirectoryName(common)!,
        var common => common,
    };

    private IEnumerable<(string GitDir, string Folder)> WorkTrees()
    {
        yield return (repository.CommonDir, MainWorkTree);
        foreach (var (admin, folder) in WorktreeRegistration.All(repository.CommonDir))
        {
            yield return (admin, folder);
        }
    }

    private async Task<List<string>> AskAsync(string name, CancellationToken ct)
    {
        var found = new List<string>();
        var folder = "";
        foreach (var field in (await repository.RequireAsync(["worktree", "list", "--porcelain", "-z"], ct)).Output.Split('\0'))
        {
            folder = field.StartsWith("worktree ", StringComparison.Ordinal) ? field["worktree ".Length..] : folder;
            if (field == "branch " + name)
            {
                found.Add(folder);
            }
        }

        return found;
    }

    private static bool IsRebasing(string gitDir, string name) => RebaseFolders
        .Select(folder => Path.Combine(gitDir, folder, "head-name"))
        .Any(file => File.Exists(file) && File.ReadAllText(file).Trim() == name);

    private string FileOf(string branch) => Path.Combine(repository.StateFolder, "heads", $"{RefNames.Safe(branch)}");
}
