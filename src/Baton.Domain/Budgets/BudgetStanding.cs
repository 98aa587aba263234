using Baton.Domain.Plans;
using Baton.Domain.Runs;
using TaskStatus = Baton.Domain.Runs.TaskStatus;

namespace Baton.Domain.Budgets;

/// <summary>
/// Where a run stands in one currency. What was spent before, what is committed, what the allowances of tasks still to be done plan, what is left of the buffer, and
/// the reserve add up to the limit, or to what is overdrawn beyond it.
/// </summary>
public sealed record BudgetStanding
{
    public required Account Account { get; init; }

    /// <summary>What tasks that are still to be done may cost beyond what is committed for them.</summary>
    public required decimal Planned { get; init; }

    /// <summary>What is left for overruns.</summary>
    public required decimal BufferLeft { get; init; }

    /// <summary>What is left of the budget after everything; null without a limit. Never below 0.</summary>
    public required decimal? Reserve { get; init; }

    /// <summary>What is committed and planned beyond the limit; 0 when it fits.</summary>
    public required decimal Overdrawn { get; init; }

    /// <summary>When people hear of it; null without a limit.</summary>
    public required decimal? Target { get; init; }
    public required decimal? Warning { get; init; }
    public required decimal? Critical { get; init; }

    /// <summary>Null: nothing was measured.</summary>
    public required CompletionForecast? Forecast { get; init; }

    public static BudgetStanding Of(RunState state, Currency currency)
    {
        ArgumentNullException.ThrowIfNull(state);
        var account = state.Ledger[currency];
        var planned = state.Plan.Tasks.Sum(t => PlannedFor(state, account, t));
        var rest = account.Budget - account.Total.Committed - planned;
        var left = Math.Min(account.Buffer - account.BufferUsed, Math.Max(0, rest ?? account.Buffer));
        return new()
        {
            Account = account,
            Planned = planned,
            BufferLeft = left,
            Reserve = rest is { } free ? Math.Max(0, free - left) : null,
            Overdrawn = Math.Max(0, -rest ?? 0),
            Target = BudgetRules.At(state, AlertKind.Target, currency),
            Warning = BudgetRules.At(state, AlertKind.Warning, currency),
            Critical = BudgetRules.At(state, AlertKind.Critical, currency),
            Forecast = CompletionForecast.Of(state, account),
        };
    }

    private static decimal PlannedFor(RunState state, Account account, PlanTask task) =>
        Amount.Of(task.Allowance)[account.Currency] is { } most && !state[task.Id].Status.IsSettled() ? Math.Max(0, most - account.Of(task.Id).Committed) : 0;
}

/// <summary>
/// The estimate at completion of earned value management: EAC = AC + ETC (PMI, PMBOK Guide, 6th ed., 7.4.2.2). AC is what was settled and seen. ETC is what remains, at the rate
/// of the accepted tasks: the allowances of tasks without accepted work, divided by CPI = EV / AC of accepted tasks that were measured as a whole; 1 before there is one.
/// </summary>
/// <param name="AtCompletion">EAC.</param>
/// <param name="ToComplete">ETC.</param>
/// <param name="Index">CPI: above 1 tasks cost less than allowed; null: no accepted task was measured, and the rest counts by its allowances.</param>
/// <param name="Unplanned">Tasks still to be done that have no allowance; what they will cost is not in it.</param>
public sealed record CompletionForecast(decimal AtCompletion, decimal ToComplete, decimal? Index, int Unplanned)
{
    internal static CompletionForecast? Of(RunState state, Account account)
    {
        if (account.Total is { Measured: 0, Seen: 0 })
        {
            return null;
        }

        var (earned, cost) = Earned(state, account);
        var rate = earned > 0 ? cost / earned : 1;
        decimal toComplete = 0;
        var unplanned = 0;
        foreach (var task in state.Plan.Tasks)
        {
            if (Remaining(state, account, task, rate) is { } remaining)
            {
                toComplete += remaining;
            }
            else
            {
                unplanned++;
            }
        }

        toComplete = account.Currency == Currency.Tokens ? Math.Ceiling(toComplete) : Math.Round(toComplete, 6);
        return new(account.Total.Used + toComplete, toComplete, cost > 0 ? Math.Round(earned / cost, 4) : null, unplanned);
    }

    private static (decimal Earned, decimal Cost) Earned(RunState state, Account account)
    {
        decimal earned = 0, cost = 0;
        foreach (var task in state.Plan.Tasks)
        {
            if (Amount.Of(task.Allowance)[account.Currency] is > 0 and var most && state[task.Id].Status == TaskStatus.Complete && account.Of(task.Id) is { Measured: > 0, Estimated: 0 } figures)
            {
                earned += most;
                cost += figures.Measured;
            }
        }

        return (earned, cost);
    }

    /// <summary>Null: it has no allowance and may still cost something.</summary>
    private static decimal? Remaining(RunState state, Account account, PlanTask task, decimal rate)
    {
        var status = state[task.Id].Status;
        if (status.IsSettled() || status is TaskStatus.Validating or TaskStatus.Merging or TaskStatus.AwaitingApproval)
        {
            return 0;
        }

        return Amount.Of(task.Allowance)[account.Currency] is { } most ? Math.Max(0, (most * rate) - account.Of(task.Id).Seen)
            : BudgetRules.MaySpend(state, task.Id, account.Currency) ? null
            : 0;
    }
}
