using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Engine.Schedules;

/// <summary>Finds tasks that declare or, in earlier runs, changed the same files and that no dependency keeps in order.</summary>
internal static class ConflictPairs
{
    /// <summary>Pairs beyond this many are not looked for.</summary>
    public const int Most = 60;

    private const int MostComparisons = 200_000;
    private const int MostTasks = 2_000;

    /// <summary>By the plan's order.</summary>
    public static ImmutableArray<(int First, int Second, string Overlap)> Of(Plan plan, TaskHistory? history = null)
    {
        if (plan.Tasks.Length > MostTasks)
        {
            return [];
        }

        var found = new SortedDictionary<(int, int), string>();
        var paths = plan.Tasks.SelectMany((t, i) => t.Outputs.Select(o => (Task: i, Path: Glob.Normalize(o.Path)))).ToList();
        foreach (var same in paths.GroupBy(p => p.Path, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
        {
            Add(found, [.. same.Select(p => p.Task)], same.Key);
        }

        AddGlobs(found, paths);
        if (history is not null)
        {
            AddPast(found, plan, history);
        }

        return [.. Unordered(plan, found).Take(Most)];
    }

    private static void Add(SortedDictionary<(int, int), string> found, int[] tasks, string path)
    {
        for (var a = 0; a < tasks.Length && found.Count < 20 * Most; a++)
        {
            foreach (var b in tasks.AsSpan(a + 1))
            {
                _ = tasks[a] == b || found.TryAdd((Math.Min(tasks[a], b), Math.Max(tasks[a], b)), path);
            }
        }
    }

    private static void AddPast(SortedDictionary<(int, int), string> found, Plan plan, TaskHistory history)
    {
        var changed = plan.Tasks.SelectMany((t, i) => history.FilesOf(t.Id).Select(path => (Task: i, Path: path)));
        foreach (var same in changed.GroupBy(c => c.Path, StringComparer.Ordinal).Where(g => g.Skip(1).Any()).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Add(found, [.. same.Select(c => c.Task)], $"{same.Key}, which both changed in earlier runs");
        }
    }

    private static void AddGlobs(SortedDictionary<(int, int), string> found, List<(int Task, string Path)> paths)
    {
        var left = MostComparisons;
        foreach (var (task, glob) in paths.Where(p => Glob.IsPattern(p.Path)))
        {
            foreach (var (other, path) in paths)
            {
                if (--left < 0)
                {
                    return;
                }

                if (other != task && path != glob && (Glob.Covers(glob, path) || Glob.Covers(path, glob)))
                {
                    _ = found.TryAdd((Math.Min(task, other), Math.Max(task, other)), $"{glob} and {path}");
                }
            }
        }
    }

    private static IEnumerable<(int First, int Second, string Overlap)> Unordered(Plan plan, SortedDictionary<(int First, int Second), string> found)
    {
        if (found.Count == 0)
        {
            yield break;
        }

        var graph = new PlanGraph(plan);
        var behind = new Dictionary<int, HashSet<TaskId>>();
        HashSet<TaskId> Behind(int task) => behind.TryGetValue(task, out var known) ? known : behind[task] = [.. graph.Descendants(plan.Tasks[task].Id)];
        foreach (var ((first, second), overlap) in found)
        {
            if (!Behind(first).Contains(plan.Tasks[second].Id) && !Behind(second).Contains(plan.Tasks[first].Id))
            {
                yield return (first, second, overlap);
            }
        }
    }
}
