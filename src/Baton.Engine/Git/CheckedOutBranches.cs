namespace Baton.Engine.Git;

/// <summary>Who has which branch checked out.</summary>
internal sealed class CheckedOutBranches(GitRepository repository)
{
    private static readonly string[] RebaseFolders = ["rebase-merge", "rebase-apply"];

    /// <summary>The work trees that have the branch checked out (or are rebasing it).</summary>
    public async Task<List<string>> FindAsync(string branch, CancellationToken ct)
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
        .Any(file => PlainFile.TryRead(file)?.Trim() == name);
}
