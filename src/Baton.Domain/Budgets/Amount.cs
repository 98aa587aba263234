using System.Globalization;
using Baton.Domain.Plans;

namespace Baton.Domain.Budgets;

/// <summary>What budgets are counted in.</summary>
public enum Currency
{
    /// <summary>Model tokens, whole.</summary>
    Tokens,

    /// <summary>US dollars, exact to a billionth.</summary>
    Money,
}

/// <summary>What something may cost or did cost. Null: not said, or not measured; never 0.</summary>
public readonly record struct Amount(Tokens? Tokens = null, Money? Money = null)
{
    public static readonly Currency[] Currencies = [Currency.Tokens, Currency.Money];

    public bool IsNone => Tokens is null && Money is null;

    public decimal? this[Currency currency] => currency == Currency.Tokens ? Tokens?.Count : Money?.Usd;

    public static Amount Of(Allowance allowance)
    {
        ArgumentNullException.ThrowIfNull(allowance);
        return new(allowance.Tokens, allowance.Money?.ToExact());
    }

    /// <summary><c>12,000 tokens</c> or <c>$1.25</c>; below zero with a minus sign.</summary>
    public static string Text(Currency currency, decimal amount) => currency == Currency.Tokens
        ? amount.ToString("N0", CultureInfo.InvariantCulture) + " tokens"
        : (amount < 0 ? "-" : "") + new Money(Math.Abs(amount));

    /// <summary>Both figures, or <c>nothing</c>.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        foreach (var currency in Currencies)
        {
            if (this[currency] is { } amount)
            {
                parts.Add(Text(currency, amount));
            }
        }

        return parts.Count == 0 ? "nothing" : string.Join(" and ", parts);
    }
}
