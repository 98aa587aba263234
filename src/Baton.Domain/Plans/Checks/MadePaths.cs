namespace Baton.Domain.Plans.Checks;

/// <summary>Who makes which path. Looking up costs a bounded number of glob comparisons over its life; after that globs are not looked at.</summary>
internal sealed class MadePaths
{
    private readonly Dictionary<string, List<int>> _files = new(StringComparer.Ordinal);
    private readonly List<(string Pattern, int Task)> _globs = [];
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
        List<int> makers = _files.TryGetValue(pattern, out var exact) ? [.. exact] : [];
        foreach (var (glob, task) in _globs)
        {
            if (--_comparisons > 0 && (Glob.Covers(glob, pattern) || Glob.Covers(pattern, glob)))
            {
                makers.Add(task);
            }
        }

        if (Glob.IsPattern(pattern))
        {
            AddFilesBelow(pattern, makers);
        }

        return makers;
    }

    private void Add(string pattern, int task)
    {
        if (Glob.IsPattern(pattern))
        {
            _globs.Add((pattern, task));
        }
        else if (_files.TryGetValue(pattern, out var makers))
        {
            makers.Add(task);
        }
        else
        {
            _files.Add(pattern, [task]);
        }
    }

    private void AddFilesBelow(string pattern, List<int> makers)
    {
        foreach (var (file, tasks) in _files)
        {
            if (--_comparisons > 0 && Glob.Covers(pattern, file))
            {
                makers.AddRange(tasks);
            }
        }
    }
}
