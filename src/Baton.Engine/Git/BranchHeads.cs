using System.Collections.Concurrent;

namespace Baton.Engine.Git;

/// <summary>
/// Where a branch of Baton's belongs, so that a move by anybody else is noticed and undone; and who has a branch checked out.
/// </summary>
internal sealed class BranchHeads(GitRepository repository)
{
    private static readonly string[] RebaseFolders = ["rebase-merge", "rebase-apply"];
    private readonly ConcurrentDictionary<string, string> _expected = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string?>> _foreign = new();

    /// <summary>From now on the branch belongs at this commit, whatever its ref says: the journal knows.</summary>
    public void Expect(string branch, string commit) => _expected[branch] = commit;

    /// <summary>
    /// The commit of the branch. One that somebody else moved is first put back where it belongs; where it was is kept under a ref of its own.
    /// </summary>
    /// <returns>Null when there is no such branch and nobody knows where it belongs.</returns>
    public async Task<string?> HeadAsync(string branch, CancellationToken ct)
    {
        var head = await repository.HeadOfAsync(branch, ct);
        if (!_expected.TryGetValue(branch, out var expected) || head == expected)
        {
            return head;
        }

        using (await repository.Lock.TakeAsync(ct))
        {
            return await PutBackAsync(branch, ct);
        }
    }

    /// <summary>Moves the branch if it belongs at <paramref name="from"/>; one mover at a time.</summary>
    public async Task<bool> TryMoveAsync(string branch, string from, string to, CancellationToken ct)
    {
        using (await repository.Lock.TakeAsync(ct))
        {
            if (await PutBackAsync(branch, ct) != from)
            {
                return false;
            }

            var moved = await MoveAsync(branch, from, to, ct);
            if (moved)
            {
                _expected[branch] = to;
            }

            return moved;
        }
    }

    /// <summary>A git that died meanwhile may have left its lock on the ref.</summary>
    private async Task<bool> MoveAsync(string branch, string from, string to, CancellationToken ct)
    {
        var name = "refs/heads/" + branch;
        if ((await repository.TryUpdateRefAsync(name, to, from, ct)).Succeeded)
        {
            return true;
        }

        if (!File.Exists(Path.Combine(repository.CommonDir, name + ".lock")))
        {
            return false;
        }

        await repository.RemoveStaleLocksAsync(TimeProvider.System, ct);
        return (await repository.TryUpdateRefAsync(name, to, from, ct)).Succeeded;
    }

    /// <summary>Where others had moved the branch since this was last asked; null stands for a branch that was deleted.</summary>
    public IReadOnlyList<string?> TakeForeign(string branch)
    {
        var taken = new List<string?>();
        while (_foreign.TryGetValue(branch, out var moves) && moves.TryDequeue(out var commit))
        {
            taken.Add(commit);
        }

        return taken;
    }

    private async Task<string?> PutBackAsync(string branch, CancellationToken ct)
    {
        var head = await repository.HeadOfAsync(branch, ct);
        if (!_expected.TryGetValue(branch, out var expected) || head == expected)
        {
            return head;
        }

        if (head is not null)
        {
            await repository.TryUpdateRefAsync(RefNames.Foreign(branch, head), head, old: null, ct);
        }

        var update = repository.Command(["update-ref", "--no-deref", "refs/heads/" + branch, expected]) with { Effect = "branch-put-back" };
        await GitProcess.RequireAsync(update, ct);
        _foreign.GetOrAdd(branch, _ => new()).Enqueue(head);
        return expected;
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
}
