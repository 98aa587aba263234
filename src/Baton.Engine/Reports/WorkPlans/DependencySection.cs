using System.Collections.Immutable;
using System.Globalization;
using Baton.Engine.Charts;
using Baton.Engine.Schedules;

namespace Baton.Engine.Reports.WorkPlans;

/// <summary>Section 1: what leads to what.</summary>
internal static class DependencySection
{
    private const int MostChains = 20;
    private const int Width = 110;

    public static IEnumerable<DocumentBlock> Blocks(WorkPlanFacts facts)
    {
        var (plan, schedule) = (facts.Plan, facts.Schedule);
        yield return new DocumentBlock.Heading(2, "1. Dependency Analysis");
        yield return new DocumentBlock.Heading(3, "1.1 Dependency Graph");
        yield return new DocumentBlock.Picture([.. DependencyTreeText.Lines(plan, schedule, Width, ascii: false)], GraphSvg.Render(plan, schedule));
        yield return new DocumentBlock.Heading(3, "1.2 Critical Path Identification");
        yield return new DocumentBlock.Paragraph($"The longest chain {PlanSchedule.DependencyLabel} takes {PlanTime.Text(schedule.DependencyPath.Length)}. {Ties(schedule.DependencyPath)}");
        yield return new DocumentBlock.List([.. schedule.DependencyPath.All.Take(MostChains).Select(chain => Chain(facts, chain))]);
        yield return new DocumentBlock.Heading(3, "1.3 Blocking Relationships");
        yield return new DocumentBlock.Table([.. ScheduleTables.BlockingHead], [.. ScheduleTables.Blocking(plan, schedule)]);
        yield return new DocumentBlock.Heading(3, "1.4 Waves");
        yield return new DocumentBlock.Paragraph("No task depends on another one of its wave.");
        yield return new DocumentBlock.Table(["Wave", "Tasks"], [.. schedule.Waves.Select((wave, k) => (string[])[WorkPlanFacts.Count(k + 1), ScheduleTables.List(wave)])]);
    }

    private static string Ties(DependencyPath path) => path.Count switch
    {
        <= 1 => "No other chain is as long.",
        long.MaxValue => "Very many chains are as long.",
        var n => string.Create(CultureInfo.InvariantCulture, $"{n} chains are as long{(n > MostChains ? $"; the first {MostChains}" : "")}."),
    };

    private static string Chain(WorkPlanFacts facts, ImmutableArray<Domain.Plans.TaskId> chain)
    {
        const int most = 30;
        var steps = chain.Take(most).Select(id => $"{id} ({PlanTime.Text(facts.Of(id).EarliestFinish - facts.Of(id).EarliestStart)})");
        return string.Join(" → ", steps) + (chain.Length > most ? $" → and {chain.Length - most} more" : "");
    }
}
