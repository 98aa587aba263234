using Baton.Engine.Charts;
using Baton.Engine.Schedules;

namespace Baton.Engine.Reports.WorkPlans;

/// <summary>Section 2: when everything happens, and what decides that.</summary>
internal static class TimelineSection
{
    public static IEnumerable<DocumentBlock> Blocks(WorkPlanFacts facts)
    {
        var (plan, schedule) = (facts.Plan, facts.Schedule);
        yield return new DocumentBlock.Heading(2, "2. Timeline Visualization");
        yield return new DocumentBlock.Heading(3, "2.1 Gantt Chart");
        var chart = GanttText.Render(plan, schedule).TrimEnd('\n').Split('\n');
        yield return new DocumentBlock.Picture([.. chart], GanttSvg.Render(plan, schedule));
        yield return new DocumentBlock.Heading(3, "2.2 Timeline Breakdown by Hour");
        yield return new DocumentBlock.Paragraph($"Times are planned time from the start, {schedule.LevelledLabel}.");
        yield return new DocumentBlock.Table([.. ScheduleTables.HoursHead], [.. ScheduleTables.Hours(schedule)]);
        var reasons = schedule.Tasks.Any(t => t.Reason.Cause != StartCause.AtOnce);
        yield return new DocumentBlock.Heading(3, "2.3 Schedule");
        yield return new DocumentBlock.Paragraph($"Start, finish and slack {schedule.LevelledLabel}; float {PlanSchedule.DependencyLabel}.");
        yield return new DocumentBlock.Table(
            ["Task", "Title", "Agent", "Start", "Finish", "Slack", "Float", .. reasons ? ["Waits for"] : Array.Empty<string>()],
            [.. schedule.Tasks.Take(WorkPlan.MostDetailed).OrderBy(t => t.Start).Select(t => Row(t, reasons))]);
        foreach (var block in ForecastSection.Blocks(facts))
        {
            yield return block;
        }
    }

    private static string[] Row(ScheduledTask task, bool reasons) =>
    [
        task.Id.Value, ChartText.Clean(task.Title), task.Agent?.Value ?? "no agent", PlanTime.Text(task.Start), PlanTime.Text(task.Finish),
        task.Slack > TimeSpan.Zero ? PlanTime.Text(task.Slack) : "none",
        task.OnDependencyPath ? "none, on a longest chain" : PlanTime.Text(task.TotalFloat),
        .. reasons ? [task.Reason.Text] : Array.Empty<string>(),
    ];
}
