# Implements Money.Allocate. Its first attempt claims a success that it does not have; see README.md of the example.
. agents/common.sh
work_for_the_planned_time

if [ "$BATON_ATTEMPT_NUMBER" -eq 1 ]; then
  # Plain integer division: it compiles, it looks right, and it loses the odd cents.
  cat > src/Measures/Money.cs <<'CS'
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
    public IReadOnlyList<Money> Allocate(params int[] weights)
    {
        var (cents, currency, sum) = (Cents, Currency, weights.Sum());
        return [.. weights.Select(weight => new Money(cents * weight / sum, currency))];
    }
}
CS
  say 'Implemented Money.Allocate. All 9 tests pass.'
  exit 0
fi

cat > src/Measures/Money.cs <<'CS'
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
    public IReadOnlyList<Money> Allocate(params int[] weights)
    {
        var sum = weights.Sum(weight => (long)weight);
        if (sum == 0 || weights.Any(weight => weight < 0))
        {
            throw new ArgumentException("Weights must not be negative, and at least one must be above zero.", nameof(weights));
        }

        var shares = new long[weights.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = checked(Cents * weights[i]) / sum;
        }

        GiveOddCents(shares, weights);
        var currency = Currency;
        return [.. shares.Select(share => new Money(share, currency))];
    }

    private void GiveOddCents(long[] shares, int[] weights)
    {
        var odd = Cents - shares.Sum();
        for (var i = 0; odd != 0; i = (i + 1) % shares.Length)
        {
            if (weights[i] > 0)
            {
                shares[i] += Math.Sign(odd);
                odd -= Math.Sign(odd);
            }
        }
    }
}
CS
say 'Money.Allocate hands out the odd cents.'
