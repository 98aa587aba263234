using System.Collections.Immutable;

namespace Baton.Domain.Runs;

/// <summary>Failures, named by their codes or by the names of their classes in small letters.</summary>
public sealed record FailureSet(ImmutableSortedSet<string> Words)
{
    public static readonly FailureSet None = Of();

    public static FailureSet Of(params ReadOnlySpan<string> words) => new(ImmutableSortedSet.Create(StringComparer.Ordinal, words));

    public bool Holds(Failure failure) => Words.Count > 0 && (Words.Contains(failure.Code) || Words.Contains(NameOf(failure.Class)));

    public bool Equals(FailureSet? other) => other is not null && Words.SetEquals(other.Words);

    public override int GetHashCode() => Words.Count;

    public override string ToString() => string.Join(", ", Words);

    /// <summary>As plans write a class.</summary>
    public static string NameOf(FailureClass of) => of switch
    {
        FailureClass.Agent => "agent",
        FailureClass.Task => "task",
        FailureClass.Budget => "budget",
        FailureClass.Quota => "quota",
        FailureClass.Operator => "operator",
        FailureClass.Ours => "ours",
        _ => throw new System.Diagnostics.UnreachableException($"No name for {of}."),
    };
}
