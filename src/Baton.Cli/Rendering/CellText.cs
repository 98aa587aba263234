using System.Text;
using System.Text.RegularExpressions;
using Spectre.Console.Rendering;

namespace Baton.Cli.Rendering;

/// <summary>Text for one line of a terminal: nothing in it can steer the terminal, and widths count cells, not characters.</summary>
internal static partial class CellText
{
    /// <summary>The number with its noun: <c>1 task</c>, <c>2 tasks</c>.</summary>
    public static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>Without escape sequences; other control characters become blanks.</summary>
    public static string Clean(string text) => string.Concat(Escapes().Replace(text, "").Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>Cleaned line by line; lines after the first are indented.</summary>
    public static string Lines(string text, string indent) => string.Join('\n' + indent, text.ReplaceLineEndings("\n").Split('\n').Select(Clean));

    /// <summary>How many cells it takes.</summary>
    public static int Width(string text) => new Segment(text).CellCount();

    /// <summary>Cleaned, and cut to so many cells with an ellipsis.</summary>
    public static string Fit(string text, int width)
    {
        var clean = Clean(text);
        if (Width(clean) <= width)
        {
            return clean;
        }

        var kept = new StringBuilder();
        var used = 0;
        foreach (var rune in clean.EnumerateRunes())
        {
            var cells = Width(rune.ToString());
            if (used + cells > width - 1)
            {
                break;
            }

            kept.Append(rune);
            used += cells;
        }

        return width > 0 ? kept.Append('…').ToString() : "";
    }

    /// <summary>Cleaned, cut or filled with blanks to exactly so many cells.</summary>
    public static string Cell(string text, int width)
    {
        var fitted = Fit(text, width);
        return fitted + new string(' ', Math.Max(0, width - Width(fitted)));
    }

    [GeneratedRegex("\u001b(\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(\u0007|\u001b\\\\)?|.)")]
    private static partial Regex Escapes();
}
