using Baton.Domain.Plans;
using Baton.Domain.Runs;
using TaskStatus = Baton.Domain.Runs.TaskStatus;

namespace Baton.Domain.Budgets;

/// <summary>What the end of an attempt costs. Null: exactly what the exit's usage says, so that nothing more need be written down.</summary>
internal static class Charging
{
    public static Settlement? Of(RunState state, TaskId id, AttemptExit exit)
    {
        var (reserved, seen) = Taken(state, id);
        var settlement = Settlement.Of(exit, reserved, seen, AskedAgents.OfAttempt(state, id));
        return settlement == Settlement.Reported(exit.Usage) ? null : settlement;
    }

    /// <summary>For an attempt that fails without an end that anybody saw; one that was never started costs nothing.</summary>
    public static Settlement? OfLost(RunState state, TaskId id)
    {
        if (state[id].Status != TaskStatus.InProgress)
        {
            return null;
        }

        var (reserved, seen) = Taken(state, id);
        return Settlement.OfUnknown(reserved, seen) is { Cost.IsNone: false } settlement ? settlement : null;
    }

    private static (Amount Reserved, Amount Seen) Taken(RunState state, TaskId id)
    {
        var allowance = state.Graph.HasBudget ? Amount.Of(state.Graph.Task(id).Allowance) : default;
        var (tokens, money) = (state.Ledger.Tokens.Of(id), state.Ledger.Money.Of(id));
        return (
            new(allowance.Tokens is null ? null : new Tokens((long)tokens.Reserved), allowance.Money is null ? null : new Money(money.Reserved)),
            new(new Tokens((long)tokens.Seen), new Money(money.Seen)));
    }
}
