namespace Baton.Domain.Plans.Checks;

/// <summary>Paths and globs by their literal folders, so that a path is held only against what can overlap with it.</summary>
internal sealed class PathTree<T>
{
    private readonly Folder _root = new();

    /// <param name="pattern">Normalised.</param>
    public void Add(string pattern, T value)
    {
        var folder = _root;
        foreach (var name in Folders(pattern))
        {
            if (!folder.Folders.TryGetValue(name, out var child))
            {
                folder.Folders.Add(name, child = new Folder());
            }

            folder = child;
        }

        folder.Values.Add(value);
    }

    /// <summary>What begins in the folders on the way to the pattern and in its own.</summary>
    public IEnumerable<T> OnTheWayTo(string pattern)
    {
        var folder = _root;
        foreach (var name in Folders(pattern).Append(null))
        {
            foreach (var value in folder.Values)
            {
                yield return value;
            }

            if (name is null || !folder.Folders.TryGetValue(name, out folder!))
            {
                yield break;
            }
        }
    }

    /// <summary>What begins in the pattern's own literal folder or below.</summary>
    public IEnumerable<T> Below(string pattern)
    {
        var folders = new Stack<Folder>();
        if (Find(pattern) is { } own)
        {
            folders.Push(own);
        }

        while (folders.TryPop(out var folder))
        {
            foreach (var value in folder.Values)
            {
                yield return value;
            }

            foreach (var child in folder.Folders.Values)
            {
                folders.Push(child);
            }
        }
    }

    private Folder? Find(string pattern)
    {
        var folder = _root;
        foreach (var name in Folders(pattern))
        {
            if (!folder.Folders.TryGetValue(name, out folder!))
            {
                return null;
            }
        }

        return folder;
    }

    /// <summary>The folders in front of the last segment or of the first wildcard.</summary>
    private static IEnumerable<string> Folders(string pattern)
    {
        var start = 0;
        while (pattern.IndexOf('/', start) is var end and >= 0 && pattern.AsSpan(start, end - start).IndexOfAny('*', '?') < 0)
        {
            yield return pattern[start..end];
            start = end + 1;
        }
    }

    private sealed class Folder
    {
        public Dictionary<string, Folder> Folders { get; } = new(StringComparer.Ordinal);

        public List<T> Values { get; } = [];
    }
}
