using System.Text.RegularExpressions;

namespace Baton.Engine.Imports;

/// <summary>One place of a document that says something about a task.</summary>
/// <param name="List">Places with the same number stand in one table or list.</param>
/// <param name="Token">A short name such as <c>P3</c>; null when the task is named by words alone.</param>
internal sealed record MarkdownMention(string File, int Line, int List, string? Token, string Title)
{
    public string? Owner { get; init; }
    public string? Hours { get; init; }
    public string? HoursUnit { get; init; }
    public string? Needs { get; init; }
    public string? Blocks { get; init; }
    public string? Parallel { get; init; }
    public string? Tokens { get; init; }
    public string? Priority { get; init; }
    public string? Group { get; init; }
    public List<string> Outputs { get; init; } = [];
    public List<string> Inputs { get; init; } = [];

    /// <summary>Says only what it may cost: such a row may be about an agent and no task.</summary>
    public bool IsCostAlone => Tokens is not null && Hours is null && Needs is null && Blocks is null;

    public string Name => Token ?? Title;
}

/// <summary>Names of tasks in running text.</summary>
internal static partial class MarkdownNames
{
    /// <summary>Splits <c>P3 (CSRF Tests)</c>, <c>P3: CSRF Tests</c> or <c>T1 - Schema</c> into a short name and the rest.</summary>
    public static (string? Token, string Title) Split(string text)
    {
        var match = Leading().Match(text);
        return match.Success ? (match.Groups["token"].Value, match.Groups["rest"].Value.Trim(' ', '(', ')', ':', '-', '.', '–', '—')) : (null, text.Trim(' ', ':'));
    }

    /// <summary>Every short name in the text, with ranges such as <c>T4-T8</c> spelled out.</summary>
    public static List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        foreach (Match match in Inside().Matches(text))
        {
            if (match.Groups["last"].Success && int.TryParse(match.Groups["first"].Value, out var first) && int.TryParse(match.Groups["last"].Value, out var last) && last >= first && last - first < 1_000)
            {
                tokens.AddRange(Enumerable.Range(first, last - first + 1).Select(n => match.Groups["letters"].Value + n));
            }
            else
            {
                tokens.Add(match.Groups["letters"].Value + match.Groups["first"].Value);
            }
        }

        return tokens;
    }

    /// <summary>How many words two titles share, also when one begins like the other.</summary>
    public static int Likeness(string a, string b)
    {
        var likeness = 0;
        var others = Words(b);
        foreach (var word in Words(a))
        {
            likeness += others.Contains(word) ? 2 : others.Exists(o => o.StartsWith(word, StringComparison.Ordinal) || word.StartsWith(o, StringComparison.Ordinal)) ? 1 : 0;
        }

        return likeness;
    }

    private static List<string> Words(string text) => [.. Word().Matches(text.ToLowerInvariant()).Take(40).Select(m => m.Value)];

    [GeneratedRegex(@"^(?<token>[A-Za-z]{1,10}[-_]?\d{1,6}(?:\.\d{1,3})?)(?![\w])(?<rest>.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Leading();

    [GeneratedRegex(@"(?<![\w.])(?<letters>[A-Za-z]{1,10}[-_]?)(?<first>\d{1,6})(?:\s*[-–]\s*\k<letters>(?<last>\d{1,6}))?(?![\w])", RegexOptions.CultureInvariant)]
    private static partial Regex Inside();

    [GeneratedRegex(@"[a-z]{4,}", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
