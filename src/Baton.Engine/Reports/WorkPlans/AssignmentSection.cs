using Baton.Domain.Plans;
using Baton.Engine.Charts;
using Baton.Engine.Schedules;
using Baton.Engine.Validators;

namespace Baton.Engine.Reports.WorkPlans;

/// <summary>Section 3: who does what, with what, by when, and how it is checked.</summary>
internal static class AssignmentSection
{
    public static IEnumerable<DocumentBlock> Blocks(WorkPlanFacts facts)
    {
        yield return new DocumentBlock.Heading(2, "3. Agent Task Assignments");
        var number = 0;
        foreach (var load in facts.Schedule.Agents)
        {
            yield return new DocumentBlock.Heading(3, $"3.{++number} {facts.Name(load.Agent)}");
            yield return new DocumentBlock.List([.. About(facts, load)]);
            IEnumerable<PlanTask> tasks = facts.Plan.Tasks.Length > WorkPlan.MostDetailed ? [] : facts.Plan.Tasks.Where(t => t.Agent == load.Agent).OrderBy(t => facts.Of(t.Id).Start);
            foreach (var task in tasks)
            {
                yield return new DocumentBlock.Heading(4, $"{ChartText.Label(task.Id.Value, task.Title)} ({PlanTime.Text(task.Estimate.Expected)})");
                yield return new DocumentBlock.List([.. About(facts, task)]);
            }
        }
    }

    private static IEnumerable<string> About(WorkPlanFacts facts, AgentLoad load)
    {
        var tasks = facts.Schedule.Tasks.Where(t => t.Agent == load.Agent).ToList();
        yield return $"Timeline: {PlanTime.Text(load.Busy)} of work from {PlanTime.Text(tasks.Min(t => t.Start))} to {PlanTime.Text(tasks.Max(t => t.Finish))}, {facts.Schedule.LevelledLabel}";
        if (facts.Plan.Agents.FirstOrDefault(a => a.Id == load.Agent) is not { } agent)
        {
            yield return "No one owns these tasks; a run refuses to start them.";
            yield break;
        }

        yield return $"Driver: {agent.Driver}{(agent.Model is null ? "" : $", model {agent.Model}")}{(agent.Role is { } role ? $", {Words(role)} role" : "")}";
        yield return agent.Concurrent is { } most ? $"At once: {most}" : "At once: no limit of its own";
        if (agent.Allowance != new Allowance())
        {
            yield return $"Allowance: {Words(agent.Allowance)}";
        }
    }

    private static IEnumerable<string> About(WorkPlanFacts facts, PlanTask task)
    {
        var scheduled = facts.Of(task.Id);
        yield return $"When: {PlanTime.Text(scheduled.Start)} to {PlanTime.Text(scheduled.Finish)}, {(scheduled.Slack > TimeSpan.Zero ? $"slack {PlanTime.Text(scheduled.Slack)}" : "no slack")}";
        if (task.Estimate is var e && e.Optimistic != e.Pessimistic)
        {
            yield return $"Estimate: {PlanTime.Text(e.Optimistic)} at best, {PlanTime.Text(e.Likely)} likely, {PlanTime.Text(e.Pessimistic)} at worst";
        }

        yield return $"Needs: {WorkPlanFacts.Join(task.Needs.Select(Words))}";
        foreach (var (name, values) in new (string, IEnumerable<string>)[]
        {
            ("Reads", task.Inputs.Select(i => i.Section is null ? i.Path : $"{i.Path} ({i.Section})")),
            ("Entry points", task.EntryPoints),
            ("Delivers", task.Outputs.Select(o => o.Amends is null ? o.Path : $"{o.Path} (amends {o.Amends})")),
            ("May write, too", task.Authority.Write),
            ("Related", task.Related),
        })
        {
            if (WorkPlanFacts.Join(values) is not "none" and var text)
            {
                yield return $"{name}: {text}";
            }
        }

        if (task.Allowance != new Allowance())
        {
            yield return $"Allowance: {Words(task.Allowance)}";
        }

        yield return $"Checked by: {(task.Verify.IsEmpty ? "nothing" : string.Join("; ", task.Verify.Select(ValidatorText.Describe)))}";
        if (task.Rollback is { Length: > 0 } rollback)
        {
            yield return $"Rollback: {rollback}";
        }
    }

    internal static string Words(Allowance allowance) =>
        WorkPlanFacts.Join(new[] { allowance.Tokens is { } tokens ? $"{tokens} tokens" : null, allowance.Money?.ToString() }.OfType<string>());

    private static string Words(AgentRole role) => role switch { AgentRole.Executive => "executive", AgentRole.Legislative => "legislative", _ => "judicial" };

    private static string Words(Need need) =>
        $"{need.Task}{(need.Share < 1 ? $" at {WorkPlanFacts.Percent(need.Share)}" : "")}{(need.Lag > TimeSpan.Zero ? $" and {PlanTime.Text(need.Lag)}" : "")}";
}
