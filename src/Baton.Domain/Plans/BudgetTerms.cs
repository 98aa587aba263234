namespace Baton.Domain.Plans;

/// <summary>What happens when an allowance is passed by a fifth, or the whole budget reaches its warning.</summary>
/// <param name="Model">The model that attempts ask for from then on, for <see cref="DegradeKind.Model"/> alone.</param>
public sealed record Degrade(DegradeKind Kind, string? Model = null)
{
    public override string ToString() => Kind == DegradeKind.Model ? $"model {Model}" : Kind.ToString().ToLowerInvariant();
}

public enum DegradeKind
{
    /// <summary>Later attempts ask for another model.</summary>
    Model,

    /// <summary>Nothing it covers starts any more until a person acts; what is at work goes on.</summary>
    Pause,

    /// <summary>Attempts at work that it covers are ended, their work kept, and a person decides.</summary>
    Stop,
}

/// <summary>When people hear of the whole budget: amounts, or a share of what the budget holds for this run.</summary>
public sealed record BudgetAlerts(Threshold Target, Threshold Warning, Threshold Critical)
{
    public static readonly BudgetAlerts Default = new(Threshold.Of(0.70m), Threshold.Of(0.85m), Threshold.Of(0.95m));
}

/// <param name="Share">Of the limit less what was spent before, above 0 and at most 1; holds where no amount is said.</param>
public sealed record Threshold(decimal Share, Tokens? Tokens = null, Money? Money = null)
{
    public static Threshold Of(decimal share) => new(share);
}
