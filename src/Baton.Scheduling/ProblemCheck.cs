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
        CheckCalendars(problem, errors);
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

        for (var q = 0; q < problem.Quotas.Length; q++)
        {
            NotNegative("quota", q, problem.Quotas[q].Amount, errors);
            NotNegative("window", q, problem.Quotas[q].Window, errors);
        }
    }

    private static void CheckCalendars(SchedulingProblem problem, ImmutableArray<ProblemError>.Builder errors)
    {
        for (var c = 0; c < problem.Calendars.Length; c++)
        {
            var calendar = problem.Calendars[c];
            if (calendar.Pattern.IsEmpty || !IsSorted(calendar.Pattern, calendar.Period) || !IsSorted(calendar.Spans, calendar.RepeatFrom))
            {
                errors.Add(new ProblemError.NeverOpens(c));
            }
        }
    }

    private static bool IsSorted(ImmutableArray<OpenSpan> spans, long end)
    {
        long last = 0;
        foreach (var span in spans)
        {
            if (span.Start < last || span.End <= span.Start)
            {
                return false;
            }

            last = span.End;
        }

        return last <= end && end <= SchedulingProblem.MaxHorizon;
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

            CheckWindows(problem, i, activity, errors);
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

    private static void CheckWindows(SchedulingProblem problem, int index, Activity activity, ImmutableArray<ProblemError>.Builder errors)
    {
        if (activity.Calendar is { } calendar && (uint)calendar >= (uint)problem.Calendars.Length)
        {
            errors.Add(new ProblemError.UnknownLimit(index, "calendar", calendar));
        }

        foreach (var (quota, amount) in activity.Charges)
        {
            if ((uint)quota >= (uint)problem.Quotas.Length)
            {
                errors.Add(new ProblemError.UnknownLimit(index, "quota", quota));
                continue;
            }

            NotNegative("charge", index, amount, errors);
            if (amount > problem.Quotas[quota].Amount && activity.FixedStart is null)
            {
                errors.Add(new ProblemError.ChargeAboveQuota(index, quota, amount, problem.Quotas[quota].Amount));
            }
        }
    }

    private static void CheckPrecedences(SchedulingProblem problem, ImmutableArray<ProblemError>.Builder errors)
    {
        var count = (uint)problem.Activities.Length;
        for (var e = 0; e < problem.Precedences.Length; e++)
        {
            var (before, after, lag) = problem.Precedences[e];
            NotNegative("lag", e, lag, errors);
            var wait = problem.Precedences[e].Wait;
            NotNegative("lag", e, lag < 0 ? 0 : Math.Min(wait, lag - wait), errors);
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

    /// <summary>
    /// No path is longer than the latest release plus, per activity, the longer of its duration and its longest lag, stretched by its calendar, and
    /// the windows of its charges.
    /// </summary>
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

        Int128 horizon = Math.Max(latest, problem.Calendars.Select(c => c.RepeatFrom).DefaultIfEmpty().Max());
        for (var i = 0; i < reach.Length; i++)
        {
            horizon += Stretched(problem, problem.Activities[i], reach[i]);
        }

        return horizon <= SchedulingProblem.MaxHorizon && work.All(w => w <= long.MaxValue / 4) && ChargesFit(problem);
    }

    private static Int128 Stretched(SchedulingProblem problem, Activity activity, long reach)
    {
        Int128 length = reach;
        if (activity is { Calendar: { } c, FixedStart: null })
        {
            var calendar = problem.Calendars[c];
            var open = calendar.Pattern.Sum(s => s.End - s.Start);
            length += (((Int128)reach / open) + 2) * calendar.Period;
        }

        foreach (var charge in activity.Charges)
        {
            length += problem.Quotas[charge.Quota].Window;
        }

        return length;
    }

    private static bool ChargesFit(SchedulingProblem problem)
    {
        var sums = new Int128[problem.Quotas.Length];
        foreach (var (quota, amount) in problem.Activities.SelectMany(a => a.Charges))
        {
            sums[quota] += amount;
        }

        return sums.All(s => s <= long.MaxValue / 4);
    }
}
