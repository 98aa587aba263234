namespace Baton.Domain.Plans.Checks;

/// <summary>Who makes which path. Looking up costs a bounded number of comparisons over its life; after that globs are not looked at.</summary>
internal sealed class MadePaths
{
    private readonly Dictionary<string, List<int>> _same = new(StringComparer.Ordinal);
    private readonly PathTree<MadePath> _globs = new();
    private readonly PathTree<MadePath> _all = new();
    private int _comparisons;

    public MadePaths(Plan plan, int comparisons)
    {
        _comparisons = comparisons;
        for (var task = 0; task < plan.Tasks.Length; task++)
        {
            foreach (var output in plan.Tasks[task].Outputs)
            {
                Add(Glob.Normalize(output.Path), task);
            }
        }
    }

    /// <summary>False once the comparisons are used up.</summary>
    public bool IsComplete => _comparisons > 0;

    /// <summary>The tasks that make the path or something that the glob <paramref name="input"/> means.</summary>
    public List<int> MakersOf(string input)
    {
        var pattern = Glob.Normalize(input);
        List<int> makers = _same.TryGetValue(pattern, out var same) ? [.. same] : [];
        AddCovered(_globs.OnTheWayTo(pattern), pattern, makers, glob => Glob.Covers(glob, pattern));
        if (Glob.IsPattern(pattern))
        {
            AddCovered(_all.Below(pattern), pattern, makers, made => Glob.Covers(pattern, made));
        }

        return makers;
    }

    private void Add(string pattern, int task)
    {
        _all.Add(pattern, new(pattern, task));
        if (Glob.IsPattern(pattern))
        {
            _globs.Add(pattern, new(pattern, task));
        }

        if (!_same.TryGetValue(pattern, out var makers))
        {
            _same.Add(pattern, makers = []);
        }

        makers.Add(task);
    }

    private void AddCovered(IEnumerable<MadePath> candidates, string pattern, List<int> makers, Func<string, bool> meets)
    {
        foreach (var (made, task) in candidates)
        {
            if (--_comparisons <= 0)
            {
                return;
            }

            if (made != pattern && meets(made))
            {
                makers.Add(task);
            }
        }
    }
}

/// <param name="Task">Its place in the plan.</param>
internal sealed record MadePath(string Pattern, int Task);
