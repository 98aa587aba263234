using Baton.Scheduling.Solving.Proofs;

namespace Baton.Scheduling;

/// <summary>A length that no schedule can undercut.</summary>
/// <param name="Value">From time 0.</param>
/// <param name="Resource">The resource whose work forces it; null when the longest chain does.</param>
public readonly record struct LowerBound(long Value, int? Resource)
{
    /// <summary>The quota whose windows force it; null when none does.</summary>
    public int? Quota { get; init; }

    /// <summary>Closed time takes part in it.</summary>
    public bool ByCalendar { get; init; }

    /// <summary>An exhaustive search refuted everything shorter; then no single resource forces it.</summary>
    public bool BySearch { get; init; }

    /// <summary>
    /// The larger of the longest chain and, per resource, the work of sets with a common least head and least tail together with what cannot be used
    /// before and after it. Up to 400 activities heads and tails themselves count the work that must come before and after.
    /// </summary>
    /// <param name="analysis">Of the same network.</param>
    public static LowerBound Of(Network network, DependencyAnalysis analysis) => StaticBound.Of(network, analysis).Bound;

    /// <returns>What proves <see cref="Of"/>.</returns>
    /// <param name="analysis">Of the same network, with at least one path listed.</param>
    public static BoundCertificate Certify(Network network, DependencyAnalysis analysis) => StaticBound.Of(network, analysis).Certificate();
}
