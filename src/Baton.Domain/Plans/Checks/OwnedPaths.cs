namespace Baton.Domain.Plans.Checks;

/// <param name="Task">Number of the owning task.</param>
/// <param name="Index">Which of its outputs.</param>
/// <param name="Pattern">The normalised path or glob.</param>
internal readonly record struct OwnedPath(int Task, int Index, string Pattern);

/// <summary>Output paths that have to have one owner each.</summary>
internal sealed class OwnedPaths
{
    private readonly PathTree<OwnedPath> _tree = new();
    private readonly List<OwnedPath> _globs = [];
    private readonly Dictionary<string, List<OwnedPath>> _same = new(StringComparer.Ordinal);

    public void Add(OwnedPath path)
    {
        if (!_same.TryGetValue(path.Pattern, out var same))
        {
            _same.Add(path.Pattern, same = []);
            _tree.Add(path.Pattern, path);
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
            foreach (var path in _tree.Below(glob.Pattern))
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
        }

        return true;
    }
}
