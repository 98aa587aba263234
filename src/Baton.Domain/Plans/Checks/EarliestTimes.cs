namespace Baton.Domain.Plans.Checks;

/// <param name="Share">How much of <paramref name="Before"/> must be done.</param>
/// <param name="Lag">Milliseconds that must pass after it.</param>
internal readonly record struct TimedNeed(int Before, int After, double Share = 1, long Lag = 0);

/// <summary>When each task can start at the earliest if nobody ever has to wait for an agent. All times are milliseconds from the start.</summary>
internal sealed class EarliestTimes
{
    private readonly long[] _durations;
    private readonly long[] _start;
    private readonly int[] _decidedBy;
    private readonly int _tasks;

    private EarliestTimes(long[] durations, long[] start, int[] decidedBy, int tasks)
    {
        (_durations, _start, _decidedBy, _tasks) = (durations, start, decidedBy, tasks);
        for (var i = 0; i < tasks; i++)
        {
            Length = Math.Max(Length, Finish(i));
        }
    }

    /// <summary>The end of the last task.</summary>
    public long Length { get; }

    public long Start(int task) => _start[task];

    public long Finish(int task) => _start[task] + _durations[task];

    /// <summary>When the share of the task is done.</summary>
    public long At(int task, double share) => _start[task] + (long)Math.Round(_durations[task] * share);

    /// <summary>One of the longest chains, from its first task to its last.</summary>
    public List<int> LongestPath()
    {
        var path = new List<int>();
        var last = -1;
        for (var i = 0; i < _tasks; i++)
        {
            last = last < 0 || Finish(i) > Finish(last) ? i : last;
        }

        for (var i = last; i >= 0; i = _decidedBy[i])
        {
            if (i < _tasks)
            {
                path.Add(i);
            }
        }

        path.Reverse();
        return path;
    }

    /// <param name="barriers">Places in the plan's groups of those whose barriers count; null: none.</param>
    /// <param name="further">Needs beside those that the tasks name.</param>
    /// <returns>Null when something waits for itself; <paramref name="stuck"/> is then a task that does.</returns>
    public static EarliestTimes? Of(CheckedPlan subject, IReadOnlyList<int>? barriers, IEnumerable<TimedNeed> further, out int stuck)
    {
        var tasks = subject.Plan.Tasks.Length;
        var needs = new NeedsByTask(tasks + (barriers?.Count ?? 0));
        AddNeeds(subject, needs);
        foreach (var need in further)
        {
            needs.Add(need);
        }

        if (barriers is { Count: > 0 })
        {
            AddBarriers(subject, barriers, needs);
        }

        return Walk(Durations(subject, needs.Count), needs, tasks, out stuck);
    }

    private static long[] Durations(CheckedPlan subject, int count)
    {
        var durations = new long[count];
        for (var i = 0; i < subject.Plan.Tasks.Length; i++)
        {
            durations[i] = PlannedTime.Of(subject.Plan.Tasks[i].Estimate);
        }

        return durations;
    }

    private static void AddNeeds(CheckedPlan subject, NeedsByTask needs)
    {
        for (var i = 0; i < subject.Plan.Tasks.Length; i++)
        {
            foreach (var need in subject.Plan.Tasks[i].Needs)
            {
                if (subject.Numbers.TryGetValue(need.Task, out var before) && before != i)
                {
                    needs.Add(new(before, i, need.Share, PlannedTime.Of(need.Lag)));
                }
            }
        }
    }

    /// <summary>A barrier is a point after all tasks of its group and after the barrier before it, and before all tasks of later groups.</summary>
    private static void AddBarriers(CheckedPlan subject, IReadOnlyList<int> barriers, NeedsByTask needs)
    {
        var tasks = subject.Plan.Tasks;
        for (var b = 1; b < barriers.Count; b++)
        {
            needs.Add(new(tasks.Length + b - 1, tasks.Length + b));
        }

        for (var i = 0; i < tasks.Length; i++)
        {
            if (tasks[i].Group is not { } id || !subject.GroupPlaces.TryGetValue(id, out var own))
            {
                continue;
            }

            for (var b = 0; b < barriers.Count && barriers[b] <= own; b++)
            {
                if (barriers[b] == own)
                {
                    needs.Add(new(i, tasks.Length + b));
                }
                else if (b == barriers.Count - 1 || barriers[b + 1] >= own)
                {
                    needs.Add(new(tasks.Length + b, i));
                }
            }
        }
    }

    private static EarliestTimes? Walk(long[] durations, NeedsByTask needs, int tasks, out int stuck)
    {
        var (start, decidedBy, waiting) = (new long[needs.Count], new int[needs.Count], needs.Waiting());
        Array.Fill(decidedBy, -1);
        var open = new Queue<int>();
        for (var i = 0; i < needs.Count; i++)
        {
            if (waiting[i] == 0)
            {
                open.Enqueue(i);
            }
        }

        while (open.TryDequeue(out var done))
        {
            foreach (var need in needs.After(done))
            {
                var at = start[done] + (long)Math.Round(durations[done] * need.Share) + need.Lag;
                if (at > start[need.After] || decidedBy[need.After] < 0)
                {
                    start[need.After] = Math.Max(at, start[need.After]);
                    decidedBy[need.After] = done;
                }

                if (--waiting[need.After] == 0)
                {
                    open.Enqueue(need.After);
                }
            }
        }

        stuck = Array.FindIndex(waiting, w => w > 0);
        return stuck < 0 ? new(durations, start, decidedBy, tasks) : null;
    }

    private sealed class NeedsByTask(int count)
    {
        private readonly List<TimedNeed>?[] _after = new List<TimedNeed>?[count];
        private readonly int[] _waiting = new int[count];

        public int Count => count;

        public void Add(TimedNeed need)
        {
            (_after[need.Before] ??= []).Add(need);
            _waiting[need.After]++;
        }

        public List<TimedNeed> After(int task) => _after[task] ?? [];

        public int[] Waiting() => [.. _waiting];
    }
}
