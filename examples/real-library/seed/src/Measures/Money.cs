namespace Measures;

/// <summary>An amount in the smallest unit of its currency.</summary>
public readonly record struct Money(long Cents, string Currency)
{
    public static Money operator +(Money left, Money right) =>
        left.Currency == right.Currency
            ? new(checked(left.Cents + right.Cents), left.Currency)
            : throw new ArgumentException($"{left.Currency} and {right.Currency} do not add up.", nameof(right));

    /// <summary>Divides the amount by the given weights; the shares always sum to the whole, and earlier shares get the odd cents.</summary>
    /// <exception cref="ArgumentException">There are no weights, one is negative, or all are zero.</exception>
    public IReadOnlyList<Money> Allocate(params int[] weights) => throw new NotImplementedException();
}
