using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Engine.Schedules;

/// <summary>Tokens and money along a schedule: what is used in each hour and what is reserved for tasks at work.</summary>
internal static class SpendCurve
{
    private const int MostSteps = 200;

    public static ImmutableArray<SpendStep> Of(Plan plan, ImmutableArray<ScheduledTask> tasks, TimeSpan makespan)
    {
        var costs = plan.Tasks.Select((t, i) => new Cost(tasks[i].Start, tasks[i].Finish, t.Allowance.Tokens?.Count ?? 0, t.Allowance.Money?.Usd ?? 0))
            .Where(c => c.Tokens > 0 || c.Usd > 0).ToArray();
        if (costs.Length == 0)
        {
            return [];
        }

        var step = StepOf(makespan);
        var count = Math.Max(1, (int)Math.Ceiling(makespan / step));
        return [.. Enumerable.Range(0, count).Select(k => Step(plan.Limits, costs, step * k, Min(makespan, step * (k + 1))))];
    }

    /// <summary>An hour, or the least whole number of hours that needs no more than 200 steps.</summary>
    private static TimeSpan StepOf(TimeSpan makespan) => TimeSpan.FromHours(Math.Max(1, Math.Ceiling(makespan.TotalHours / MostSteps)));

    private static SpendStep Step(Limits limits, Cost[] costs, TimeSpan start, TimeSpan end)
    {
        var tokensBefore = (long)Math.Round(costs.Sum(c => c.Tokens * c.ShareDoneBy(start)));
        var tokensAfter = (long)Math.Round(costs.Sum(c => c.Tokens * c.ShareDoneBy(end)));
        var usdBefore = costs.Sum(c => c.Usd * (decimal)c.ShareDoneBy(start));
        var usdAfter = costs.Sum(c => c.Usd * (decimal)c.ShareDoneBy(end));
        var atWork = costs.Where(c => c.Start <= start && start < c.Finish).ToArray();
        var begun = costs.Where(c => c.Start < end || c.Finish <= end).ToArray();
        return new(
            start, end, tokensAfter - tokensBefore, Math.Round(usdAfter - usdBefore, 4), atWork.Sum(c => c.Tokens), atWork.Sum(c => c.Usd),
            limits.Tokens is { } t ? t.Count - (limits.Spent?.Count ?? 0) - begun.Sum(c => c.Tokens) : null,
            limits.Money is { } m ? m.Usd - begun.Sum(c => c.Usd) : null);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private sealed record Cost(TimeSpan Start, TimeSpan Finish, long Tokens, decimal Usd)
    {
        public double ShareDoneBy(TimeSpan at) => at >= Finish ? 1 : at <= Start ? 0 : (at - Start) / (Finish - Start);
    }
}
