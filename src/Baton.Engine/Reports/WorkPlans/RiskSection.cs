using Baton.Domain.Plans;
using Baton.Engine.Charts;
using Baton.Engine.Schedules;

namespace Baton.Engine.Reports.WorkPlans;

/// <summary>Section 5: what the figures say about where the plan is weak, and the risks that the plan states itself.</summary>
internal static class RiskSection
{
    private const int MostRows = 15;

    public static IEnumerable<DocumentBlock> Blocks(WorkPlanFacts facts)
    {
        yield return new DocumentBlock.Heading(2, "5. Risk Assessment");
        yield return new DocumentBlock.Heading(3, "5.1 Risks by Task");
        yield return new DocumentBlock.Paragraph("The tasks on which most other work waits, directly or through others; first those without slack.");
        var graph = new PlanGraph(facts.Plan);
        var waiting = facts.Plan.Tasks.Length > BlockingTable.MaxTasks
            ? []
            : facts.Schedule.Tasks.Take(WorkPlan.MostDetailed * 2).Select(t => (Task: t, After: graph.Descendants(t.Id).Length)).Where(x => x.After > 0)
                .OrderBy(x => x.Task.Slack > TimeSpan.Zero).ThenByDescending(x => x.After).ThenBy(x => x.Task.Start).Take(MostRows);
        yield return new DocumentBlock.Table(
            ["Task", "Tasks that wait for it", "Slack", "Retries", "Checks"],
            [
                .. waiting.Select(x => (string[])
                [
                    ChartText.Label(x.Task.Id.Value, x.Task.Title), WorkPlanFacts.Count(x.After), x.Task.Slack > TimeSpan.Zero ? PlanTime.Text(x.Task.Slack) : "none",
                    WorkPlanFacts.Count(graph.Task(x.Task.Id).Retry.Retries), WorkPlanFacts.Count(graph.Task(x.Task.Id).Verify.Length),
                ]),
            ]);
        yield return new DocumentBlock.Heading(3, "5.2 Schedule Risks");
        yield return new DocumentBlock.List([.. ScheduleRisks(facts)]);
        foreach (var block in facts.AsWritten("risks", "5.3 Risks as the Plan States Them").Concat(facts.AsWritten("escalation", "5.4 Escalation as the Plan States It")))
        {
            yield return block;
        }
    }

    private static IEnumerable<string> ScheduleRisks(WorkPlanFacts facts)
    {
        var (plan, schedule) = (facts.Plan, facts.Schedule);
        var tight = schedule.Tasks.Count(t => t.Slack <= TimeSpan.Zero);
        yield return $"{tight} of {schedule.Tasks.Length} tasks have no slack {schedule.LevelledLabel}: a delay of one of them delays the end.";
        if (FigureText.Deadline(plan, schedule) is { } deadline)
        {
            yield return char.ToUpperInvariant(deadline[0]) + deadline[1..] + ".";
        }

        foreach (var (tasks, text) in new[]
        {
            (plan.Tasks.Where(t => t.Estimate.Pessimistic == TimeSpan.Zero), "have no estimate and count as nothing"),
            (plan.Tasks.Where(t => t.Verify.IsEmpty), "have no validator, so that nothing checks what they deliver"),
            (plan.Tasks.Where(t => t.Agent is null), "have no agent, and a run refuses to start"),
        })
        {
            TaskId[] ids = [.. tasks.Select(t => t.Id)];
            if (ids.Length > 0)
            {
                yield return $"{ids.Length} {(ids.Length == 1 ? "task" : "tasks")} {text}: {ScheduleTables.List(ids)}.";
            }
        }
    }
}
