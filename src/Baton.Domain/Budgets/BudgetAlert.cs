using Baton.Domain.Plans;

namespace Baton.Domain.Budgets;

/// <summary>What an alert is about.</summary>
public enum AlertKind
{
    /// <summary>The whole budget reached what the plan aims at.</summary>
    Target,

    /// <summary>The whole budget reached its warning; a matter for a person.</summary>
    Warning,
    Critical,

    /// <summary>Nothing is left; attempts that may cost something are ended.</summary>
    Exhausted,

    /// <summary>A task or an agent is beyond 1.2 times its allowance.</summary>
    Allowance,

    /// <summary>Overruns draw on the buffer.</summary>
    Buffer,

    /// <summary>The buffer is used up; overruns draw on the reserve.</summary>
    Reserve,
}

/// <summary>News of the budget, given once.</summary>
/// <param name="Task">Null: not about one task.</param>
/// <param name="Agent">Null: not about one agent.</param>
/// <param name="Used">Settled, and seen of attempts at work; tokens or dollars.</param>
/// <param name="Of">The figure that was reached.</param>
/// <param name="Degrade">The plan's action that follows; null: none.</param>
public sealed record BudgetAlert(AlertKind Kind, Currency Currency, TaskId? Task, AgentId? Agent, decimal Used, decimal Of, Degrade? Degrade, string Text)
{
    /// <summary>It is raised to a person (level L4).</summary>
    public bool IsEscalation => Kind is AlertKind.Warning or AlertKind.Critical or AlertKind.Exhausted;

    public AlertKey Key => new(Kind, Currency, Task, Agent);
}

/// <summary>Alerts with the same key are one.</summary>
public readonly record struct AlertKey(AlertKind Kind, Currency Currency, TaskId? Task, AgentId? Agent);
