# Implements Length.Parse.
. agents/common.sh
work_for_the_planned_time

cat > src/Measures/Length.cs <<'CS'
using System.Globalization;
using System.Text.RegularExpressions;

namespace Measures;

/// <summary>A length, kept in metres.</summary>
public readonly partial record struct Length(decimal Metres)
{
    /// <summary>Reads a number and a unit (<c>mm</c>, <c>cm</c>, <c>m</c>, <c>km</c>, <c>in</c>, <c>ft</c>), such as <c>5 ft 3 in</c> or <c>1.5km</c>; several parts add up.</summary>
    /// <exception cref="FormatException">The text is empty, or a part lacks its number or a known unit.</exception>
    public static Length Parse(string text)
    {
        var match = Parts().Match(text);
        if (!match.Success)
        {
            throw new FormatException($"'{text}' is not a length: write numbers with mm, cm, m, km, in or ft.");
        }

        var units = match.Groups["unit"].Captures;
        return new(match.Groups["number"].Captures.Select((number, i) =>
            decimal.Parse(number.Value, CultureInfo.InvariantCulture) * InMetres(units[i].Value)).Sum());
    }

    private static decimal InMetres(string unit) => unit switch
    {
        "mm" => 0.001m,
        "cm" => 0.01m,
        "m" => 1m,
        "km" => 1000m,
        "in" => 0.0254m,
        _ => 0.3048m,
    };

    [GeneratedRegex(@"^\s*(?:(?<number>-?\d+(?:\.\d+)?)\s*(?<unit>mm|cm|km|m|in|ft)(?:\s+|$))+$", RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();
}
CS
say 'Length.Parse reads sums of numbers with units.'
