using System.Collections.Immutable;
using KnownTrees = System.Collections.Concurrent.ConcurrentDictionary<string, System.Collections.Immutable.ImmutableArray<Baton.Engine.Git.TreeEntry>>;

namespace Baton.Engine.Git;

/// <summary>
/// The folders of commits. A tree that was read once, and is what its name says, is not read again; new ones lie in files of their own and are read there;
/// only packed ones cost a process, and all of those of a commit one together. Thread-safe.
/// </summary>
internal sealed class Trees(OwnGit git, LooseObjects loose, bool isSha256)
{
    /// <summary>Entries that are remembered before everything is forgotten: some 30 MB.</summary>
    private const int MaxRemembered = 200_000;

    private const int MaxTreeBytes = 16 * 1024 * 1024;
    private const int MaxDepth = 1000;

    /// <summary>A few small trees can name each other a billion times.</summary>
    private const int MaxEntries = 2_000_000;
    private int _remembered;
    private KnownTrees _known = new();

    /// <summary>Everything below a tree, folders themselves included; paths with one character per byte.</summary>
    /// <exception cref="GitException">A folder is missing or is not what its name says.</exception>
    public async Task<List<(string Path, TreeEntry Entry)>> ListAsync(string tree, CancellationToken ct)
    {
        var all = new List<(string, TreeEntry)>();
        await AddAsync(all, Known(), tree, "", 0, ct);
        return all;
    }

    /// <summary>What differs between two trees, by path, without looking for renames; paths with one character per byte.</summary>
    /// <exception cref="GitException">A folder is missing or is not what its name says.</exception>
    public async Task<ImmutableArray<RawChange>> CompareAsync(string before, string after, CancellationToken ct)
    {
        var changes = new List<RawChange>();
        await CompareAsync(changes, Known(), (before, after), "", 0, ct);
        return [.. changes.OrderBy(c => c.Path, StringComparer.Ordinal)];
    }

    /// <summary>The files and folders of a tree that another does not have in the same place, the tree itself among them.</summary>
    /// <exception cref="GitException">A folder is missing or is not what its name says.</exception>
    public async Task<HashSet<string>> NewAsync(string? before, string after, CancellationToken ct)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (before != after)
        {
            await AddNewAsync(ids, Known(), before, after, 0, ct);
        }

