using System.Text.RegularExpressions;

namespace Baton.Engine.Imports;

/// <param name="Line">From 1.</param>
internal sealed record MarkdownRow(int Line, string[] Cells);

/// <summary>A table with its header and the line it begins in.</summary>
internal sealed record MarkdownTable(int Line, string[] Headers, IReadOnlyList<MarkdownRow> Rows);

/// <summary>Markdown as lines: tables, and the text between them without emphasis and links.</summary>
internal static partial class MarkdownText
{
    private const int MostColumns = 64;

    /// <summary>All tables outside of code.</summary>
    public static IEnumerable<MarkdownTable> Tables(string[] lines)
    {
        var fenced = false;
        for (var i = 0; i + 1 < lines.Length; i++)
        {
            fenced ^= IsFence(lines[i]);
            if (fenced || !IsRow(lines[i]) || !IsSeparator(lines[i + 1]))
            {
                continue;
            }

            var rows = new List<MarkdownRow>();
            var start = i;
            for (i += 2; i < lines.Length && IsRow(lines[i]); i++)
            {
                rows.Add(new(i + 1, Cells(lines[i])));
            }

            yield return new(start + 1, Cells(lines[start]), rows);
            i--;
        }
    }

    public static bool IsFence(string line) => line.AsSpan().TrimStart().StartsWith("```") || line.AsSpan().TrimStart().StartsWith("~~~");

    public static bool IsRow(string line) => line.AsSpan().TrimStart().StartsWith("|") && line.AsSpan(1).Contains('|');

    /// <summary>Without emphasis, code marks and link targets.</summary>
    public static string Plain(string text) => Link().Replace(text.Replace("**", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal), "$1").Trim();

    private static bool IsSeparator(string line) => IsRow(line) && line.AsSpan().IndexOfAnyExcept("|-: \t") < 0 && line.Contains("--", StringComparison.Ordinal);

    private static string[] Cells(string line)
    {
        var trimmed = line.Trim();
        trimmed = trimmed[1..(trimmed.Length > 1 && trimmed[^1] == '|' ? ^1 : ^0)];
        return [.. trimmed.Split('|', MostColumns).Select(Plain)];
    }

    [GeneratedRegex(@"\[([^\]\[]{1,200})\]\([^()]{0,500}\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
