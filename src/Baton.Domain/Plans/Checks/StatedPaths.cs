namespace Baton.Domain.Plans.Checks;

/// <summary>Longest paths that are stated: each task needs the one before, the sum is right, and no other path is longer.</summary>
internal static class StatedPaths
{
    private const int MostNamed = 12;

    public static void Run(StatedScope scope, Statement.Path stated, int index)
    {
        var tasks = new List<int>();
        foreach (var id in stated.Tasks)
        {
            if (!scope.Subject.Numbers.TryGetValue(id, out var number))
            {
                scope.Subject.Findings.Error(CheckCode.UnknownTask, scope.At(index), id.Value, $"A stated path names '{FindingList.Shorten(id.Value)}', which is not a task of the plan.",
                    scope.Subject.Advice(id.Value, scope.Subject.TaskIds, "Name an id from 'tasks:'."));
                return;
            }

            tasks.Add(number);
        }

        CheckSum(scope, stated, index, tasks);
        if (scope.Subject.Earliest is { } earliest)
        {
            CheckChain(scope, stated, index, tasks);
            CheckLength(scope, stated, index, tasks, earliest);
        }
    }

    private static void CheckSum(StatedScope scope, Statement.Path stated, int index, List<int> tasks)
    {
        var sum = tasks.Sum(i => PlannedTime.Of(scope.Task(i).Estimate));
        if (tasks.Count > 0 && stated.Length is { } length && PlannedTime.Of(length) != sum)
        {
            var parts = string.Join(" + ", tasks.Take(MostNamed).Select(i => PlannedTime.Text(PlannedTime.Of(scope.Task(i).Estimate)))) + (tasks.Count > MostNamed ? " + ..." : "");
            scope.Warn(CheckCode.StatedSum, stated, index, $"The stated path {Names(scope, tasks)} is {parts} = {PlannedTime.Text(sum)}, not {PlannedTime.Text(length)}.", "Correct the length, or the tasks.");
        }
    }

    private static void CheckChain(StatedScope scope, Statement.Path stated, int index, List<int> tasks)
    {
        for (var i = 1; i < tasks.Count; i++)
        {
            if (!scope.Subject.Graph.Needs[tasks[i]].Contains(tasks[i - 1]))
            {
                scope.Warn(CheckCode.StatedPath, stated, index,
                    $"The stated path {Names(scope, tasks)} is no chain of dependencies: {scope.Task(tasks[i]).Id} does not need {scope.Task(tasks[i - 1]).Id}.",
                    "Correct the path, or add the need if it is real.");
                return;
            }
        }
    }

    private static void CheckLength(StatedScope scope, Statement.Path stated, int index, List<int> tasks, EarliestTimes earliest)
    {
        var named = tasks.Sum(i => PlannedTime.Of(scope.Task(i).Estimate));
        var length = stated.Length is { } given ? PlannedTime.Of(given) : named;
        if (length != earliest.Length || (tasks.Count > 0 && named < earliest.Length))
        {
            scope.Warn(CheckCode.StatedPath, stated, index,
                $"A longest path of {PlannedTime.Text(length)} is stated, but by dependencies it is {Names(scope, earliest.LongestPath())} with {PlannedTime.Text(earliest.Length)}.",
                "Correct the path, or the needs.");
        }
    }

    private static string Names(StatedScope scope, List<int> tasks) =>
        string.Join(" -> ", tasks.Take(MostNamed).Select(i => scope.Task(i).Id.Value)) + (tasks.Count > MostNamed ? $" -> ... ({tasks.Count - MostNamed} more)" : "");
}
