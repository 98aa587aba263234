namespace Baton.Scheduling.Tests;

/// <summary>Holds a schedule against its problem by the definition alone, with nothing of the scheduler but the problem's records.</summary>
internal static class ScheduleChecker
{
    public static List<string> Violations(SchedulingProblem problem, IReadOnlyList<long> start, long makespan)
    {
        var found = new List<string>();
        long end = 0;
        for (var i = 0; i < problem.Activities.Length; i++)
        {
            var activity = problem.Activities[i];
            end = Math.Max(end, OpenTime.Finish(problem, i, start[i]));
            if (activity.FixedStart is { } pinned && start[i] != pinned)
            {
                found.Add($"{i} was moved from its fixed start {pinned} to {start[i]}");
            }

            if (activity.FixedStart is null && start[i] < activity.Release)
            {
                found.Add($"{i} starts at {start[i]}, before its release {activity.Release}");
            }

            if (!OpenTime.MayStart(problem, i, start[i]))
            {
                found.Add($"{i} starts at {start[i]}, when its calendar is closed");
            }

            if (activity.FixedStart is null)
            {
                found.AddRange(activity.Charges.Where(c => c.Amount > 0 && OpenTime.Charged(problem, start, start.Count, i, c.Quota) > problem.Quotas[c.Quota].Amount)
                    .Select(c => $"quota {c.Quota} is overdrawn by {i} at {start[i]}"));
            }
        }

        if (end != makespan)
        {
            found.Add($"makespan is {end}, not {makespan}");
        }

        foreach (var edge in problem.Precedences)
        {
            if (problem.Activities[edge.After].FixedStart is null && start[edge.After] < OpenTime.After(problem, edge, start[edge.Before]))
            {
                found.Add($"{edge.After} starts at {start[edge.After]}, too soon after {edge.Before}");
            }
        }

        found.AddRange(ResourceViolations(problem, start));
        return found;
    }

    /// <summary>Usage only grows where something starts, so those moments suffice; fixed activities may overload, others may not add to it.</summary>
    private static IEnumerable<string> ResourceViolations(SchedulingProblem problem, IReadOnlyList<long> start)
    {
        for (var i = 0; i < problem.Activities.Length; i++)
        {
            for (var r = 0; r < problem.Capacities.Length; r++)
            {
                var moment = start[i];
                var running = Enumerable.Range(0, start.Count)
                    .Where(j => start[j] <= moment && moment < OpenTime.Finish(problem, j, start[j]))
                    .Where(j => problem.Activities[j].Demands.Any(d => d.Resource == r && d.Amount > 0))
                    .ToList();
                var used = running.Sum(j => problem.Activities[j].Demands.Where(d => d.Resource == r).Sum(d => d.Amount));
                if (used > problem.Capacities[r] && running.Any(j => problem.Activities[j].FixedStart is null))
                {
                    yield return $"resource {r} is used {used} of {problem.Capacities[r]} at {moment}";
                }
            }
        }
    }
}
