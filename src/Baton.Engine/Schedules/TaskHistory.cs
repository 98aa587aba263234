using Baton.Domain.Plans;

namespace Baton.Engine.Schedules;

/// <summary>What earlier runs of a plan say about its tasks: how long accepted attempts took, and which files they changed.</summary>
public sealed class TaskHistory
{
    /// <summary>From so many runs on a task is drawn from its own past alone, and an agent's tasks from its past ratios.</summary>
    private const int Enough = 3;

    private readonly Dictionary<TaskId, List<TimeSpan>> _durations = [];
    private readonly Dictionary<AgentId, List<double>> _ratios = [];
    private readonly Dictionary<TaskId, SortedSet<string>> _files = [];

    /// <summary>Runs that told something.</summary>
    public int Runs { get; private set; }

    /// <summary>A run follows.</summary>
    public void AddRun() => Runs++;

    /// <param name="agent">Who did it; null when no one in particular.</param>
    /// <param name="took">Planned time from the start of the attempt that was accepted to its acceptance.</param>
    /// <param name="estimate">Of the plan of that run.</param>
    /// <param name="files">That the attempt changed.</param>
    public void Add(TaskId task, AgentId? agent, TimeSpan took, Estimate estimate, IEnumerable<string> files)
    {
        List(_durations, task).Add(took);
        if (agent is { } who && estimate.Expected > TimeSpan.Zero)
        {
            List(_ratios, who).Add(took / estimate.Expected);
        }

        if (!_files.TryGetValue(task, out var known))
        {
            _files[task] = known = new(StringComparer.Ordinal);
        }

        known.UnionWith(files);
    }

    /// <summary>Which files accepted attempts of a task changed, in any earlier run.</summary>
    public IReadOnlyCollection<string> FilesOf(TaskId task) => _files.TryGetValue(task, out var files) ? files : [];

    /// <summary>
    /// With three runs or more the least, median and most of the task's own; with fewer the estimate, widened to hold them. A task that never ran takes the
    /// ratios of time to estimate of its agent, from three on; else the estimate stays.
    /// </summary>
    internal (Estimate Estimate, HistoryBasis Basis) Of(PlanTask task)
    {
        if (_durations.TryGetValue(task.Id, out var own))
        {
            return (own.Count >= Enough ? Spread(own) : Widened(task.Estimate, own), HistoryBasis.Task);
        }

        if (task.Agent is { } agent && _ratios.TryGetValue(agent, out var ratios) && ratios.Count >= Enough && task.Estimate.Expected > TimeSpan.Zero)
        {
            return (Spread([.. ratios.Select(r => task.Estimate.Expected * r)]), HistoryBasis.Agent);
        }

        return (task.Estimate, HistoryBasis.Estimate);
    }

    private static Estimate Spread(List<TimeSpan> times)
    {
        var sorted = times.Order().ToList();
        return new(sorted[0], sorted[(sorted.Count - 1) / 2], sorted[^1]);
    }

    private static Estimate Widened(Estimate estimate, List<TimeSpan> times) =>
        new(Least(estimate.Optimistic, times.Min()), estimate.Likely, Most(estimate.Pessimistic, times.Max()));

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Most(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static List<T> List<TKey, T>(Dictionary<TKey, List<T>> lists, TKey key)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
        {
            lists[key] = list = [];
        }

        return list;
    }
}

/// <summary>What a task's time is drawn from.</summary>
internal enum HistoryBasis
{
    Estimate,
    Task,
    Agent,
}
