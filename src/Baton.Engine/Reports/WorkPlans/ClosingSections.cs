using Baton.Domain.Plans;
using Baton.Engine.Charts;
using Baton.Engine.Schedules;

namespace Baton.Engine.Reports.WorkPlans;

/// <summary>Sections 8 to 12: the end of the work, what to learn from it, where things are, who may do what, and what matters most.</summary>
internal static class ClosingSections
{
    private const int MostRows = 300;

    public static IEnumerable<DocumentBlock> Blocks(WorkPlanFacts facts) =>
        [.. Completion(facts), .. Lessons(facts), .. Reference(facts), .. Authorization(facts), .. Final(facts)];

    private static IEnumerable<DocumentBlock> Completion(WorkPlanFacts facts)
    {
        yield return new DocumentBlock.Heading(2, "8. Post-Completion Checklist");
        yield return new DocumentBlock.List(
        [
            "Read the report: `baton report`, and every attempt with its evidence: `baton report --kind log`",
            $"No task waits for a person: `baton status {facts.PlanPath}`",
            .. facts.Plan.Tasks.Where(t => t.Verify.Any(v => v is ValidatorSpec.Human)).Take(MostRows).Select(t => $"Decided by a person: {t.Id}"),
            facts.Plan.Finish == Finish.Merge ? "The base branch holds the work" : "Merge the integration branch into the base branch",
            "Delete what nobody needs any more, after looking: `baton gc --dry-run`",
        ], Open: true);
    }

    private static IEnumerable<DocumentBlock> Lessons(WorkPlanFacts facts)
    {
        var schedule = facts.Schedule;
        yield return new DocumentBlock.Heading(2, "9. Lessons Learned & Continuous Improvement");
        yield return new DocumentBlock.Paragraph("`baton report` sets what happened against these figures.");
        yield return new DocumentBlock.Table(
            ["Question", "Planned"],
            [
                [$"Did the work end in time, {schedule.LevelledLabel}?", PlanTime.Text(schedule.Makespan)],
                ["How much work was it in all?", PlanTime.Text(schedule.Sequential)],
                ["What did working side by side save?", WorkPlanFacts.Percent(schedule.SavingPercent / 100)],
                ["Did the allowances hold?", facts.Tokens.Summary],
                ["Which tasks needed more than one attempt?", "none"],
            ]);
    }

    private static IEnumerable<DocumentBlock> Reference(WorkPlanFacts facts)
    {
        yield return new DocumentBlock.Heading(2, "10. Appendix: Quick Reference");
        yield return new DocumentBlock.Heading(3, "10.1 Key File Locations");
        var files = facts.Plan.Tasks.SelectMany(t => t.Outputs.Select(o => (o.Path, t.Id, o.Amends))).OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
        yield return files.Count == 0
            ? new DocumentBlock.Paragraph("No task declares an output.")
            : new DocumentBlock.Table(["Path", "Task"], [.. files.Take(MostRows).Select(f => (string[])[f.Path, f.Amends is null ? f.Id.Value : $"{f.Id}, amends {f.Amends}"])]);
        yield return new DocumentBlock.Heading(3, "10.2 Key Commands");
        yield return new DocumentBlock.Code(
        [
            $"baton check {facts.PlanPath}", $"baton plan {facts.PlanPath}", $"baton run {facts.PlanPath}", "baton status", "baton watch", "baton report",
        ]);
        foreach (var block in facts.AsWritten("stated", "10.3 Figures as the Plan States Them"))
        {
            yield return block;
        }
    }

    private static IEnumerable<DocumentBlock> Authorization(WorkPlanFacts facts)
    {
        yield return new DocumentBlock.Heading(2, "11. Execution Authorization");
        yield return new DocumentBlock.Paragraph($"Agents write the outputs of their tasks and what is named here; nothing protected: {WorkPlanFacts.Join(facts.Plan.Protect)}.");
        yield return new DocumentBlock.Table(
            ["Agent", "Driver", "May write beside its outputs", "Sub-agents"],
            [
                .. facts.Plan.Agents.Select(agent => (agent, Tasks: facts.Plan.Tasks.Where(t => t.Agent == agent.Id).ToList())).Select(x => (string[])
                [
                    facts.Name(x.agent.Id), x.agent.Driver, WorkPlanFacts.Join(x.Tasks.SelectMany(t => t.Authority.Write).Distinct(StringComparer.Ordinal).Take(12)),
                    x.Tasks.Select(t => t.Authority.SubAgentDepth).DefaultIfEmpty(0).Max() is > 0 and var depth ? $"up to {depth} deep" : "none",
                ]),
            ]);
    }

    private static IEnumerable<DocumentBlock> Final(WorkPlanFacts facts)
    {
        var schedule = facts.Schedule;
        yield return new DocumentBlock.Heading(2, "12. Final Notes");
        TaskId[] tight = [.. schedule.Tasks.Where(t => t.Slack <= TimeSpan.Zero).OrderBy(t => t.Start).Select(t => t.Id)];
        yield return new DocumentBlock.List(
        [
            $"Must not be late, {schedule.LevelledLabel}: {ScheduleTables.List(tight)}",
            $"The end: {PlanTime.Text(schedule.Makespan)} {schedule.LevelledLabel}, {schedule.BoundText}",
            $"Tokens: {facts.Tokens.Summary}",
            $"Next step: `baton run {facts.PlanPath}`",
        ]);
    }
}
