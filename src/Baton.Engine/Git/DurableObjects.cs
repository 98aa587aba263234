using System.Collections.Concurrent;

namespace Baton.Engine.Git;

/// <summary>
/// Sees to it that a commit outlives a power cut before the journal counts on it. git leaves new objects in files of their own to the kernel, which writes them
/// half a minute later (<c>core.fsync</c> in git-config); packs it synchronises itself. Thread-safe.
/// </summary>
internal sealed class DurableObjects(OwnGit git, LooseObjects loose, string commonDir)
{
    private const int MaxObjects = 50_000;
    private const int MaxCommitBytes = 1024 * 1024;
    private const int MaxRemembered = 200_000;
    private readonly ConcurrentDictionary<string, bool> _written = new();
    private readonly string _store = Path.Combine(commonDir, "objects");

    /// <summary>Writes out what the commit and its ancestors have in files of their own. They are safe with the next synchronised file, such as a ref.</summary>
    /// <exception cref="IOException">The disk does not take them.</exception>
    public async Task WriteAsync(string commit, CancellationToken ct)
    {
        try
        {
            await WriteReadableAsync(commit, ct);
        }
        catch (GitException)
        {
            // What an agent left behind may lack anything; what is there is to be kept.
            DiskFlush.Everything(_store);
        }
    }

    /// <summary>Makes the commit safe at once.</summary>
    /// <exception cref="GitException">A part of it is missing.</exception>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public async Task SealAsync(string commit, CancellationToken ct)
    {
        await WriteReadableAsync(commit, ct);
        DiskFlush.SealBy(Path.Combine(_store, $"tmp_obj_{Guid.NewGuid():n}"));
    }

    private async Task WriteReadableAsync(string commit, CancellationToken ct)
    {
        var (objects, isAll) = await FindAsync(commit, ct);
        if (isAll)
        {
            DiskFlush.Write([.. objects.Select(loose.PathOf)], _store);
        }
        else
        {
            DiskFlush.Everything(_store);
        }

        if (_written.Count + objects.Count > MaxRemembered)
        {
            _written.Clear();
        }

        foreach (var id in objects)
        {
            _written[id] = true;
        }
    }

    /// <summary>Objects that may not be on the disk yet; not all of them when they are too many.</summary>
    private async Task<(IReadOnlyCollection<string> Objects, bool IsAll)> FindAsync(string commit, CancellationToken ct)
    {
        var objects = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([commit]);
        while (open.TryPop(out var id))
        {
            // What is not in a file of its own is packed, and so are its ancestors, or somebody else's business.
            if (_written.ContainsKey(id) || objects.Contains(id) || loose.TryRead(id, MaxCommitBytes) is not ("commit", var content)
                || CommitFormat.TreeOf(content, id.Length) is not { } tree)
            {
                continue;
            }

            var parents = CommitFormat.ParentsOf(content, id.Length);
            objects.Add(id);
            objects.UnionWith(await git.Trees.NewAsync(parents is [var first, ..] ? await FindTreeAsync(first, ct) : null, tree, ct));
            parents.ForEach(open.Push);
            if (objects.Count > MaxObjects)
            {
                return (objects, false);
            }
        }

        return (objects.Where(id => !_written.ContainsKey(id)).ToList(), true);
    }

    /// <summary>Null in a shallow clone, which lacks what lies before.</summary>
    private async Task<string?> FindTreeAsync(string commit, CancellationToken ct)
    {
        try
        {
            return await git.TreeOfAsync(commit, ct);
        }
        catch (GitException)
        {
            return null;
        }
    }
}
