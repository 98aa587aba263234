using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Engine.Schedules.WhatIf;
using Baton.Scheduling;

namespace Baton.Engine.Schedules;

/// <summary>The figures of a schedule that cost more than the schedule itself: what one more of each limit buys, and the forecast.</summary>
public static class PlanAnalysis
{
    /// <summary>Above this many tasks the worth of limits is not computed: it needs a schedule per limit.</summary>
    public const int MaxTasksForWorth = 400;

    private const int MostLimits = 4;

    /// <summary>Samples of a forecast: 400, and fewer for plans of more than 75 tasks, down to 50.</summary>
    public static int SamplesFor(Plan plan) => Math.Clamp(30_000 / Math.Max(1, plan.Tasks.Length), 50, 400);

    /// <param name="schedule">Of the same plan and facts.</param>
    /// <param name="history">Takes the place of estimates in the forecast where it says enough.</param>
    /// <returns>The schedule with <see cref="PlanSchedule.Worth"/> and, if any task has a three-point estimate or a history, <see cref="PlanSchedule.Forecast"/>.</returns>
    public static PlanSchedule Complete(Plan plan, PlanSchedule schedule, ScheduleFacts? facts = null, ulong seed = 1, TaskHistory? history = null)
    {
        if (schedule.HasErrors)
        {
            return schedule;
        }

        var worth = Worth(plan, schedule, facts);
        return schedule with
        {
            Worth = worth,
            Bottleneck = Sharpen(schedule.Bottleneck, worth),
            Forecast = Forecast(plan, schedule, facts, SamplesFor(plan), seed, history),
        };
    }

    /// <summary>A limit of which one more saves most decides more surely than one that is merely waited for.</summary>
    private static Bottleneck? Sharpen(Bottleneck? found, ImmutableArray<LimitWorth> worth) =>
        found is null || worth.IsEmpty || worth[0].Saved <= TimeSpan.Zero || worth[0].Text == found.Name
            ? found
            : new(worth[0].Text, found.Held, $"{worth[0].Text}: one more would save {PlanTime.Text(worth[0].Saved)}.");

    private static ImmutableArray<LimitWorth> Worth(Plan plan, PlanSchedule schedule, ScheduleFacts? facts)
    {
        if (plan.Tasks.Length > MaxTasksForWorth)
        {
            return [];
        }

        var waited = schedule.Tasks.Where(t => t.Reason.Cause == StartCause.Limit).Select(t => t.Reason.Limit!).ToHashSet();
        var limits = new LimitSet(plan).Counts.Where(c => waited.Contains(c.Text)).Take(MostLimits);
        return [.. limits.Select(limit => Worth(plan, schedule, facts, limit)).OrderByDescending(w => w.Saved)];
    }

    private static LimitWorth Worth(Plan plan, PlanSchedule schedule, ScheduleFacts? facts, CountLimit limit)
    {
        var more = PlanChange.Limit(plan, limit, limit.AtOnce + 1);
        var problem = new PlanProblem(more, facts, schedule.StartsAt);
        var solved = Levelling.Of(more, problem, Network.From(problem.UnderLimits()).Network!).Schedule;
        var makespan = PlanTime.FromMilliseconds(solved.Makespan);
        var saved = schedule.Makespan > makespan ? schedule.Makespan - makespan : TimeSpan.Zero;
        return new(limit.Key, limit.Text, limit.AtOnce, limit.AtOnce + 1, makespan, saved, solved.IsOptimal);
    }

    /// <summary>Null when no task that is still to end has a spread.</summary>
    private static ScheduleForecast? Forecast(Plan plan, PlanSchedule schedule, ScheduleFacts? facts, int samples, ulong seed, TaskHistory? history)
    {
        var drawn = plan.Tasks.Select(t => history?.Of(t) ?? (t.Estimate, HistoryBasis.Estimate)).ToList();
        if (!plan.Tasks.Zip(drawn).Any(t => t.Second.Estimate.Optimistic < t.Second.Estimate.Pessimistic && facts?.Tasks.ContainsKey(t.First.Id) != true))
        {
            return null;
        }

        var network = Network.From(new PlanProblem(plan, facts, schedule.StartsAt).UnderLimits()).Network!;
        ImmutableArray<DurationRange> ranges =
        [
            .. drawn.Select(d => new DurationRange(Milliseconds(d.Estimate.Optimistic), Milliseconds(d.Estimate.Likely), Milliseconds(d.Estimate.Pessimistic))),
            .. Enumerable.Repeat(default(DurationRange), network.Count - plan.Tasks.Length),
        ];
        var sampled = Scheduling.Forecast.Run(network, ranges, Ranks(plan, schedule, network.Count), samples, seed);
        return new(
            samples, seed, PlanTime.FromMilliseconds((long)sampled.Makespans.Average()),
            At(sampled, 0.5), At(sampled, 0.8), At(sampled, 0.95),
            plan.Limits.Deadline is { } deadline ? Math.Round((double)sampled.Makespans.Count(m => m <= Milliseconds(deadline)) / samples, 4) : null,
            [.. sampled.Criticality.Take(plan.Tasks.Length).Select(c => Math.Round(c, 4))],
            Basis(history, drawn));
    }

    private static string Basis(TaskHistory? history, List<(Estimate Estimate, HistoryBasis Basis)> drawn)
    {
        const string estimates = "PERT-beta of the three-point estimates; single estimates as they are";
        int Count(HistoryBasis basis) => drawn.Count(d => d.Basis == basis);
        return history is null || Count(HistoryBasis.Estimate) == drawn.Count
            ? estimates
            : $"PERT-beta; {Count(HistoryBasis.Task)} tasks by their times in {history.Runs} earlier runs, {Count(HistoryBasis.Agent)} by how their agents kept estimates, {Count(HistoryBasis.Estimate)} by estimates";
    }

    /// <summary>In the order of the levelled schedule; milestones of barriers as soon as they can.</summary>
    private static int[] Ranks(Plan plan, PlanSchedule schedule, int count)
    {
        var index = plan.Tasks.Select((t, i) => (t.Id, i)).ToDictionary(x => x.Id, x => x.i);
        var rank = Enumerable.Repeat(-1, count).ToArray();
        for (var r = 0; r < schedule.Order.Length; r++)
        {
            rank[index[schedule.Order[r]]] = r;
        }

        return rank;
    }

    private static TimeSpan At(Forecast forecast, double share) => PlanTime.FromMilliseconds(forecast.Percentile(share));

    private static long Milliseconds(TimeSpan time) => PlanTime.Milliseconds(time);
}
