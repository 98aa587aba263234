using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Domain.Budgets;

/// <summary>A person gives a run more; what was held for the budget goes on.</summary>
internal static class BudgetRaising
{
    public static Decision.Refused? Decide(Draft draft, RunCommand.RaiseBudget r)
    {
        foreach (var currency in Amount.Currencies)
        {
            if (r.Amount[currency] is { } more && WhyNot(draft.State, currency, more) is { } refusal)
            {
                return refusal;
            }
        }

        var held = draft.State.Ledger.Held;
        if (!held.IsEmpty)
        {
            PeopleDecisions.ReopenIfOver(draft, r.By, "the budget was raised");
        }

        draft.Emit(new RunEvent.BudgetRaised(r.Amount with { Money = r.Amount.Money?.ToExact() }, r.By, r.Reason));
        foreach (var task in draft.State.Plan.Tasks)
        {
            if (held.Contains(task.Id))
            {
                draft.Emit(new RunEvent.TaskResubmitted(task.Id, r.By, null));
            }
        }

        return null;
    }

    private static Decision.Refused? WhyNot(RunState state, Currency currency, decimal more) =>
        state.Ledger[currency].Limit is not { } limit ? new("no-limit", $"The plan sets no limit in {(currency == Currency.Tokens ? "tokens" : "money")}, so there is nothing to raise.")
        : more <= 0 ? new("not-more", "Raise the budget by more than nothing.")
        : limit + more > (currency == Currency.Tokens ? QuantityText.MostTokens : QuantityText.MostUsd) ? new("too-much", $"The limit would be more than {Amount.Text(currency, currency == Currency.Tokens ? QuantityText.MostTokens : QuantityText.MostUsd)}.")
        : null;
}
