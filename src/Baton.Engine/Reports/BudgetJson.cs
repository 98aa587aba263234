using System.Text.Json.Serialization;
using Baton.Domain.Budgets;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Reports;

/// <summary>The stable JSON shape of a run's budget. Null: not limited, not allowed, or not measured; never 0 for those.</summary>
public sealed record BudgetJson(
    BudgetCurrencyJson? Tokens, BudgetCurrencyJson? Money, IReadOnlyList<BudgetLineJson> Agents, IReadOnlyList<BudgetLineJson> Tasks, IReadOnlyList<BudgetAlertJson> Alerts,
    IReadOnlyList<BudgetRemarkJson> Remarks, int AttemptsNotMeasured)
{
    public static BudgetJson Of(RunState state, RunHistory history) => new(
        BudgetCurrencyJson.Of(state, Currency.Tokens),
        BudgetCurrencyJson.Of(state, Currency.Money),
        [.. state.Plan.Agents.Select(a => new BudgetLineJson(a.Id.Value, null, Figures(state, Currency.Tokens, a), Figures(state, Currency.Money, a))).Where(l => l is not { Tokens: null, Money: null })],
        [.. state.Plan.Tasks.Select(t => new BudgetLineJson(t.Id.Value, t.Agent?.Value, Figures(state, Currency.Tokens, t), Figures(state, Currency.Money, t))).Where(l => l is not { Tokens: null, Money: null })],
        [.. history.Alerts.Select(a => BudgetAlertJson.From(a.At, a.Alert))],
        [.. history.Attempts.Where(a => a.Settled?.Remark is not null).Select(a => new BudgetRemarkJson(a.Task.Value, a.Number, a.Settled!.Remark!))],
        history.Attempts.Count(a => a.ExitedAt is not null && a.Measured.Tokens is null));

    private static BudgetFiguresJson? Figures(RunState state, Currency currency, Agent agent) =>
        BudgetFiguresJson.Of(Amount.Of(agent.Allowance)[currency], state.Ledger[currency].Of(agent.Id));

    private static BudgetFiguresJson? Figures(RunState state, Currency currency, PlanTask task) =>
        BudgetFiguresJson.Of(Amount.Of(task.Allowance)[currency], state.Ledger[currency].Of(task.Id));
}

/// <summary>One currency, whole tokens or dollars.</summary>
public sealed record BudgetCurrencyJson(
    decimal? Limit, decimal SpentBefore, decimal Settled, decimal Measured, decimal Estimated, decimal Reserved, decimal Seen, decimal? Available, decimal Planned,
    decimal Buffer, decimal BufferLeft, decimal? Reserve, decimal Overdrawn, decimal? Target, decimal? Warning, decimal? Critical, BudgetForecastJson? Forecast)
{
    /// <summary>Null when the plan says nothing in this currency and nothing was measured.</summary>
    public static BudgetCurrencyJson? Of(RunState state, Currency currency)
    {
        var standing = BudgetStanding.Of(state, currency);
        var account = standing.Account;
        var total = account.Total;
        return account.Limit is null && total == default && standing.Planned == 0 ? null : new(
            account.Limit, account.Spent, total.Settled, total.Measured, total.Estimated, total.Reserved, total.Seen, account.Limit is null ? null : account.Available, standing.Planned,
            account.Buffer, standing.BufferLeft, standing.Reserve, standing.Overdrawn, standing.Target, standing.Warning, standing.Critical,
            standing.Forecast is { } f ? new BudgetForecastJson(f.AtCompletion, f.ToComplete, f.Index, f.Unplanned) : null);
    }
}

/// <summary>Null where it stands: nothing was measured.</summary>
public sealed record BudgetForecastJson(decimal AtCompletion, decimal ToComplete, decimal? CostIndex, int UnplannedTasks);

public sealed record BudgetLineJson(string Id, string? Agent, BudgetFiguresJson? Tokens, BudgetFiguresJson? Money);

public sealed record BudgetFiguresJson(decimal? Allowance, decimal Measured, decimal Estimated, decimal Reserved, decimal Seen)
{
    public static BudgetFiguresJson? Of(decimal? allowance, Figures f) => allowance is null && f == default ? null : new(allowance, f.Measured, f.Estimated, f.Reserved, f.Seen);
}

public sealed record BudgetAlertJson(DateTimeOffset At, string Kind, string Currency, string? Task, string? Agent, decimal Used, decimal Of, string? Degrade, bool Escalated, string Text)
{
    internal static BudgetAlertJson From(DateTimeOffset at, BudgetAlert a) =>
        new(at, a.Kind.ToString(), a.Currency.ToString(), a.Task?.Value, a.Agent?.Value, a.Used, a.Of, a.Degrade?.ToString(), a.IsEscalation, EventText.OfAlert(a));
}

public sealed record BudgetRemarkJson(string Task, int Attempt, string Text);

/// <summary>What <c>baton budget --json</c> writes.</summary>
public sealed record BudgetDocumentJson(int Code, string Run, string Plan, string State, BudgetJson Budget);

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BudgetDocumentJson))]
public sealed partial class BudgetJsonContext : JsonSerializerContext;
