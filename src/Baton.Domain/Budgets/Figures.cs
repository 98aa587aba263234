namespace Baton.Domain.Budgets;

/// <summary>Sums of one currency, of a task, an agent or the whole. They add up: the whole is the sum of its tasks, and of its agents.</summary>
/// <param name="Reserved">Taken at dispatch for attempts at work.</param>
/// <param name="Seen">What attempts at work have shown so far to have used.</param>
/// <param name="Pledged">For attempts at work, the larger of the two, attempt by attempt.</param>
/// <param name="Measured">Settled by what programs reported.</param>
/// <param name="Estimated">Settled without a report that can be believed.</param>
public readonly record struct Figures(decimal Reserved, decimal Seen, decimal Pledged, decimal Measured, decimal Estimated)
{
    public decimal Settled => Measured + Estimated;

    /// <summary>Settled, and seen of attempts at work.</summary>
    public decimal Used => Settled + Seen;

    /// <summary>Settled, and pledged for attempts at work.</summary>
    public decimal Committed => Settled + Pledged;

    public static Figures operator +(Figures a, Figures b) =>
        new(a.Reserved + b.Reserved, a.Seen + b.Seen, a.Pledged + b.Pledged, a.Measured + b.Measured, a.Estimated + b.Estimated);

    public static Figures operator -(Figures a, Figures b) =>
        new(a.Reserved - b.Reserved, a.Seen - b.Seen, a.Pledged - b.Pledged, a.Measured - b.Measured, a.Estimated - b.Estimated);

    /// <summary>How far a task is, or will be with what is pledged, beyond its allowance; 0 without one.</summary>
    public decimal OverrunOf(decimal? allowance) => allowance is { } most ? Math.Max(0, Committed - most) : 0;
}