        return ids;
    }

    private async Task AddNewAsync(HashSet<string> ids, KnownTrees known, string? before, string after, int depth, CancellationToken ct)
    {
        if (!ids.Add(after))
        {
            return;
        }

        var old = (before is null ? [] : await ReadAsync(known, before, depth, ct)).ToDictionary(e => e.Name);
        foreach (var entry in (await ReadAsync(known, after, depth, ct)).Where(e => !e.IsSubmodule && (!old.TryGetValue(e.Name, out var there) || there.Id != e.Id)))
        {
            if (entry.IsFolder)
            {
                await AddNewAsync(ids, known, old.TryGetValue(entry.Name, out var there) ? Folder(there) : null, entry.Id, depth + 1, ct);
            }
            else
            {
                ids.Add(entry.Id);
            }
        }
    }

    /// <summary>Everything is forgotten between two questions, never within one: a repository larger than the bound would be asked for folder by folder.</summary>
    private KnownTrees Known() => Volatile.Read(ref _remembered) < MaxRemembered ? _known : Forget();

    private KnownTrees Forget()
    {
        _remembered = 0;
        return _known = new();
    }

    private async Task AddAsync(List<(string, TreeEntry)> all, KnownTrees known, string tree, string prefix, int depth, CancellationToken ct)
    {
        foreach (var entry in await ReadAsync(known, tree, depth, ct))
        {
            if (all.Count >= MaxEntries)
            {
                throw new GitException(GitFailure.Failed, $"The tree {tree} lies in one of more than {MaxEntries} files and folders.");
            }

            all.Add((prefix + entry.Name, entry));
            if (entry.IsFolder)
            {
                await AddAsync(all, known, entry.Id, prefix + entry.Name + "/", depth + 1, ct);
            }
        }
    }

    private async Task CompareAsync(List<RawChange> changes, KnownTrees known, (string? Before, string? After) trees, string prefix, int depth, CancellationToken ct)
    {
        var old = (trees.Before is null ? [] : await ReadAsync(known, trees.Before, depth, ct)).ToDictionary(e => e.Name);
        var now = (trees.After is null ? [] : await ReadAsync(known, trees.After, depth, ct)).ToDictionary(e => e.Name);
        foreach (var name in old.Keys.Union(now.Keys))
        {
            TreeEntry? left = old.TryGetValue(name, out var l) ? l : null, right = now.TryGetValue(name, out var r) ? r : null;
            if (left == right)
            {
                continue;
            }

            if (RawChange.Between(prefix + name, File(left), File(right)) is { } change)
            {
                changes.Add(change);
            }

            if (Folder(left) is not null || Folder(right) is not null)
            {
                await CompareAsync(changes, known, (Folder(left), Folder(right)), prefix + name + "/", depth + 1, ct);
            }
        }
    }

    private static TreeEntry? File(TreeEntry? entry) => entry is { IsFolder: false } ? entry : null;

    private static string? Folder(TreeEntry? entry) => entry is { IsFolder: true } folder ? folder.Id : null;

    private async ValueTask<ImmutableArray<TreeEntry>> ReadAsync(KnownTrees known, string tree, int depth, CancellationToken ct)
    {
        if (depth > MaxDepth)
        {
            throw new GitException(GitFailure.Failed, $"The tree {tree} lies more than {MaxDepth} folders deep.");
        }

        if (known.TryGetValue(tree, out var entries))
        {
            return entries;
        }

        if (loose.TryRead(tree, MaxTreeBytes) is ("tree", var content) && TreeFormat.Parse(content, tree.Length / 2) is { } read)
        {
            return Remember(known, tree, read);
        }

        return await AskAsync(known, tree, ct);
    }

    /// <summary>Asks git for the whole of it at once. What is not what its name says is not believed.</summary>
    private async Task<ImmutableArray<TreeEntry>> AskAsync(KnownTrees known, string tree, CancellationToken ct)
    {
        var command = git.Command(["ls-tree", "-r", "-t", "-z", "--full-tree", tree]) with { RawBytes = true };
        var folders = new Dictionary<string, List<TreeEntry>>(StringComparer.Ordinal) { [""] = [] };
        var ids = new Dictionary<string, string>(StringComparer.Ordinal) { [""] = tree };
        foreach (var line in (await GitProcess.RequireAsync(command, ct)).Output.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var (path, entry) = Entry(line);
            if (!folders.TryGetValue(path[..Math.Max(0, path.Length - entry.Name.Length - 1)], out var siblings))
            {
                throw OddName(tree);
            }

            siblings.Add(entry);
            if (entry.IsFolder)
            {
                (folders[path], ids[path]) = ([], entry.Id);
            }
        }

        foreach (var (path, entries) in folders)
        {
            if (TreeFormat.IdOf(entries, isSha256) != ids[path] && !await IsRightAsync(ids[path], ct))
            {
                throw new GitException(GitFailure.Failed, $"The tree {ids[path]} in the repository is not what its name says. Does `git fsck` name it?");
            }

            Remember(known, ids[path], [.. entries]);
        }

        return [.. folders[""]];
    }

    /// <summary>Old gits wrote modes in ways that git does not print any more, so that such a tree has to be read as it lies there.</summary>
    private async Task<bool> IsRightAsync(string tree, CancellationToken ct) => (await new ObjectHashes(git).FindWrongAsync([tree], MaxTreeBytes, ct)).Count == 0;

    private static GitException OddName(string tree) => new(GitFailure.Failed, $"The tree {tree} has a name that is none for a file; git would not make such a tree. See `git fsck`.");

    /// <summary>Reads <c>mode type id TAB path</c>.</summary>
    private static (string Path, TreeEntry Entry) Entry(string line)
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        var (fields, path) = (line[..tab].Split(' '), line[(tab + 1)..]);
        return (path, new TreeEntry(TreeFormat.ModeOf(fields[0]), fields[2], path[(path.LastIndexOf('/') + 1)..]));
    }

    private ImmutableArray<TreeEntry> Remember(KnownTrees known, string tree, ImmutableArray<TreeEntry> entries)
    {
        if (entries.Any(e => e.Name.Length == 0 || e.Name.Contains('/', StringComparison.Ordinal)))
        {
            throw OddName(tree);
        }

        if (entries.DistinctBy(e => e.Name).Count() != entries.Length)
        {
            throw new GitException(GitFailure.Failed, $"The tree {tree} names a file twice; git would not make such a tree. See `git fsck`.");
        }

        Interlocked.Add(ref _remembered, entries.Length + 1);
        return known[tree] = entries;
    }
}
