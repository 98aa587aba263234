using Baton.Domain.Budgets;

namespace Baton.Domain.Plans.Checks;

/// <summary>Alerts come in their order and can come at all; actions beyond an allowance can be carried out.</summary>
internal static class BudgetTermsCheck
{
    public static void Run(CheckedPlan subject)
    {
        CheckAlerts(subject, Currency.Tokens, subject.Plan.Limits.Tokens?.Count, subject.Plan.Limits.Spent?.Count ?? 0);
        CheckAlerts(subject, Currency.Money, subject.Plan.Limits.Money?.Usd, subject.Plan.Limits.SpentMoney?.Usd ?? 0);
        CheckLimits(subject);
        foreach (var agent in subject.Plan.Agents.Where(a => a.Degrade is not null))
        {
            var isAllowed = IsSaid(agent.Allowance) || subject.Plan.Tasks.Any(t => t.Agent == agent.Id && IsSaid(t.Allowance));
            CheckDegrade(subject, agent.Degrade!, agent, isAllowed, PlanPlace.Agent(agent.Id, "degrade"), $"Agent {agent.Id}");
        }

        foreach (var task in subject.Plan.Tasks.Where(t => t.Degrade is not null))
        {
            CheckDegrade(subject, task.Degrade!, subject.AgentOf(task), IsSaid(task.Allowance), PlanPlace.Task(task.Id, "degrade"), $"Task {task.Id}");
        }
    }

    private static bool IsSaid(Allowance allowance) => !Amount.Of(allowance).IsNone;

    private static void CheckAlerts(CheckedPlan subject, Currency currency, decimal? limit, decimal spent)
    {
        var alerts = subject.Plan.Limits.Alerts;
        var place = new PlanPlace("limits", "alerts");
        (string Name, Threshold Threshold)[] all = [("target", alerts.Target), ("warning", alerts.Warning), ("critical", alerts.Critical)];
        if (limit is not { } most)
        {
            if (all.FirstOrDefault(a => new Amount(a.Threshold.Tokens, a.Threshold.Money)[currency] is not null) is { Name: { } name })
            {
                Report(subject, place, name, $"The alert '{name}' is a figure in {Word(currency)}, and the plan sets no limit in {Word(currency)}.", $"Set '{Word(currency)}:' under 'limits:', or leave the figure out.");
            }

            return;
        }

        var budget = most - spent;
        var before = (Name: "", At: 0m);
        foreach (var (name, threshold) in all.Append(("the limit", new Threshold(1))))
        {
            var at = new Amount(threshold.Tokens, threshold.Money)[currency] ?? budget * threshold.Share;
            if (at < before.At)
            {
                Report(subject, place, before.Name, $"The alert '{before.Name}' comes at {Amount.Text(currency, before.At)}, after {(name == "the limit" ? "all that the limit leaves is used, " : $"'{name}' at ")}{Amount.Text(currency, at)}.",
                    "Order them: target, warning, critical, and none above the limit less what is spent.");
                return;
            }

            before = (name, at);
        }
    }

    private static void CheckLimits(CheckedPlan subject)
    {
        if (subject.Plan.Limits is { Degrade: { } degrade } limits)
        {
            var isAllowed = limits is not { Tokens: null, Money: null } || subject.Plan.Tasks.Any(t => IsSaid(t.Allowance)) || subject.Plan.Agents.Any(a => IsSaid(a.Allowance));
            CheckDegrade(subject, degrade, null, isAllowed, new PlanPlace("limits", "degrade"), "The plan");
        }
    }

    private static void CheckDegrade(CheckedPlan subject, Degrade degrade, Agent? agent, bool isAllowed, PlanPlace place, string who)
    {
        var why = !isAllowed ? $"{who} says what happens beyond an allowance, but nothing is allowed."
            : degrade.Kind != DegradeKind.Model || agent is null ? null
            : agent.Driver is "shell" or "human" or "noop" ? $"{who} would go on with model {degrade.Model}, but the driver {agent.Driver} of agent {agent.Id} asks for no model."
            : agent.Model == degrade.Model ? $"{who} would go on with model {degrade.Model}, which agent {agent.Id} has already."
            : null;
        if (why is not null)
        {
            subject.Findings.Warning(CheckCode.IdleDegrade, subject.At(place), degrade.ToString(), why, "Give it an allowance and another model, or write 'pause', 'stop', or nothing.");
        }
    }

    private static string Word(Currency currency) => currency == Currency.Tokens ? "tokens" : "money";

    private static void Report(CheckedPlan subject, PlanPlace place, string text, string message, string remedy) =>
        subject.Findings.Error(CheckCode.BadThreshold, subject.At(place), text, message, remedy);
}
