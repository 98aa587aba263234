using System.Collections.Immutable;

namespace Baton.Scheduling;

/// <summary>Finds everything but cycles that makes a problem unsolvable or its arithmetic unsafe.</summary>
internal static class ProblemCheck
{
    private const int MaxErrors = 100;

    public static ImmutableArray<ProblemError> Run(SchedulingProblem problem)
    {
        var errors = ImmutableArray.CreateBuilder<ProblemError>();
        CheckCapacities(problem, errors);
        CheckActivities(problem, errors);
        CheckPrecedences(problem, errors);
        if (errors.Count == 0 && !FitsTheHorizon(problem))
        {
            errors.Add(new ProblemError.HorizonTooLong());
        }

        return [.. errors.Take(MaxErrors)];
    }

    private static void CheckCapacities(SchedulingProblem problem, ImmutableArray<ProblemError>.Builder errors)
    {
        for (var r = 0; r < problem.Capacities.Length; r++)
        {
            NotNegative("capacity", r, problem.Capacities[r], errors);
        }
    }

    private static void CheckActivities(SchedulingProblem problem, ImmutableArray<ProblemError>.Builder errors)
    {
        for (var i = 0; i < problem.Activities.Length; i++)
        {
            var activity = problem.Activities[i];
            NotNegative("duration", i, activity.Duration, errors);
            NotNegative("release", i, activity.Release, errors);
            NotNegative("fixed start", i, activity.FixedStart ?? 0, errors);
            foreach (var demand in activity.Demands)
            {
                CheckDemand(problem, i, demand, errors);
            }

            if (activity.Demands.Length > 1 && activity.Demands.GroupBy(d => d.Resource).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
            {
                errors.Add(new ProblemError.RepeatedDemand(i, twice.Key));
            }
        }
    }

    private static void CheckDemand(SchedulingProblem problem, int index, Demand demand, ImmutableArray<ProblemError>.Builder errors)
    {
        if ((uint)demand.Resource >= (uint)problem.Capacities.Length)
        {
            errors.Add(new ProblemError.UnknownResource(index, demand.Resource));
            return;
        }

        NotNegative("demand", index, demand.Amount, errors);
        var capacity = problem.Capacities[demand.Resource];
        if (demand.Amount > capacity && problem.Activities[index].FixedStart is null)
        {
            errors.Add(new ProblemError.DemandAboveCapacity(index, demand.Resource, demand.Amount, capacity));
        }
    }

    private static void CheckPrecedences(SchedulingProblem problem, ImmutableArray<ProblemError>.Builder errors)
    {
        var count = (uint)problem.Activities.Length;
        for (var e = 0; e < problem.Precedences.Length; e++)
        {
            var (before, after, lag) = problem.Precedences[e];
            NotNegative("lag", e, lag, errors);
            if ((uint)before >= count || (uint)after >= count)
            {
                errors.Add(new ProblemError.UnknownActivity(e, (uint)before >= count ? before : after));
            }
        }
    }

    private static void NotNegative(string name, int index, long value, ImmutableArray<ProblemError>.Builder errors)
    {
        if (value < 0)
        {
            errors.Add(new ProblemError.NegativeFigure(name, index, value));
        }
    }

    /// <summary>No path is longer than the latest release plus, per activity, the longer of its duration and its longest lag.</summary>
    private static bool FitsTheHorizon(SchedulingProblem problem)
    {
        var reach = new long[problem.Activities.Length];
        var work = new Int128[problem.Capacities.Length];
        long latest = 0;
        for (var i = 0; i < reach.Length; i++)
        {
            var activity = problem.Activities[i];
            reach[i] = activity.Duration;
            latest = Math.Max(latest, Math.Max(activity.Release, activity.FixedStart ?? 0));
            foreach (var demand in activity.Demands)
            {
                work[demand.Resource] += (Int128)activity.Duration * demand.Amount;
            }
        }

        foreach (var (before, _, lag) in problem.Precedences)
        {
            reach[before] = Math.Max(reach[before], lag);
        }

        Int128 horizon = latest;
        foreach (var length in reach)
        {
            horizon += length;
        }

        return horizon <= SchedulingProblem.MaxHorizon && work.All(w => w <= long.MaxValue / 4);
    }
}
