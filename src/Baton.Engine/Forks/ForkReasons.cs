using Baton.Domain.Plans;

namespace Baton.Engine.Forks;

/// <summary>Says why the digest of a task is not that of the old run: the first thing of all that leads to its work that differs.</summary>
/// <param name="before">The digests of the old run's tasks.</param>
/// <param name="now">The digests of the new run's tasks.</param>
/// <param name="sameBase">Both runs start from the same files.</param>
internal sealed class ForkReasons(Plan old, Plan plan, Dictionary<TaskId, string> before, Dictionary<TaskId, string> now, bool sameBase)
{
    private const int MostNames = 3;

    private readonly Dictionary<TaskId, PlanTask> _old = old.Tasks.ToDictionary(t => t.Id);
    private readonly PlanGraph _graph = new(plan);

    public string Of(TaskId id)
    {
        var (was, task) = (_old[id], _graph.Task(id));
        if (!sameBase)
        {
            return "the base has changed: the run would start from other files";
        }

        if (PlanPart.ChangesOfPlan(old, plan) is { Count: > 0 } common)
        {
            return $"what all tasks have in common has changed ({string.Join(", ", common)})";
        }

        if (PlanPart.ChangesOfTask(old, was, plan, task) is { Count: > 0 } own)
        {
            return $"its description has changed ({string.Join(", ", own)})";
        }

        return NeedsOf(was).SequenceEqual(NeedsOf(task)) ? BuildsOn(NeedsOf(task).Where(n => before.GetValueOrDefault(n) != now[n])) : "what it needs has changed (needs)";
    }

    /// <param name="anew">Direct needs that are done anew; none: an earlier group with a barrier holds what is.</param>
    public static string BuildsOn(IEnumerable<TaskId> anew)
    {
        var names = anew.ToList();
        var more = names.Count > MostNames ? $" and {names.Count - MostNames} more" : "";
        return names.Count == 0 ? "it builds on an earlier group, of which something is done anew"
            : $"it builds on {string.Join(", ", names.Take(MostNames))}{more}, which {(names.Count == 1 ? "is" : "are")} done anew";
    }

    private static IEnumerable<TaskId> NeedsOf(PlanTask task) => task.Needs.Select(n => n.Task).Distinct().Order();
}
