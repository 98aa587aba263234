using System.Buffers;
using System.Text.RegularExpressions;
using Baton.Domain.Plans;

namespace Baton.Engine.Imports;

/// <summary>Figures that a Markdown plan states in its text. They become statements, which check holds against the computed figures.</summary>
internal sealed partial class MarkdownStatements(Draft draft, ImportNotes notes)
{
    private const int LongestLine = 2_000;
    private const int MostPaths = 200;
    private static readonly SearchValues<char> Boxes = SearchValues.Create("│├└┤┐┘←─");

    private readonly List<(string File, int Line, string Text, string Next)> _paths = [];

    public void Read(string file, string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (MarkdownText.IsRow(lines[i]) || lines[i].Length > LongestLine)
            {
                continue;
            }

            var line = MarkdownText.Plain(lines[i]);
            ReadTimes(file, i + 1, line);
            ReadTokens(file, i + 1, line);
            if (Arrows().IsMatch(line) && line.AsSpan().IndexOfAny(Boxes) < 0 && _paths.Count < MostPaths)
            {
                _paths.Add((file, i + 1, line, i + 1 < lines.Length ? MarkdownText.Plain(lines[i + 1]) : ""));
            }
        }
    }

    /// <summary>Whether the row is the sum of its table; it is then a statement.</summary>
    public bool TakeTotal(string file, MarkdownRow row, MarkdownColumns columns)
    {
        var isTotal = row.Cells.Any(c => c.Trim(' ', ':').Equals("total", StringComparison.OrdinalIgnoreCase));
        if (isTotal)
        {
            AddTokens(file, row.Line, "tokens", columns.Cell(row, "tokens"));
            Add(file, row.Line, "sequential", columns.Cell(row, "hours") is { } hours ? ImportedTime.Read(hours, "h", out _) : null);
        }

        return isTotal;
    }

    /// <summary>Paths can be read only when the tasks are known. Arrows without a length and without the word are no paths.</summary>
    public void Finish(MarkdownTasks tasks)
    {
        foreach (var (file, line, text, next) in _paths)
        {
            var steps = Arrows().Split(Label().Replace(text, ""));
            var end = Total().Match(text) is { Success: true } total ? total : Total().Match(next);
            var isPath = text.Contains("path", StringComparison.OrdinalIgnoreCase);
            var found = steps.Select(s => tasks.Find(s.Split('(', '=')[0])).ToList();
            if ((end.Success || isPath) && found.Count(f => f.Count == 1) >= 2 && found.All(f => f.Count <= 1))
            {
                AddHours(file, line, steps, found);
                var length = end.Success ? ImportedTime.Read(end.Groups["time"].Value, null, out _) : null;
                Add(file, line, "path", $"{{tasks: {YamlText.List(found.SelectMany(f => f).Select(t => t.Id))}{(length is null ? "" : $", length: {length}")}}}");
            }
            else if (isPath)
            {
                notes.NotCarried(file, line, "stated.path", $"'{text.Trim()}' is not read as one path");
            }
        }
    }

    /// <summary>What a path says about a task's hours counts where nothing else does.</summary>
    private void AddHours(string file, int line, string[] steps, List<List<DraftTask>> found)
    {
        foreach (var (step, named) in steps.Zip(found))
        {
            if (named is [{ Estimate: null } task] && step.Contains('(', StringComparison.Ordinal) && ImportedTime.Read(step[step.IndexOf('(', StringComparison.Ordinal)..], null, out _) is { } hours)
            {
                task.Estimate = hours;
                notes.Guessed(file, line, $"task {task.Id}", $"its estimate of {hours} is from a path");
            }
        }
    }

    private void ReadTimes(string file, int number, string line)
    {
        if (FromTo().Match(line) is { Success: true } both)
        {
            Add(file, number, "sequential", ImportedTime.Read(both.Groups["from"].Value, null, out _));
            Add(file, number, "makespan", ImportedTime.Read(both.Groups["to"].Value, null, out _));
        }

        if (Duration().Match(line) is { Success: true } duration)
        {
            Add(file, number, "makespan", ImportedTime.Read(duration.Groups["time"].Value, null, out _));
        }

        foreach (Match saving in Saving().Matches(line))
        {
            Add(file, number, "saving", saving.Groups["percent"].Value + "%");
        }

        if (Counts().Match(line) is { Success: true } counts)
        {
            Add(file, number, "tasks", counts.Groups["tasks"].Value);
            Add(file, number, "sequential", counts.Groups["hours"].Value + "h");
        }

        if (Days().Match(line) is { Success: true } days)
        {
            Add(file, number, "makespan", days.Groups["days"].Value + "d");
        }
    }

    private void ReadTokens(string file, int number, string line)
    {
        if (Projected().Match(line) is { Success: true } projected)
        {
            AddTokens(file, number, "tokens", projected.Groups["tokens"].Value);
        }

        if (Budget().Match(line) is { Success: true } budget && draft.Tokens is null && Tokens(budget.Groups["tokens"].Value) is { } all)
        {
            draft.Tokens = all;
            notes.Guessed(file, number, "limits.tokens", $"'{budget.Value}'");
        }

        if (Used().Match(line) is { Success: true } used && draft.Spent is null && Tokens(used.Groups["tokens"].Value) is { } spent)
        {
            draft.Spent = spent;
            notes.Guessed(file, number, "limits.spent", $"'{used.Value}'");
        }

        if (Escalation().Match(line) is { Success: true } limit && Tokens(limit.Groups["tokens"].Value) is { } above)
        {
            Add(file, number, "escalation", $"{{metric: tokens, above: {above}}}");
        }
    }

    private void AddTokens(string file, int line, string figure, string? text) => Add(file, line, figure, text is null ? null : Tokens(text));

    private void Add(string file, int line, string figure, string? value)
    {
        if (value is not null && draft.TryState(figure, value, $"{System.IO.Path.GetFileName(file)} line {line}"))
        {
            notes.Guessed(file, line, $"stated.{figure}", $"{value}, which check compares");
        }
    }

    private static string? Tokens(string text) => QuantityText.TryParseTokens(text, out var tokens, out _) ? $"{tokens.Count}" : null;

    [GeneratedRegex(@"^[\s\w()-]{0,60}(?:path|sequence)[\s\w()-]{0,60}:\s*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Label();

    [GeneratedRegex(@"→|->", RegexOptions.CultureInvariant)]
    private static partial Regex Arrows();

    [GeneratedRegex(@"(?:=|Total:?)\s*(?<time>\d{1,6}(?:\.\d{1,3})?\s*(?:hours?|hrs?|h)\b)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Total();

    [GeneratedRegex(@"from (?<from>\d[\d.]{0,8} hours?) \(?sequential\)?.{0,20} to (?<to>\d[\d.]{0,8} hours?) \(?parallel", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FromTo();

    [GeneratedRegex(@"^(?:Estimated Duration|Estimated total|Duration|Timeline Confirmed):?\s*(?<time>\d[\d.]{0,8} ?(?:hours?|hrs?|days?|h|d))\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Duration();

    [GeneratedRegex(@"(?<percent>\d{1,2}(?:\.\d{1,2})?)\s?% (?:faster|time savings?|saved)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Saving();

    [GeneratedRegex(@"(?<tasks>\d{1,5}) (?:atomic )?tasks, (?<hours>\d{1,6}(?:\.\d{1,2})?) (?:hours?|h)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Counts();

    [GeneratedRegex(@"(?<days>\d{1,4}) (?:calendar|working) days", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Days();

    [GeneratedRegex(@"(?<tokens>\d[\d,.]{0,12}k?) tokens projected|Total Projected:\s*(?<tokens>\d[\d,.]{0,12}k?) tokens|Budget Allocated:\s*(?<tokens>\d[\d,.]{0,12}k?) tokens", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Projected();

    [GeneratedRegex(@"Session Budget:\s*~?(?<tokens>\d[\d,.]{0,12}k?) tokens", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Budget();

    [GeneratedRegex(@"Used So Far:\s*~?(?<tokens>\d[\d,.]{0,12}k?) tokens", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Used();

    [GeneratedRegex(@"(?:consume|exceeds?|total|budget)\s*>?\s*(?<tokens>\d[\d,.]{0,12}k?)(?: tokens)?.{0,40}(?:escalate|exhausted|projected budget)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Escalation();
}
