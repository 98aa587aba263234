using Baton.Domain.Plans;
using Baton.Engine.Charts;
using Baton.Engine.Schedules;

namespace Baton.Engine.Reports.WorkPlans;

/// <summary>Section 4: what goes from one agent to another, and when.</summary>
internal static class HandOffSection
{
    private const int MostRows = 200;

    public static IEnumerable<DocumentBlock> Blocks(WorkPlanFacts facts)
    {
        yield return new DocumentBlock.Heading(2, "4. Handoff Points & Coordination");
        yield return new DocumentBlock.Heading(3, "4.1 Explicit Handoff Points");
        var rows = Rows(facts).OrderBy(r => r.At).Take(MostRows + 1).ToList();
        yield return rows.Count == 0
            ? new DocumentBlock.Paragraph("No task needs the work of another agent.")
            : new DocumentBlock.Table(["Time", "From", "To", "Artifact", "Purpose"], [.. rows.Take(MostRows).Select(r => r.Cells)]);
        if (rows.Count > MostRows)
        {
            yield return new DocumentBlock.Paragraph($"The first {MostRows}.");
        }

        yield return new DocumentBlock.Heading(3, "4.2 Coordination Mechanisms");
        yield return new DocumentBlock.List(
        [
            "Every attempt works in a workspace of its own; what passes its checks is merged into the run's integration branch, from which the next tasks start.",
            "The journal is the single source of truth; `baton status` and `baton report --kind memory` show it.",
            .. facts.Plan.Groups.SkipLast(1).Where(g => g.Barrier).Select(g => $"Barrier after {g.Id}: no task of a later group starts before every task of {g.Id} is complete."),
        ]);
        foreach (var block in facts.AsWritten("handoffs", "4.3 Hand-offs as the Plan States Them")
            .Concat(facts.AsWritten("checkpoints", "Checkpoints as the Plan States Them"))
            .Concat(facts.AsWritten("communication", "Communication as the Plan States It")))
        {
            yield return block;
        }
    }

    private static IEnumerable<(TimeSpan At, string[] Cells)> Rows(WorkPlanFacts facts)
    {
        var tasks = facts.Plan.Tasks.DistinctBy(t => t.Id).ToDictionary(t => t.Id);
        foreach (var link in PlanLinks.Of(facts.Plan, facts.Schedule))
        {
            var (from, to) = (facts.Plan.Tasks[link.Before], facts.Plan.Tasks[link.After]);
            if (from.Agent != to.Agent)
            {
                var scheduled = facts.Of(from.Id);
                var at = scheduled.Start + ((scheduled.Finish - scheduled.Start) * Math.Min(1, link.Need.Share));
                var share = link.Need.Share < 1 ? $"{from.Id} at {WorkPlanFacts.Percent(link.Need.Share)}: " : "";
                yield return (at, [PlanTime.Text(at), facts.Name(from.Agent), facts.Name(to.Agent), share + Artifact(from, to), $"{to.Id} can start"]);
            }
        }
    }

    /// <summary>Outputs that the later task reads, or all outputs when it names none of them.</summary>
    private static string Artifact(PlanTask from, PlanTask to)
    {
        var read = to.Inputs.Select(i => i.Path).ToHashSet(StringComparer.Ordinal);
        var outputs = from.Outputs.Select(o => o.Path).ToList();
        var shared = outputs.Where(read.Contains).ToList();
        var named = shared.Count > 0 ? shared : outputs;
        return named.Count == 0 ? $"the work of {from.Id}" : named.Count <= 3 ? string.Join(", ", named) : $"{string.Join(", ", named.Take(3))} and {named.Count - 3} more";
    }
}
