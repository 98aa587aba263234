using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Domain.Budgets;

/// <summary>
/// Who may start in one round of dispatching, by the budget. Who waits for attempts at work to give back what they do not use is not overtaken by later
/// ones that want the same; who can get enough from nobody is told so, and the others go on.
/// </summary>
internal sealed class BudgetQueue
{
    private HashSet<(Currency, AgentId?)>? _waiting;

    /// <summary>Null: it may start. Without a reason: attempts at work may leave enough for it.</summary>
    public BudgetHold? HoldOf(RunState state, TaskId id)
    {
        if (!state.Graph.HasBudget)
        {
            return null;
        }

        if (BudgetRules.Acting(state, id, DegradeKind.Pause) is { } paused && (paused.Task is not null || paused.Agent is not null))
        {
            return new($"{paused.Text} The plan pauses what it covers. Let it go on: baton budget --raise AMOUNT --reason WHY.");
        }

        BudgetHold? hold = null;
        foreach (var currency in Amount.Currencies)
        {
            var next = BudgetRules.MaySpend(state, id, currency) ? HoldOf(state, id, currency) : null;
            hold = next is { Reason: not null } ? next : hold ?? next;
        }

        return hold;
    }

    private BudgetHold? HoldOf(RunState state, TaskId id, Currency currency)
    {
        var need = Amount.Of(state.Graph.Task(id).Allowance)[currency];
        var (account, agent) = (state.Ledger[currency], state.Graph.AgentOf(id)!);
        var whole = account.Limit is null ? null : HoldOf(need, account.Free, account.Total.Pledged, (currency, null), () => Whole(id, need, account));
        if (Amount.Of(agent.Allowance)[currency] is not { } most || whole is { Reason: not null })
        {
            return whole;
        }

        var own = account.Of(agent.Id);
        return HoldOf(need, most - own.Committed, own.Pledged, (currency, agent.Id), () => Own(id, need, currency, agent, most, own)) ?? whole;
    }

    private BudgetHold? HoldOf(decimal? need, decimal free, decimal pledged, (Currency, AgentId?) key, Func<string> why)
    {
        if (!Fits(need, free + pledged))
        {
            return new(why());
        }

        if (Fits(need, free) && _waiting?.Contains(key) != true)
        {
            return null;
        }

        (_waiting ??= []).Add(key);
        return new(null);
    }

    /// <summary>Without an allowance nobody knows what it needs; something has to be left.</summary>
    private static bool Fits(decimal? need, decimal free) => need is { } amount ? amount <= Math.Max(0, free) : free > 0;

    private static string Whole(TaskId id, decimal? need, Account a) =>
        $"{Wants(id, need, a.Currency)}, and the budget has {Amount.Text(a.Currency, a.Free)} left: {Amount.Text(a.Currency, a.Limit!.Value)} less {Spent(a)}{Amount.Text(a.Currency, a.Total.Settled)} settled"
        + $"{Guessed(a.Currency, a.Total)} and {Amount.Text(a.Currency, a.Total.Pledged)} reserved. {Remedy(need - a.Free, a.Currency)}";

    private static string Own(TaskId id, decimal? need, Currency currency, Agent agent, decimal most, Figures own) =>
        $"{Wants(id, need, currency)}, and agent {agent.Id} has {Amount.Text(currency, most - own.Committed)} left of its allowance: {Amount.Text(currency, most)} less {Amount.Text(currency, own.Settled)} settled"
        + $"{Guessed(currency, own)} and {Amount.Text(currency, own.Pledged)} reserved. Give the agent a larger allowance in the plan and start a new run, or skip the task.";

    private static string Wants(TaskId id, decimal? need, Currency currency) => need is { } amount ? $"{id} needs {Amount.Text(currency, amount)}" : $"{id} may cost {(currency == Currency.Tokens ? "tokens" : "money")}";

    private static string Spent(Account a) => a.Spent > 0 ? $"{Amount.Text(a.Currency, a.Spent)} spent before, " : "";

    private static string Guessed(Currency currency, Figures f) => f.Estimated > 0 ? $" ({Amount.Text(currency, f.Estimated)} of it estimated)" : "";

    private static string Remedy(decimal? lacking, Currency currency) =>
        $"Raise it{(lacking is { } more ? $" by {Amount.Text(currency, more)} or more" : "")}: baton budget --raise AMOUNT --reason WHY.";
}

/// <param name="Reason">Why it cannot start before a person acts, with the figures; null: it waits for attempts at work.</param>
internal sealed record BudgetHold(string? Reason);
