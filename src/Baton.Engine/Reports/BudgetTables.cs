using System.Globalization;
using Baton.Domain.Budgets;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Reports;

/// <summary>A run's budget in rows for people: the whole, agents, tasks. The same for the terminal, the report and the living memory.</summary>
public static class BudgetTables
{
    public const string NotMeasured = "not measured";

    /// <summary>Whether there is anything to tell.</summary>
    public static bool HasFigures(RunState state) => Amount.Currencies.Any(c => BudgetCurrencyJson.Of(state, c) is not null);

    /// <summary>Names and one column per currency that the plan or the run knows.</summary>
    public static (string[] Head, IReadOnlyList<string?[]> Rows) Whole(RunState state)
    {
        var standings = Amount.Currencies.Where(c => BudgetCurrencyJson.Of(state, c) is not null).Select(c => (Currency: c, Standing: BudgetStanding.Of(state, c))).ToList();
        (string Name, Func<Currency, BudgetStanding, string?> Value)[] rows =
        [
            ("limit", (c, s) => s.Account.Limit is { } limit ? Text(c, limit) : "the plan sets none"),
            ("spent before the run", (c, s) => Some(c, s.Account.Spent)),
            ("settled, measured", (c, s) => s.Account.Total.Measured > 0 ? Text(c, s.Account.Total.Measured) : NotMeasured),
            ("settled, estimated", (c, s) => Some(c, s.Account.Total.Estimated)),
            ("reserved for attempts at work", (c, s) => Some(c, s.Account.Total.Reserved)),
            ("of that used so far", (c, s) => Some(c, s.Account.Total.Seen)),
            ("available", (c, s) => s.Account.Limit is null ? null : Text(c, s.Account.Available)),
            ("planned for tasks to be done", (c, s) => Some(c, s.Planned)),
            ("overruns", (c, s) => Some(c, s.Account.Overrun)),
            ("buffer", (c, s) => s.Account.Buffer == 0 ? null : s.BufferLeft == s.Account.Buffer ? Text(c, s.Account.Buffer) : $"{Text(c, s.BufferLeft)} of {Text(c, s.Account.Buffer)}"),
            ("reserve", (c, s) => s.Reserve is { } reserve ? s.Overdrawn > 0 ? $"none: used and planned are {Text(c, s.Overdrawn)} over the limit" : Text(c, reserve) : null),
            ("target / warning / critical", (c, s) => s.Account.Limit is null ? null
                : $"{Short(c, s.Target!.Value)} / {Short(c, s.Warning!.Value)} / {Short(c, s.Critical!.Value)}"),
            ("forecast at completion", (c, s) => s.Forecast is { } f ? Text(c, f.AtCompletion) + Basis(f) : NotMeasured),
        ];
        return (["Figure", .. standings.Select(s => s.Currency.ToString())],
            [.. rows.Select(r => (string?[])[r.Name, .. standings.Select(s => r.Value(s.Currency, s.Standing))]).Where(r => r.Skip(1).Any(v => v is not null))]);
    }

    public static (string[] Head, IReadOnlyList<string?[]> Rows) Agents(RunState state) => (LineHead("Agent"),
        [.. state.Plan.Agents.SelectMany(a => Lines(state, a.Id.Value, null, a.Allowance, c => state.Ledger[c].Of(a.Id)))]);

    public static (string[] Head, IReadOnlyList<string?[]> Rows) Tasks(RunState state) => (LineHead("Task"),
        [.. state.Plan.Tasks.SelectMany(t => Lines(state, t.Id.Value, state[t.Id].Status, t.Allowance, c => state.Ledger[c].Of(t.Id)))]);

    /// <summary>Where the budget stands, in one line; null when the plan has none and nothing was measured.</summary>
    public static string? Line(RunState state)
    {
        var parts = Amount.Currencies.Select(c => (c, Json: BudgetCurrencyJson.Of(state, c))).Where(x => x.Json is not null).Select(x => Line(x.c, x.Json!)).ToList();
        return parts.Count == 0 || !state.Graph.HasBudget ? null : string.Join("; ", parts);
    }

    /// <summary>Matters of the budget that were raised to a person and still hold.</summary>
    public static IEnumerable<string> Escalations(RunState state) => state.Ledger.Alerts.Where(a => a.IsEscalation).Select(EventText.OfAlert);

    private static string Line(Currency c, BudgetCurrencyJson j)
    {
        var of = j.Limit is { } limit ? $" of {Text(c, limit - j.SpentBefore)}" : "";
        var more = new[]
        {
            j.Estimated > 0 ? $"{Text(c, j.Estimated)} estimated" : null,
            j.Reserved > 0 ? $"{Text(c, j.Reserved)} reserved" : null,
            j.Reserve is { } reserve ? j.Overdrawn > 0 ? $"used and planned are {Text(c, j.Overdrawn)} over the limit" : $"reserve {Text(c, reserve)}" : null,
            j.Forecast is { } f ? $"forecast {Text(c, f.AtCompletion)}" : null,
        };
        return $"{Text(c, j.Settled + j.Seen)}{of} used ({string.Join(", ", more.OfType<string>().DefaultIfEmpty(NotMeasured))})";
    }

    private static string[] LineHead(string first) => [first, "Status", "Allowance", "Measured", "Estimated", "Reserved", "Used of it"];

    private static IEnumerable<string?[]> Lines(RunState state, string id, TaskStatus? status, Allowance allowance, Func<Currency, Figures> figures)
    {
        foreach (var c in Amount.Currencies)
        {
            if (BudgetFiguresJson.Of(Amount.Of(allowance)[c], figures(c)) is { } line)
            {
                yield return
                [
                    id, status?.ToString() ?? Strain(state, id), line.Allowance is { } most ? Text(c, most) : null, line.Measured > 0 ? Text(c, line.Measured) : null,
                    Some(c, line.Estimated), Some(c, line.Reserved), line.Allowance is > 0 and var whole ? ((line.Measured + line.Estimated + line.Seen) / whole).ToString("P0", CultureInfo.InvariantCulture) : null,
                ];
            }
        }
    }

    private static string? Strain(RunState state, string agent) => state.Ledger.Alerts.Any(a => a.Agent?.Value == agent) ? "over" : null;

    private static string Basis(CompletionForecast f) =>
        (f.Index is { } index ? string.Create(CultureInfo.InvariantCulture, $" (cost index {index:0.00}") : " (the rest by its allowances") + (f.Unplanned > 0 ? $"; without {f.Unplanned} {(f.Unplanned == 1 ? "task that has" : "tasks that have")} no allowance)" : ")");

    private static string? Some(Currency c, decimal amount) => amount == 0 ? null : Text(c, amount);

    private static string Text(Currency c, decimal amount) => Amount.Text(c, amount);

    private static string Short(Currency c, decimal amount) => c == Currency.Tokens ? amount.ToString("N0", CultureInfo.InvariantCulture) : Text(c, amount);
}
