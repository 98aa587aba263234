namespace Baton.Scheduling.Tests;

/// <summary>The shortest makespan of a tiny problem: every start up to a limit is tried for every activity.</summary>
internal static class BruteForce
{
    public static long Makespan(SchedulingProblem problem, long upperBound)
    {
        var start = new long[problem.Activities.Length];
        var best = upperBound;
        Search(problem, start, 0, 0, ref best);
        return best;
    }

    private static void Search(SchedulingProblem problem, long[] start, int index, long end, ref long best)
    {
        if (end >= best)
        {
            return;
        }

        if (index == start.Length)
        {
            best = end;
            return;
        }

        var activity = problem.Activities[index];
        var first = activity.FixedStart ?? activity.Release;
        var last = activity.FixedStart ?? (best - activity.Duration);
        for (var at = first; at <= last; at++)
        {
            start[index] = at;
            if (IsAllowed(problem, start, index))
            {
                Search(problem, start, index + 1, Math.Max(end, OpenTime.Finish(problem, index, at)), ref best);
            }
        }
    }

    private static bool IsAllowed(SchedulingProblem problem, long[] start, int last)
    {
        if (problem.Activities[last].FixedStart is null
            && problem.Precedences.Any(e => e.After == last && start[last] < OpenTime.After(problem, e, start[e.Before])))
        {
            return false;
        }

        if (!OpenTime.MayStart(problem, last, start[last]))
        {
            return false;
        }

        for (var k = 0; k <= last; k++)
        {
            if (problem.Activities[k].FixedStart is null
                && problem.Activities[k].Charges.Any(c => c.Amount > 0 && OpenTime.Charged(problem, start, last + 1, k, c.Quota) > problem.Quotas[c.Quota].Amount))
            {
                return false;
            }
        }

        for (var r = 0; r < problem.Capacities.Length; r++)
        {
            for (var k = 0; k <= last; k++)
            {
                var moment = start[k];
                var active = Enumerable.Range(0, last + 1)
                    .Where(j => start[j] <= moment && moment < OpenTime.Finish(problem, j, start[j]))
                    .Where(j => problem.Activities[j].Demands.Any(d => d.Resource == r && d.Amount > 0)).ToList();
                if (active.Any(j => problem.Activities[j].FixedStart is null)
                    && active.Sum(j => problem.Activities[j].Demands.Where(d => d.Resource == r).Sum(d => d.Amount)) > problem.Capacities[r])
                {
                    return false;
                }
            }
        }

        return true;
    }
}
