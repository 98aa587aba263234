using System.Collections.Immutable;

namespace Baton.Engine.Git;

/// <summary>
/// Which objects of a commit are not what their names say, once git stumbles over them. Reads all of it, and goes into single folders only where
/// git cannot list the whole: what lies below a damaged folder is not known.
/// </summary>
internal sealed class DamagedObjects(OwnGit git)
{
    private const int MaxNamed = 20;
    private readonly ObjectHashes _hashes = new(git);
    private readonly List<(string Id, string Path)> _found = [];

    /// <summary>What is damaged and what to do, for people; null when all of the commit is sound.</summary>
    public async Task<string?> DescribeAsync(string commit, CancellationToken ct)
    {
        if (await IsSoundAsync(commit, $"commit {commit[..12]}", ct))
        {
            await LookAsync(await NamedTreeAsync(commit, ct), "", ct);
        }

        return _found.Count == 0 ? null : Describe(commit, [.. _found.Take(MaxNamed)]);
    }

    public static string Describe(string commit, ImmutableArray<(string Id, string Path)> damaged)
    {
        var (ids, files) = (damaged.Select(d => d.Id).Distinct().ToList(), damaged.Select(d => $"objects/{d.Id[..2]}/{d.Id[2..]}").Distinct());
        return $"Objects of {commit[..12]} in the repository's store are overwritten or damaged: {string.Join(", ", damaged.Select(d => $"{d.Id} ({d.Path})"))}. "
            + $"Get them back from any other clone of it: in the git folder, rm -f {string.Join(' ', files)}; then printf '%s\\n' {string.Join(' ', ids)} | git -C CLONE pack-objects -q --stdout | git unpack-objects -q. `git fsck` tells whether all is well.";
    }

    /// <summary>The tree that the commit names, whether it can be read or not.</summary>
    private async Task<string> NamedTreeAsync(string commit, CancellationToken ct) =>
        (await git.RequireAsync(["cat-file", "commit", commit], ct)).Output.Split('\n', 2)[0].Split(' ')[^1];

    private async Task LookAsync(string tree, string path, CancellationToken ct)
    {
        if (_found.Count >= MaxNamed || !await IsSoundAsync(tree, path.Length == 0 ? "the top folder" : path, ct))
        {
            return;
        }

        var whole = await git.RunAsync(["ls-tree", "-r", "-t", "-z", "--full-tree", tree], ct);
        var isWhole = whole is { Succeeded: true, Truncated: false };
        var entries = Entries(isWhole ? whole.Output : (await git.RequireAsync(["ls-tree", "-z", "--full-tree", tree], ct)).Output, path);
        var checkedHere = entries.Where(e => isWhole || e.Type == "blob").ToList();
        var wrong = (await _hashes.FindWrongAsync([.. checkedHere.Select(e => e.Id).Distinct()], ObjectAudit.MaxObjectBytes, ct)).ToHashSet();
        _found.AddRange(checkedHere.Where(e => wrong.Contains(e.Id)).DistinctBy(e => e.Id).Select(e => (e.Id, e.Path)));
        foreach (var folder in isWhole ? [] : entries.Where(e => e.Type == "tree"))
        {
            await LookAsync(folder.Id, folder.Path, ct);
        }
    }

    private async Task<bool> IsSoundAsync(string id, string path, CancellationToken ct)
    {
        if ((await _hashes.FindWrongAsync([id], ObjectAudit.MaxObjectBytes, ct)).Count == 0)
        {
            return true;
        }

        _found.Add((id, path));
        return false;
    }

    /// <summary>Reads <c>mode type id TAB path NUL</c>; submodules have no object here.</summary>
    private static List<(string Type, string Id, string Path)> Entries(string list, string path)
    {
        var entries = new List<(string, string, string)>();
        foreach (var entry in list.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = entry.IndexOf('\t', StringComparison.Ordinal);
            if (entry[..tab].Split(' ') is [_, ("blob" or "tree") and var type, var id])
            {
                entries.Add((type, id, path.Length == 0 ? entry[(tab + 1)..] : $"{path}/{entry[(tab + 1)..]}"));
            }
        }

        return entries;
    }
}
