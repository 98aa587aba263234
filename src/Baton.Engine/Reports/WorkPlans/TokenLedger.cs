using Baton.Domain.Plans;

namespace Baton.Engine.Reports.WorkPlans;

/// <summary>The allowances of a plan added up. Tasks come first; an agent's own allowance counts only where it has no task.</summary>
internal sealed record TokenLedger(Plan Plan)
{
    public long Tasks => Plan.Tasks.Sum(t => t.Allowance.Tokens?.Count ?? 0);
    public long Others => Plan.Agents.Where(a => Plan.Tasks.All(t => t.Agent != a.Id)).Sum(a => a.Allowance.Tokens?.Count ?? 0);
    public long Buffer => Plan.Limits.Buffer?.Count ?? 0;
    public long Projected => Tasks + Others + Buffer;
    public long Spent => Plan.Limits.Spent?.Count ?? 0;
    public decimal Money => Plan.Tasks.Sum(t => t.Allowance.Money?.Usd ?? 0);
    public bool IsEmpty => Projected == 0 && Spent == 0 && Plan.Limits.Tokens is null && Money == 0 && Plan.Limits.Money is null;

    /// <summary>What the budget leaves after what was spent; null without a budget.</summary>
    public long? Available => Plan.Limits.Tokens?.Count - Spent;

    /// <summary>What is left of the budget after everything; null without a budget.</summary>
    public long? Left => Available - Projected;

    public string Summary => IsEmpty ? "none; the plan has no allowances and no budget"
        : $"{WorkPlanFacts.Count(Projected)} tokens projected{(Available is { } available ? $" of {WorkPlanFacts.Count(available)} available" : "; no budget is set")}";
}
