using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Domain.Runs.Breakers;

/// <summary>What a breaker cuts off.</summary>
public enum BreakerScope
{
    Agent,
    Model,
    Driver,
}

/// <summary>Names a breaker: <c>agent:backend</c>, <c>model:opus</c>, <c>driver:claude-code</c>.</summary>
public readonly record struct BreakerId(BreakerScope Scope, string Name) : IComparable<BreakerId>
{
    /// <returns>Null when the text names none.</returns>
    public static BreakerId? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var scope in Enum.GetValues<BreakerScope>())
        {
            var before = WordOf(scope) + ":";
            if (text.StartsWith(before, StringComparison.Ordinal) && text.Length > before.Length)
            {
                return new(scope, text[before.Length..]);
            }
        }

        return null;
    }

    public int CompareTo(BreakerId other) => Scope == other.Scope ? string.CompareOrdinal(Name, other.Name) : Scope.CompareTo(other.Scope);

    public override string ToString() => $"{WordOf(Scope)}:{Name}";

    private static string WordOf(BreakerScope scope) => scope switch
    {
        BreakerScope.Agent => "agent",
        BreakerScope.Model => "model",
        _ => "driver",
    };
}

public enum BreakerStatus
{
    /// <summary>Attempts start; failures are counted.</summary>
    Closed,

    /// <summary>No attempt starts.</summary>
    Open,

    /// <summary>A few attempts try whether it works again.</summary>
    HalfOpen,
}

/// <summary>Where a breaker stands. One that a run does not know is closed and has counted nothing.</summary>
public sealed record Breaker(BreakerId Id)
{
    public BreakerStatus Status { get; init; } = BreakerStatus.Closed;

    /// <summary>Counted failures within the window, oldest first; no more than open it.</summary>
    public ImmutableList<DateTimeOffset> Failures { get; init; } = [];

    /// <summary>When an open one is half open; null: until a person closes it.</summary>
    public DateTimeOffset? OpenUntil { get; init; }
    public DateTimeOffset? OpenedAt { get; init; }
    public string? Reason { get; init; }

    /// <summary>Tasks whose attempts were started while it was half open and are not judged yet.</summary>
    public ImmutableSortedSet<TaskId> Probes { get; init; } = [];

    /// <summary>Attempts with passing evidence since it is half open.</summary>
    public int Successes { get; init; }

    /// <summary>Every breaker that a plan can have.</summary>
    public static IEnumerable<BreakerId> AllOf(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var degrades = plan.Agents.Select(a => a.Degrade).Concat(plan.Tasks.Select(t => t.Degrade)).Append(plan.Limits.Degrade);
        var models = degrades.Where(d => d?.Model is not null).Select(d => new BreakerId(BreakerScope.Model, d!.Model!));
        return plan.Agents.SelectMany(Of).Concat(models).Distinct().Order();
    }

    /// <summary>The breakers that an agent's attempts fall under.</summary>
    public static IEnumerable<BreakerId> Of(Agent agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        yield return new(BreakerScope.Agent, agent.Id.Value);
        yield return new(BreakerScope.Driver, agent.Driver);
        if (agent.Model is { } model)
        {
            yield return new(BreakerScope.Model, model);
        }
    }
}
