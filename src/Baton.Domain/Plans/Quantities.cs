namespace Baton.Domain.Plans;

/// <summary>A number of model tokens, never negative.</summary>
public readonly record struct Tokens(long Count) : IComparable<Tokens>
{
    public int CompareTo(Tokens other) => Count.CompareTo(other.Count);

    /// <summary>Not negative, and no more than a plan may name; programs report other figures, too.</summary>
    public bool IsPossible => Count is >= 0 and <= QuantityText.MostTokens;

    public static Tokens operator +(Tokens a, Tokens b) => new(a.Count + b.Count);

    public override string ToString() => Count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>An amount in US dollars.</summary>
public readonly record struct Money(decimal Usd) : IComparable<Money>
{
    public int CompareTo(Money other) => Usd.CompareTo(other.Usd);

    /// <summary>Not negative, and no more than a plan may name; programs report other figures, too.</summary>
    public bool IsPossible => Usd is >= 0 and <= QuantityText.MostUsd;

    /// <summary>Rounded to a billionth, which is what books count in, so that sums are exact.</summary>
    public Money ToExact() => new(Math.Round(Usd, 9));

    public static Money operator +(Money a, Money b) => new(a.Usd + b.Usd);

    public override string ToString() => "$" + Usd.ToString("0.00##", System.Globalization.CultureInfo.InvariantCulture);
}
