using System.Collections.Immutable;

namespace Baton.Domain.Plans.Checks;

/// <summary>Collects findings in bounded memory. Not thread-safe.</summary>
public sealed class FindingList
{
    /// <summary>Most findings that <see cref="ToSorted"/> gives, beside the closing one.</summary>
    public const int MostShown = 200;

    private const int MostKept = 1_000;
    private const int LongestText = 80;

    private readonly List<Finding>[] _kept = [[], [], []];
    private readonly HashSet<(string Code, SourcePosition Position, string Message)> _seen = [];
    private int _dropped;

    /// <summary>Whether so much has been found that more of this severity would only be counted; advice that costs time can then be left out.</summary>
    public bool IsFull(Severity severity) => _kept[(int)severity].Count >= MostShown;

    public bool HasErrors => _kept[(int)Severity.Error].Count > 0;

    public void Error(string code, SourcePosition position, string text, string message, string remedy) =>
        Add(new Finding(code, Severity.Error, position, text, message, remedy));

    public void Warning(string code, SourcePosition position, string text, string message, string remedy) =>
        Add(new Finding(code, Severity.Warning, position, text, message, remedy));

    public void Info(string code, SourcePosition position, string text, string message, string remedy) =>
        Add(new Finding(code, Severity.Info, position, text, message, remedy));

    /// <summary>By position, without repetitions; when there are too many the most severe come first into the choice and the last finding says how many are missing.</summary>
    public ImmutableArray<Finding> ToSorted()
    {
        var chosen = new List<Finding>();
        var missing = _dropped;
        for (var severity = Severity.Error; severity >= Severity.Info; severity--)
        {
            var findings = _kept[(int)severity];
            findings.Sort(ByPosition);
            var room = Math.Min(findings.Count, MostShown - chosen.Count);
            chosen.AddRange(findings.GetRange(0, room));
            missing += findings.Count - room;
        }

        chosen.Sort(ByPosition);
        if (missing > 0)
        {
            chosen.Add(Closing(missing, chosen[^1].Position));
        }

        return [.. chosen];
    }

    /// <summary>The text on one line, shortened for a message.</summary>
    public static string Shorten(string text)
    {
        var line = text.AsSpan().IndexOfAny('\n', '\r') is var end and >= 0 ? text[..end] : text;
        return line.Length > LongestText ? string.Concat(line.AsSpan(0, LongestText), "...") : line;
    }

    private static Finding Closing(int missing, SourcePosition position) =>
        new(CheckCode.MoreFindings, Severity.Info, position, "", $"There are {missing:N0} more findings.", "Correct these first and check again.");

    private void Add(Finding finding)
    {
        var kept = _kept[(int)finding.Severity];
        if (kept.Count >= MostKept)
        {
            _dropped++;
        }
        else if (_seen.Add((finding.Code, finding.Position, finding.Message)))
        {
            kept.Add(finding with { Text = Shorten(finding.Text) });
        }
    }

    private static int ByPosition(Finding a, Finding b)
    {
        var order = a.Position.Line.CompareTo(b.Position.Line);
        order = order != 0 ? order : a.Position.Column.CompareTo(b.Position.Column);
        order = order != 0 ? order : b.Severity.CompareTo(a.Severity);
        order = order != 0 ? order : string.CompareOrdinal(a.Code, b.Code);
        return order != 0 ? order : string.CompareOrdinal(a.Message, b.Message);
    }
}
