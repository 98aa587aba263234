using System.Collections.Concurrent;

namespace Baton.Engine.Git;

/// <summary>
/// Keeps commands of git from waiting for a pipe that an attempt put into the git folder which all work trees share. Before every command the
/// files are looked at that it opens by name; after an attempt, all. Thread-safe.
/// </summary>
internal sealed class SharedPipes(string commonDir)
{
    private static readonly string[] OpenedAlways =
    [
        "HEAD", "config", "config.worktree", "commondir", "index", "packed-refs", "shallow", "logs/HEAD",
        "info/attributes", "info/exclude", "info/grafts", "info/sparse-checkout", "objects/info/alternates",
    ];

    private static readonly string[] OpenedOfWorktrees = ["HEAD", "gitdir", "commondir", "locked", "logs/HEAD"];
    private readonly ConcurrentQueue<string> _removed = new();
    private string? _head;

    /// <summary>The first pipe in a git folder that nobody has opened yet; null when there is none.</summary>
    public static string? FindIn(string gitDir) => OpenedAlways.Select(name => Path.Combine(gitDir, name)).FirstOrDefault(PlainFile.IsPipeOrDevice);

    /// <summary>Before git is started on refs and work trees.</summary>
    /// <param name="words">Of the command.</param>
    public void Look(IReadOnlyList<string> words)
    {
        RemoveAll(OpenedAlways);
        foreach (var name in words.Where(w => w.StartsWith("refs/", StringComparison.Ordinal)).Select(w => w.Split('^')[0]))
        {
            RemoveAll([name, "logs/" + name]);
        }

        if (words is ["worktree", ..])
        {
            RemoveAll(Below("worktrees").SelectMany(w => OpenedOfWorktrees.Select(file => $"{w}/{file}")));
        }

        KeepHead();
    }

    /// <summary>Before git is started on objects.</summary>
    public void LookAtObjects() => RemoveAll(["shallow", "info/exclude", "objects/info/alternates", .. Below("objects/pack")]);

    /// <summary>Looks everywhere.</summary>
    public void Sweep()
    {
        foreach (var name in StrayPipes.ClearGitFolder(commonDir))
        {
            _removed.Enqueue(name);
        }

        KeepHead();
    }

    /// <summary>What was removed since this was last asked, by its name in the shared folder.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (_removed.TryDequeue(out var name))
        {
            taken.Add(name);
        }

        return taken;
    }

    private void RemoveAll(IEnumerable<string> names)
    {
        foreach (var name in names.Where(name => StrayPipes.Remove(Path.Combine(commonDir, name))))
        {
            _removed.Enqueue(name);
        }
    }

    private IEnumerable<string> Below(string folder)
    {
        var path = Path.Combine(commonDir, folder);
        return Directory.Exists(path) ? Directory.EnumerateFileSystemEntries(path).Select(e => $"{folder}/{Path.GetFileName(e)}") : [];
    }

    /// <summary>Without a HEAD git does not know the folder for a repository any more: the last one that was seen is put in the place of a pipe.</summary>
    private void KeepHead()
    {
        var file = Path.Combine(commonDir, "HEAD");
        if (PlainFile.TryRead(file) is { } text)
        {
            _head = text;
        }
        else if (_head is { } known && !Path.Exists(file) && _removed.Contains("HEAD"))
        {
            AtomicFile.Write(file, System.Text.Encoding.UTF8.GetBytes(known), "shared-head");
        }
    }
}
