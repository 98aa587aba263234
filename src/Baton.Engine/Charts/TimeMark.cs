using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

/// <summary>A moment of a schedule that is drawn through all tracks.</summary>
/// <param name="Kind"><c>barrier</c>, <c>bound</c>, <c>end</c>, <c>deadline</c> or <c>now</c>.</param>
internal sealed record TimeMark(string Kind, TimeSpan At, string Text)
{
    public const int MostBarriers = 40;

    /// <summary>In the order of time.</summary>
    public static ImmutableArray<TimeMark> Of(Plan plan, PlanSchedule schedule)
    {
        var bound = schedule.IsOptimal || schedule.LowerBound == schedule.Makespan
            ? new[] { new TimeMark("bound", schedule.Makespan, $"makespan {PlanTime.Text(schedule.Makespan)} = lower bound") }
            : [new("bound", schedule.LowerBound, $"lower bound {PlanTime.Text(schedule.LowerBound)}"), new("end", schedule.Makespan, $"makespan {PlanTime.Text(schedule.Makespan)}")];
        IEnumerable<TimeMark> all =
        [
            .. Barriers(plan, schedule).Take(MostBarriers).Select(b => new TimeMark("barrier", b.At, $"barrier after {b.Group}")),
            .. bound,
            .. plan.Limits.Deadline is { } deadline ? [new TimeMark("deadline", deadline, $"deadline {PlanTime.Text(deadline)}")] : Array.Empty<TimeMark>(),
            .. schedule.Now is { } now ? [new TimeMark("now", now, $"now {PlanTime.Text(now)}")] : Array.Empty<TimeMark>(),
        ];
        return [.. all.OrderBy(m => m.At)];
    }

    /// <summary>When each barrier opens: with the end of the last task of its group, and not before the barrier ahead of it.</summary>
    public static IEnumerable<(GroupId Group, TimeSpan At)> Barriers(Plan plan, PlanSchedule schedule)
    {
        var ends = schedule.Tasks.Where(t => t.Group is not null).ToLookup(t => t.Group!.Value, t => t.Finish);
        var at = TimeSpan.Zero;
        foreach (var group in plan.Groups.SkipLast(1).Where(g => g.Barrier && ends[g.Id].Any()))
        {
            at = ends[group.Id].Append(at).Max();
            yield return (group.Id, at);
        }
    }
}
