namespace Baton.Domain.Plans.Checks;

/// <param name="Task">Number of the owning task.</param>
/// <param name="Index">Which of its outputs.</param>
/// <param name="Pattern">The normalised path or glob.</param>
internal readonly record struct OwnedPath(int Task, int Index, string Pattern);

/// <summary>Output paths by their literal folders, so that a glob is held only against what lies below its own literal beginning.</summary>
internal sealed class OwnedPaths
{
    private readonly Folder _root = new();
    private readonly List<OwnedPath> _globs = [];
    private readonly Dictionary<string, List<OwnedPath>> _same = new(StringComparer.Ordinal);

    public void Add(OwnedPath path)
    {
        if (!_same.TryGetValue(path.Pattern, out var same))
        {
            _same.Add(path.Pattern, same = []);
            FolderOf(path.Pattern).Paths.Add(path);
            if (Glob.IsPattern(path.Pattern))
            {
                _globs.Add(path);
            }
        }

        same.Add(path);
    }

    /// <summary>Tells every pair of different tasks of which one owns everything that the other does.</summary>
    /// <returns>False when <paramref name="comparisons"/> did not suffice.</returns>
    public bool FindOverlaps(int comparisons, Action<OwnedPath, OwnedPath> found)
    {
        foreach (var same in _same.Values)
        {
            for (var i = 1; i < same.Count; i++)
            {
                if (same[i].Task != same[0].Task)
                {
                    found(same[0], same[i]);
                }
            }
        }

        foreach (var glob in _globs)
        {
            if (!FindBelow(glob, ref comparisons, found))
            {
                return false;
            }
        }

        return true;
    }

    private bool FindBelow(OwnedPath glob, ref int comparisons, Action<OwnedPath, OwnedPath> found)
    {
        var folders = new Stack<Folder>([FolderOf(glob.Pattern)]);
        while (folders.TryPop(out var folder))
        {
            foreach (var path in folder.Paths)
            {
                if (--comparisons < 0)
                {
                    return false;
                }

                if (path.Task != glob.Task && path.Pattern != glob.Pattern && Glob.Covers(glob.Pattern, path.Pattern))
                {
                    found(path, glob);
                }
            }

            foreach (var child in folder.Folders.Values)
            {
                folders.Push(child);
            }
        }

        return true;
    }

    private Folder FolderOf(string pattern)
    {
        var folder = _root;
        var rest = pattern.AsSpan();
        while (rest.IndexOf('/') is var end and >= 0 && rest[..end].IndexOfAny('*', '?') < 0)
        {
            folder = folder.Child(rest[..end].ToString());
            rest = rest[(end + 1)..];
        }

        return folder;
    }

    private sealed class Folder
    {
        public Dictionary<string, Folder> Folders { get; } = new(StringComparer.Ordinal);

        public List<OwnedPath> Paths { get; } = [];

        public Folder Child(string name)
        {
            if (!Folders.TryGetValue(name, out var child))
            {
                Folders.Add(name, child = new Folder());
            }

            return child;
        }
    }
}
