using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Baton.Domain.Plans;

/// <summary>A number with its unit, as criteria measure it: <c>0.3%</c>, <c>95 %</c>, <c>5ms</c>, <c>90k</c>, <c>6,310 RPS</c>.</summary>
/// <param name="Number">With <c>k</c> and <c>M</c> multiplied out.</param>
/// <param name="Unit">Empty for a bare number.</param>
public readonly record struct Measure(decimal Number, string Unit)
{
    public const string Forms = "0.3%, 95 %, 5ms, 90k or 6,310 RPS";

    private const int LongestUnit = 20;

    /// <param name="problem">On failure, what is wrong, as the end of a sentence that starts with the text.</param>
    public static bool TryParse(string text, out Measure measure, [NotNullWhen(false)] out string? problem)
    {
        measure = default;
        var rest = text.AsSpan().Trim();
        var negative = rest.StartsWith("-", StringComparison.Ordinal);
        rest = negative ? rest[1..] : rest;
        if (!NumberText.TryTake(ref rest, out var number))
        {
            problem = "is not a number with a unit";
            return false;
        }

        var unit = rest.Trim();
        if (unit.Length > LongestUnit)
        {
            problem = "has a unit that is too long";
            return false;
        }

        var scale = unit switch { "k" or "K" => 1_000m, "M" => 1_000_000m, _ => 1m };
        if (number > decimal.MaxValue / 1_000_000m)
        {
            problem = "is too large";
            return false;
        }

        problem = null;
        measure = new Measure((negative ? -number : number) * scale, scale > 1 ? "" : unit.ToString());
        return true;
    }

    public override string ToString()
    {
        var number = Number.ToString(Math.Abs(Number) >= 10_000 ? "#,0.######" : "0.######", CultureInfo.InvariantCulture);
        return Unit.Length == 0 ? number : $"{number} {Unit}";
    }
}
