namespace Baton.Domain.Plans.Checks;

/// <summary>Nothing asks for more at once than there is.</summary>
internal static class CapacityCheck
{
    public static void Run(CheckedPlan subject)
    {
        var limits = subject.Plan.Limits;
        CheckRoom(subject, limits.Concurrent, new PlanPlace("limits", "concurrent"), "The plan", _ => true);
        foreach (var agent in subject.Plan.Agents)
        {
            CheckLimit(subject, agent.Concurrent, PlanPlace.Agent(agent.Id, "concurrent"), $"Agent {agent.Id}", t => t.Agent == agent.Id);
        }

        foreach (var group in subject.Plan.Groups)
        {
            CheckLimit(subject, group.Concurrent, PlanPlace.Group(group.Id, "concurrent"), $"Group {group.Id}", t => t.Group == group.Id);
        }

        if (limits is { Money: { } money, SpentMoney: { } spentMoney } && spentMoney.Usd >= money.Usd)
        {
            subject.Findings.Error(CheckCode.NoCapacity, subject.At(new PlanPlace("limits", "spent")), spentMoney.ToString(),
                $"All money is spent before the run: {spentMoney} of {money}.", "Raise 'money:' or correct 'spent:'.");
        }

        if (limits is { Tokens: { } tokens, Spent: { } spent } && spent.Count >= tokens.Count)
        {
            subject.Findings.Error(CheckCode.NoCapacity, subject.At(new PlanPlace("limits", "spent")), spent.ToString(),
                $"All tokens are spent before the run: {spent} of {tokens}.", "Raise 'tokens:' or correct 'spent:'.");
        }
    }

    private static void CheckLimit(CheckedPlan subject, int? concurrent, PlanPlace place, string who, Func<PlanTask, bool> isHeld)
    {
        if (concurrent is not { } count)
        {
            return;
        }

        CheckRoom(subject, count, place, who, isHeld);
        if (count > subject.Plan.Limits.Concurrent)
        {
            subject.Findings.Warning(CheckCode.AboveLimit, subject.At(place), $"{count}",
                $"{who} may do {count:N0} tasks at once, but the plan allows {subject.Plan.Limits.Concurrent:N0} in all.",
                "Lower it, or raise 'concurrent:' under 'limits:'.");
        }
    }

    private static void CheckRoom(CheckedPlan subject, int concurrent, PlanPlace place, string who, Func<PlanTask, bool> isHeld)
    {
        if (concurrent < 1)
        {
            var first = subject.Plan.Tasks.FirstOrDefault(isHeld)?.Id.Value;
            subject.Findings.Error(CheckCode.NoCapacity, subject.At(place), $"{concurrent}",
                $"{who} may do {concurrent} tasks at once, so {(first is null ? "no task" : $"task {first}")} could {(first is null ? "ever" : "never")} start.", "Allow at least 1.");
        }
    }
}
