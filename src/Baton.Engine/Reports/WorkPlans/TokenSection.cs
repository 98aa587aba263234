using System.Globalization;
using Baton.Domain.Plans;
using Baton.Engine.Charts;
using Baton.Engine.Schedules;

namespace Baton.Engine.Reports.WorkPlans;

/// <summary>Section 7: what everything may cost, added up.</summary>
internal static class TokenSection
{
    private const int MostRows = 200;

    public static IEnumerable<DocumentBlock> Blocks(WorkPlanFacts facts)
    {
        var (plan, ledger) = (facts.Plan, facts.Tokens);
        yield return new DocumentBlock.Heading(2, "7. Token Budget Projection");
        if (ledger.IsEmpty)
        {
            yield return new DocumentBlock.Paragraph("The plan gives no allowances and no budget.");
            yield break;
        }

        yield return new DocumentBlock.Heading(3, "7.1 Token Budget by Agent");
        yield return new DocumentBlock.Table(["Agent", "Task", "Tokens", "Money"], [.. Rows(facts).Take(MostRows)]);
        yield return new DocumentBlock.Heading(3, "7.2 Budget Status");
        yield return new DocumentBlock.Table(["", "Tokens"], [.. Status(ledger)]);
        if (ledger.Money > 0 || plan.Limits.Money is not null)
        {
            yield return new DocumentBlock.Paragraph($"Money: {new Money(ledger.Money)} of allowances{(plan.Limits.Money is { } most ? $", {most} at most" : "; no limit is set")}.");
        }

        foreach (var block in Spend(facts))
        {
            yield return block;
        }
    }

    private static IEnumerable<string[]> Rows(WorkPlanFacts facts)
    {
        var byAgent = facts.Plan.Tasks.ToLookup(t => t.Agent);
        foreach (var agent in facts.Plan.Agents.Select(a => (AgentId?)a.Id).Append(null))
        {
            foreach (var task in byAgent[agent].Where(t => t.Allowance != new Allowance()))
            {
                yield return [facts.Name(agent), ChartText.Label(task.Id.Value, task.Title), task.Allowance.Tokens?.ToString() ?? "–", task.Allowance.Money?.ToString() ?? "–"];
            }

            if (!byAgent[agent].Any() && facts.Plan.Agents.FirstOrDefault(a => a.Id == agent)?.Allowance is { } own && own != new Allowance())
            {
                yield return [facts.Name(agent), "no task of its own", own.Tokens?.ToString() ?? "–", own.Money?.ToString() ?? "–"];
            }
        }
    }

    private static IEnumerable<string[]> Status(TokenLedger ledger)
    {
        yield return ["Allowances of tasks", WorkPlanFacts.Count(ledger.Tasks)];
        yield return ["Allowances of agents without tasks", WorkPlanFacts.Count(ledger.Others)];
        yield return ["Buffer for overruns", WorkPlanFacts.Count(ledger.Buffer)];
        yield return ["Projected in all", WorkPlanFacts.Count(ledger.Projected)];
        if (ledger.Plan.Limits.Tokens is { } budget)
        {
            yield return ["Budget", budget.ToString()];
            yield return ["Spent before this run", WorkPlanFacts.Count(ledger.Spent)];
            yield return ["Available", WorkPlanFacts.Count(ledger.Available!.Value)];
            yield return ["Left after everything", string.Create(CultureInfo.InvariantCulture, $"{WorkPlanFacts.Count(ledger.Left!.Value)}{(budget.Count > 0 ? $" ({WorkPlanFacts.Percent((double)ledger.Left.Value / budget.Count)} of the budget)" : "")}")];
        }
    }

    private static IEnumerable<DocumentBlock> Spend(WorkPlanFacts facts)
    {
        if (facts.Schedule.Spend.IsEmpty)
        {
            yield break;
        }

        yield return new DocumentBlock.Heading(3, "7.3 Planned Burn");
        yield return new DocumentBlock.Paragraph($"Allowances spread evenly over each task's time, {facts.Schedule.LevelledLabel}.");
        yield return new DocumentBlock.Table(
            ["Time", "Tokens", "Money", "Reserved at its start", "Left at its end"],
            [
                .. facts.Schedule.Spend.Take(MostRows).Select(s => (string[])
                [
                    $"{PlanTime.Text(s.Start)} - {PlanTime.Text(s.Finish)}", WorkPlanFacts.Count(s.Tokens), s.Usd == 0 ? "–" : new Money(s.Usd).ToString(),
                    WorkPlanFacts.Count(s.TokensReserved), s.TokensLeft is { } left ? WorkPlanFacts.Count(left) : "–",
                ]),
            ]);
    }
}
