using Baton.Engine.Charts;
using Baton.Engine.Validators;

namespace Baton.Engine.Reports.WorkPlans;

/// <summary>Section 6: what must hold for each task and for the whole.</summary>
internal static class CriteriaSection
{
    public static IEnumerable<DocumentBlock> Blocks(WorkPlanFacts facts)
    {
        yield return new DocumentBlock.Heading(2, "6. Success Criteria");
        yield return new DocumentBlock.Heading(3, "6.1 Completion Criteria by Task");
        foreach (var task in facts.Plan.Tasks.Take(WorkPlan.MostDetailed))
        {
            yield return new DocumentBlock.Heading(4, ChartText.Label(task.Id.Value, task.Title));
            yield return task.Verify.IsEmpty
                ? new DocumentBlock.Paragraph("Nothing is checked.")
                : new DocumentBlock.List([.. task.Verify.Select(v => $"{v.Name}: {ValidatorText.Describe(v)}")], Open: true);
        }

        yield return new DocumentBlock.Heading(3, "6.2 Overall Success Criteria");
        yield return new DocumentBlock.List(
        [
            $"All {facts.Plan.Tasks.Length} tasks are complete, each with a passing verdict of every validator",
            .. facts.Plan.Verify.Select(v => $"Every merged tree: {ValidatorText.Describe(v)}"),
            .. facts.Plan.Limits.Deadline is { } deadline ? [$"Done within the deadline of {Schedules.PlanTime.Text(deadline)}"] : Array.Empty<string>(),
            .. facts.Tokens.Available is { } available ? [$"Within {WorkPlanFacts.Count(available)} tokens"] : Array.Empty<string>(),
        ], Open: true);
        foreach (var block in facts.AsWritten("gates", "6.3 Gates as the Plan States Them").Concat(facts.AsWritten("metrics", "6.4 Quality Metrics as the Plan States Them")))
        {
            yield return block;
        }
    }
}
