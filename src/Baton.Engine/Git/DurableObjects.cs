using System.Collections.Concurrent;

namespace Baton.Engine.Git;

/// <summary>
/// Sees to it that a commit outlives a power cut before the journal counts on it. git leaves new objects in files of their own to the kernel, which writes them
/// half a minute later (<c>core.fsync</c> in git-config); packs it synchronises itself. Thread-safe.
/// </summary>
internal sealed class DurableObjects(OwnGit git, LooseObjects loose, string commonDir)
{
    private const int MaxCommits = 1000;
    private const int MaxCommitBytes = 1024 * 1024;
    private const int MaxRemembered = 200_000;
    private readonly ConcurrentDictionary<string, bool> _written = new();
    private readonly string _store = Path.Combine(commonDir, "objects");

    /// <summary>Writes out what the commit and its ancestors have in files of their own. They are safe with the next synchronised file, such as a ref.</summary>
    /// <exception cref="IOException">The disk does not take them.</exception>
    public async Task WriteAsync(string commit, CancellationToken ct)
    {
        if (await FindAsync(commit, ct) is not { } objects)
        {
            DiskFlush.Everything(_store);
            return;
        }

        DiskFlush.Write([.. objects.Select(loose.PathOf)], _store);
        if (_written.Count + objects.Count > MaxRemembered)
        {
            _written.Clear();
        }

        foreach (var id in objects)
        {
            _written[id] = true;
        }
    }

    /// <summary>Makes the commit safe at once.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public async Task SealAsync(string commit, CancellationToken ct)
    {
        await WriteAsync(commit, ct);
        DiskFlush.SealBy(Path.Combine(_store, $"tmp_obj_{Guid.NewGuid():n}"));
    }

    /// <summary>Objects that may not be on the disk yet; null when they are too many or an agent made them unreadable.</summary>
    private async Task<IReadOnlyCollection<string>?> FindAsync(string commit, CancellationToken ct)
    {
        var objects = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([commit]);
        try
        {
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
                objects.UnionWith(await git.Trees.NewAsync(parents is [var first, ..] ? await git.TreeOfAsync(first, ct) : null, tree, ct));
                parents.ForEach(open.Push);
                if (open.Count > MaxCommits || objects.Count > MaxRemembered)
                {
                    return null;
                }
            }
        }
        catch (GitException)
        {
            return null;
        }

        return objects.Where(id => !_written.ContainsKey(id)).ToList();
    }
}
