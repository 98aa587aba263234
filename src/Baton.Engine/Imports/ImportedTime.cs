using System.Globalization;
using System.Text.RegularExpressions;
using Baton.Domain.Plans;

namespace Baton.Engine.Imports;

/// <summary>Durations as foreign plans write them.</summary>
internal static partial class ImportedTime
{
    /// <summary>A duration of the plan format for <c>4</c>, <c>1.5 hrs</c>, <c>~30 min</c>, <c>1-2 hours</c> and the like; null when there is none in the text.</summary>
    /// <param name="unit">The unit of bare numbers: <c>h</c>, <c>s</c>; null: bare numbers are no durations.</param>
    /// <param name="guess">What was assumed; null when nothing was.</param>
    public static string? Read(string text, string? unit, out string? guess)
    {
        guess = null;
        if (Range().Match(text) is { Success: true } range && UnitOf(range.Groups["unit"].Value) is { } of)
        {
            var (low, high) = (Number(range.Groups["low"].Value), Number(range.Groups["high"].Value));
            guess = $"'{text.Trim()}' is a range; its middle is taken as likely";
            return low is null || high is null || low > high ? null
                : Sound(low.Value, of) is { } a && Sound(high.Value, of) is { } b && Sound((low.Value + high.Value) / 2, of) is { } m ? $"{{optimistic: {a}, likely: {m}, pessimistic: {b}}}" : null;
        }

        if (Single().Match(text) is { Success: true } single && UnitOf(single.Groups["unit"].Value) is { } known)
        {
            return Number(single.Groups["number"].Value) is { } number ? Sound(number, known) : null;
        }

        if (unit is not null && Bare().Match(text) is { Success: true } bare && Number(bare.Groups["number"].Value) is { } alone)
        {
            return Sound(alone, unit);
        }

        return null;
    }

    private static decimal? Number(string text) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Sound(decimal number, string unit)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{number:0.####}{unit}");
        return DurationText.TryParse(text, out _, out _) ? text : null;
    }

    private static string? UnitOf(string word) => word.ToLowerInvariant() switch
    {
        "w" or "week" or "weeks" => "w",
        "d" or "day" or "days" => "d",
        "h" or "hr" or "hrs" or "hour" or "hours" => "h",
        "m" or "min" or "mins" or "minute" or "minutes" => "m",
        "s" or "sec" or "secs" or "second" or "seconds" => "s",
        _ => null,
    };

    [GeneratedRegex(@"(?<![\w.])(?<low>\d{1,9}(?:\.\d{1,6})?)\s*(?:-|–|to)\s*(?<high>\d{1,9}(?:\.\d{1,6})?)\s*(?<unit>[A-Za-z]{1,8})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Range();

    [GeneratedRegex(@"(?<![\w.])(?<number>\d{1,9}(?:\.\d{1,6})?)\s*-?(?<unit>weeks?|days?|hours?|hrs?|minutes?|mins?|seconds?|secs?|[wdhms])\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Single();

    [GeneratedRegex(@"^\s*~?\s*(?<number>\d{1,9}(?:\.\d{1,6})?)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Bare();
}
