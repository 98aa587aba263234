using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

/// <param name="Working">Per agent that is at work, in the order of the schedule's agents, its tasks in the order of their starts.</param>
/// <param name="Idle">Agents that have a task, and none in this time.</param>
public sealed record HourRow(
    TimeSpan Start, TimeSpan Finish, ImmutableArray<(AgentLoad Agent, ImmutableArray<TaskId> Tasks)> Working, ImmutableArray<AgentLoad> Idle);

/// <summary>Who works on what, hour by hour; in longer or shorter steps where the schedule is too long or too short for hours. Equal neighbours are one row.</summary>
public static class HourTable
{
    /// <summary>More rows are not made; the steps grow instead.</summary>
    public const int MostRows = 60;
    private const int LeastRows = 4;
    private static readonly TimeSpan[] Shorter = [.. new[] { 30.0, 15, 5, 1, 1 / 60.0, 1 / 60_000.0 }.Select(TimeSpan.FromMinutes)];

    public static TimeSpan StepOf(TimeSpan makespan)
    {
        var step = TimeSpan.FromHours(1);
        while (makespan > step * MostRows)
        {
            step *= 2;
        }

        return makespan < TimeSpan.FromHours(1) * LeastRows && makespan > TimeSpan.Zero
            ? Shorter.FirstOrDefault(s => makespan >= s * LeastRows, Shorter[^1])
            : step;
    }

    /// <returns>Rows from the start to the end of the schedule; tasks without duration are left out.</returns>
    public static IEnumerable<HourRow> Rows(PlanSchedule schedule)
    {
        var step = StepOf(schedule.Makespan);
        HourRow? open = null;
        for (var start = TimeSpan.Zero; start < schedule.Makespan; start += step)
        {
            var end = start + step < schedule.Makespan ? start + step : schedule.Makespan;
            var row = Row(schedule, start, end);
            if (open is not null && Same(open, row))
            {
                open = open with { Finish = row.Finish };
                continue;
            }

            if (open is not null)
            {
                yield return open;
            }

            open = row;
        }

        if (open is not null)
        {
            yield return open;
        }
    }

    private static HourRow Row(PlanSchedule schedule, TimeSpan start, TimeSpan end)
    {
        var atWork = schedule.Tasks.Where(t => t.Start < end && t.Finish > start).OrderBy(t => t.Start).ToLookup(t => t.Agent, t => t.Id);
        return new(
            start,
            end,
            [.. schedule.Agents.Where(a => atWork[a.Agent].Any()).Select(a => (a, atWork[a.Agent].ToImmutableArray()))],
            [.. schedule.Agents.Where(a => !atWork[a.Agent].Any())]);
    }

    private static bool Same(HourRow a, HourRow b) =>
        a.Working.Length == b.Working.Length && a.Working.Zip(b.Working).All(p => p.First.Agent.Agent == p.Second.Agent.Agent && p.First.Tasks.SequenceEqual(p.Second.Tasks));
}
