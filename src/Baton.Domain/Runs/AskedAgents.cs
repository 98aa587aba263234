using Baton.Domain.Budgets;
using Baton.Domain.Plans;

namespace Baton.Domain.Runs;

/// <summary>
/// The agent of a task as an attempt asks for it: with the model of the attempt, which the budget may have changed. Whatever counts by model (limits at once, windows,
/// breakers, quotas), and whoever starts the attempt, asks here, so that all of it counts the same model.
/// </summary>
public static class AskedAgents
{
    /// <summary>As the task's present attempt asked for it, and before the first as its next one would.</summary>
    /// <returns>Null: the plan names no agent.</returns>
    public static Agent? OfAttempt(RunState state, TaskId id)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state[id].Current is { } current ? With(state, id, current.Model) : OfNext(state, id);
    }

    /// <summary>As the task's next attempt would ask for it now.</summary>
    /// <returns>Null: the plan names no agent.</returns>
    public static Agent? OfNext(RunState state, TaskId id)
    {
        ArgumentNullException.ThrowIfNull(state);
        return With(state, id, state.Ledger.Alerts.IsEmpty ? null : BudgetRules.ModelOf(state, id));
    }

    private static Agent? With(RunState state, TaskId id, string? model) =>
        state.Graph.AgentOf(id) is { } agent && model is not null && model != agent.Model && BudgetRules.UsesModel(agent) ? agent with { Model = model } : state.Graph.AgentOf(id);
}
