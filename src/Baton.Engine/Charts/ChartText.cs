using System.Globalization;
using System.Text;

namespace Baton.Engine.Charts;

/// <summary>Makes any title safe to draw: on one line, with nothing that steers a terminal, turns the writing direction of its surroundings, or breaks XML.</summary>
public static class ChartText
{
    private const char Replacement = '\uFFFD';

    /// <summary>Line breaks and tabs become spaces; control, direction and unpaired surrogate characters the replacement character.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.Value switch
            {
                '\n' or '\r' or '\t' => " ",
                >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0x200E or 0x200F or 0x061C or 0x2028 or 0x2029 => Replacement.ToString(),
                _ when Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control || (rune.Value & 0xFFFE) == 0xFFFE => Replacement.ToString(),
                _ => rune.ToString(),
            });
        }

        return clean.ToString();
    }

    /// <summary>Cleaned, and escaped for the content and the attributes of XML and HTML.</summary>
    public static string Xml(string text) => Clean(text)
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal)
        .Replace("'", "&#39;", StringComparison.Ordinal);

    /// <summary>The id, and the title where it says more.</summary>
    public static string Label(string id, string title)
    {
        var clean = Clean(title).Trim();
        return clean.Length == 0 ? id : clean.StartsWith(id, StringComparison.OrdinalIgnoreCase) ? clean : $"{id} {clean}";
    }
}
