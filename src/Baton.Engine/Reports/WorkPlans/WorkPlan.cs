using System.Collections.Immutable;
using System.Globalization;
using Baton.Domain.Plans;
using Baton.Engine.Charts;
using Baton.Engine.Schedules;

namespace Baton.Engine.Reports.WorkPlans;

/// <summary>
/// The whole plan with its schedule as a document of twelve sections, in the order of the work plans that people write by hand: dependencies, timeline,
/// assignments, hand-offs, risks, success criteria, tokens, completion, lessons, reference, authorisation, final notes. Every figure is computed.
/// </summary>
public static class WorkPlan
{
    /// <summary>More tasks are not described one by one.</summary>
    public const int MostDetailed = 1_000;

    /// <param name="planPath">How commands in the document name the plan file.</param>
    public static ImmutableArray<DocumentBlock> Blocks(Plan plan, PlanSchedule schedule, string planPath)
    {
        if (schedule.HasErrors)
        {
            return [Title(plan), .. schedule.Errors.Select(e => new DocumentBlock.Paragraph("No schedule: " + e))];
        }

        var facts = new WorkPlanFacts(plan, schedule, planPath);
        return
        [
            Title(plan),
            .. Summary(facts),
            .. DependencySection.Blocks(facts),
            .. TimelineSection.Blocks(facts),
            .. AssignmentSection.Blocks(facts),
            .. HandOffSection.Blocks(facts),
            .. RiskSection.Blocks(facts),
            .. CriteriaSection.Blocks(facts),
            .. TokenSection.Blocks(facts),
            .. ClosingSections.Blocks(facts),
        ];
    }

    /// <returns>Markdown; the same input gives the same text.</returns>
    public static string ToMarkdown(Plan plan, PlanSchedule schedule, string planPath) => DocumentMarkdown.Write(Blocks(plan, schedule, planPath));

    /// <returns>One HTML page that needs nothing from elsewhere and runs nothing.</returns>
    public static string ToHtml(Plan plan, PlanSchedule schedule, string planPath) => DocumentPage.Write(FigureText.Name(plan), Blocks(plan, schedule, planPath));

    private static DocumentBlock.Heading Title(Plan plan) => new(1, $"Work plan: {FigureText.Name(plan)}");

    private static IEnumerable<DocumentBlock> Summary(WorkPlanFacts facts)
    {
        var (plan, schedule) = (facts.Plan, facts.Schedule);
        var agents = schedule.Agents.Count(a => a.Agent is not null);
        yield return new DocumentBlock.List(
        [
            $"Plan: {plan.Name}, {plan.Hash.Short}",
            string.Create(CultureInfo.InvariantCulture, $"Scope: {plan.Tasks.Length} tasks of {agents} agents{(plan.Groups.IsEmpty ? "" : $", in {plan.Groups.Length} groups")}"),
            $"Estimated duration {FigureText.UnderLimits(schedule)}",
            $"Token budget: {facts.Tokens.Summary}",
        ]);
        yield return new DocumentBlock.Heading(2, "Executive Summary");
        yield return new DocumentBlock.List([.. FigureText.All(plan, schedule).Select(Capital)]);
        yield return new DocumentBlock.Paragraph(
            schedule.Bottleneck?.Text
            ?? (schedule.Tasks.IsEmpty ? "There is nothing to do." : $"What decides the length: {schedule.BoundBy}. {(schedule.IsOptimal ? "No schedule under the same limits is shorter." : "A shorter schedule under the same limits may exist.")}"));
        yield return new DocumentBlock.Table(
            ["Agent", "Tasks", "Work", "Most at once", "Used"],
            [.. schedule.Agents.Select(a => (string[])[facts.Name(a.Agent), WorkPlanFacts.Count(a.TaskCount), PlanTime.Text(a.Busy), WorkPlanFacts.Count(a.Peak), WorkPlanFacts.Percent(a.Utilisation)])]);
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
