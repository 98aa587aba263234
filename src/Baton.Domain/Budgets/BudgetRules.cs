using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Domain.Budgets;

/// <summary>What a plan says about costs, task by task.</summary>
internal static class BudgetRules
{
    /// <summary>An allowance may be passed by a fifth before anybody hears of it.</summary>
    public const decimal Tolerance = 1.2m;

    /// <summary>What an attempt reserves; null when the plan allows nothing in particular.</summary>
    public static Amount? ReservationOf(RunState state, TaskId id) =>
        state.Graph.HasBudget && Amount.Of(state.Graph.Task(id).Allowance) is { IsNone: false } amount ? amount : null;

    /// <summary>Commands, people and no-ops cost nothing unless the plan allows them something; everything else asks a model.</summary>
    public static bool MaySpend(RunState state, TaskId id, Currency currency) =>
        Amount.Of(state.Graph.Task(id).Allowance)[currency] is not null || state.Ledger[currency].Of(id).Pledged > 0 || UsesModel(state.Graph.AgentOf(id));

    /// <summary>The others run commands or wait for a person, whatever model anybody names.</summary>
    public static bool UsesModel(Agent? agent) => agent is not null && (agent.Model is not null || agent.Driver is not ("shell" or "human" or "noop"));

    public static Degrade? DegradeOf(RunState state, TaskId id) => state.Graph.Task(id).Degrade ?? DegradeOf(state, state.Graph.AgentOf(id));

    public static Degrade? DegradeOf(RunState state, Agent? agent) => agent?.Degrade ?? state.Plan.Limits.Degrade;

    /// <summary>The model that the task's next attempt asks for by the nearest action so far; null: its agent's own.</summary>
    public static string? ModelOf(RunState state, TaskId id) => Acting(state, id, DegradeKind.Model)?.Degrade!.Model;

    /// <summary>The alert whose action covers the task: its own before its agent's before that of the whole, the latest of each.</summary>
    public static BudgetAlert? Acting(RunState state, TaskId id, DegradeKind kind)
    {
        BudgetAlert? found = null;
        foreach (var alert in state.Ledger.Alerts)
        {
            if (alert.Degrade?.Kind == kind && Covers(state, alert, id) && Nearness(alert) >= Nearness(found))
            {
                found = alert;
            }
        }

        return found;
    }

    private static bool Covers(RunState state, BudgetAlert alert, TaskId id) =>
        alert.Task is { } task ? task == id : alert.Agent is not { } agent || state.Graph.Task(id).Agent == agent;

    private static int Nearness(BudgetAlert? alert) => alert switch { null => 0, { Task: not null } => 3, { Agent: not null } => 2, _ => 1 };

    /// <summary>The figure at which an alert about the whole is due; null without a limit.</summary>
    public static decimal? At(RunState state, AlertKind kind, Currency currency)
    {
        var (alerts, budget) = (state.Plan.Limits.Alerts, state.Ledger[currency].Budget);
        return kind switch
        {
            AlertKind.Exhausted => budget,
            AlertKind.Critical => At(alerts.Critical, currency, budget),
            AlertKind.Warning => At(alerts.Warning, currency, budget),
            _ => At(alerts.Target, currency, budget),
        };
    }

    private static decimal? At(Threshold threshold, Currency currency, decimal? budget) =>
        budget is null ? null : new Amount(threshold.Tokens, threshold.Money)[currency] ?? budget * threshold.Share;
}
