using System.Text.RegularExpressions;

namespace Baton.Engine.Imports;

/// <summary>Reads Markdown work plans as well as it can: tables of tasks, groups and hand-offs, headings and list entries that name tasks, and figures that are stated.</summary>
internal sealed partial class MarkdownImport(Draft draft, ImportNotes notes, string driver)
{
    private const int MostMentions = 50_000;

    private readonly List<MarkdownMention> _mentions = [];
    private readonly List<(string File, MarkdownRow Row, MarkdownColumns Columns)> _groups = [];
    private readonly List<(string File, MarkdownRow Row, MarkdownColumns Columns)> _handOffs = [];
    private readonly MarkdownStatements _statements = new(draft, notes);
    private string? _file;
    private int _lists;

    public void Read(string file, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (_file is null)
        {
            _file = file;
            ReadName(file, lines);
        }

        foreach (var table in MarkdownText.Tables(lines))
        {
            ReadTable(file, table);
        }

        ReadText(file, lines);
        _statements.Read(file, lines);
    }

    public void Finish()
    {
        if (_file is null)
        {
            return;
        }

        var tasks = new MarkdownTasks(draft, notes, driver);
        tasks.Build(_mentions);
        new MarkdownGroups(draft, notes, tasks).Read(_groups);
        new MarkdownHandOffs(draft, notes, tasks).Read(_handOffs);
        _statements.Finish(tasks);
        LimitAgents();
        foreach (var task in draft.Tasks.Where(t => t.Outputs.Count > 0 && t.Verify.Count == 0))
        {
            task.Verify.Add($"{{file: {YamlText.List(task.Outputs.Select(o => o.Path))}}}");
        }
    }

    /// <summary>An owner is one agent, unless the plan says that its tasks run beside each other.</summary>
    private void LimitAgents()
    {
        if (draft.Groups.Exists(g => g.Parallel))
        {
            return;
        }

        foreach (var agent in draft.Agents.Where(a => draft.Tasks.Exists(t => t.Agent == a.Id)))
        {
            agent.Concurrent = "1";
            notes.Guessed(_file!, 1, $"agent {agent.Id}", "it does one task at a time");
        }
    }

    private void ReadTable(string file, MarkdownTable table)
    {
        var columns = new MarkdownColumns(table.Headers);
        _lists++;
        if (columns.HasHandOffs)
        {
            _handOffs.AddRange(table.Rows.Select(r => (file, r, columns)));
        }
        else if (columns.HasGroups)
        {
            _groups.AddRange(table.Rows.Select(r => (file, r, columns)));
        }
        else if (columns.HasTasks)
        {
            foreach (var row in table.Rows)
            {
                ReadRow(file, row, columns);
            }
        }
        else
        {
            notes.NotCarried(file, table.Line, "table", $"no tasks, groups or hand-offs are seen in its columns: {string.Join(", ", table.Headers)}");
        }
    }

    private void ReadRow(string file, MarkdownRow row, MarkdownColumns columns)
    {
        var (token, rest) = MarkdownNames.Split(columns.Cell(row, "task") ?? columns.Cell(row, "title") ?? "");
        var owner = columns.Cell(row, "owner");
        if (_statements.TakeTotal(file, row, columns))
        {
            return;
        }

        if (token is null && rest.Length == 0)
        {
            notes.NotCarried(file, row.Line, "row", "it names no task");
            return;
        }

        Add(new(file, row.Line, _lists, token, columns.Has("task") && columns.Cell(row, "title") is { } title ? title : rest)
        {
            Owner = owner,
            Hours = columns.Cell(row, "hours"),
            HoursUnit = columns.HoursUnit,
            Needs = columns.Cell(row, "needs") ?? columns.Cell(row, "status"),
            Blocks = columns.Cell(row, "blocks"),
            Parallel = columns.Cell(row, "parallel"),
            Tokens = columns.Cell(row, "tokens"),
            Priority = columns.Cell(row, "priority"),
            Group = columns.Cell(row, "group"),
            Outputs = Paths(columns.Cell(row, "outputs")),
            Inputs = Paths(columns.Cell(row, "inputs")),
        });
    }

    private void ReadName(string file, string[] lines)
    {
        var line = Array.FindIndex(lines, l => Heading().IsMatch(l));
        if (line >= 0)
        {
            draft.Title = MarkdownText.Plain(lines[line].TrimStart('#', ' '));
            draft.Name = ImportIds.Name(draft.Title);
            notes.Guessed(file, line + 1, "name", $"{draft.Name}, of the first heading");
        }
    }

    private static List<string> Paths(string? cell) =>
        cell is null ? [] : [.. cell.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(p => p.Contains('/', StringComparison.Ordinal) || p.Contains('.', StringComparison.Ordinal))];

    /// <summary>Headings and list entries that give a task's short name, title and duration.</summary>
    private void ReadText(string file, string[] lines)
    {
        string? owner = null;
        MarkdownMention? open = null;
        var (fenced, wasEntry, delivers) = (false, false, false);
        for (var i = 0; i < lines.Length; i++)
        {
            fenced ^= MarkdownText.IsFence(lines[i]);
            if (fenced || MarkdownText.IsRow(lines[i]))
            {
                wasEntry = false;
                continue;
            }

            owner = AgentHeading().Match(lines[i]) is { Success: true } heading ? heading.Groups["owner"].Value : owner;
            if (Task(file, i, lines[i], owner, wasEntry) is { } mention)
            {
                Add(open = mention);
                (wasEntry, delivers) = (lines[i].TrimStart()[0] is '-' or '*', false);
            }
            else
            {
                wasEntry &= lines[i].Length == 0 || lines[i][0] == ' ';
                delivers = lines[i].Contains("Deliverable", StringComparison.OrdinalIgnoreCase) || (delivers && (lines[i].Trim().Length == 0 || ListEntry().IsMatch(lines[i])));
                if (delivers && open is not null && DeliveredPath().Match(lines[i]) is { Success: true } path)
                {
                    open.Outputs.Add(path.Groups["path"].Value);
                }
            }
        }
    }

    private MarkdownMention? Task(string file, int index, string line, string? owner, bool inList)
    {
        var match = TaskHeading().Match(line);
        match = match.Success ? match : TaskEntry().Match(line);
        if (!match.Success)
        {
            return null;
        }

        var isHeading = line[0] == '#';
        _lists += isHeading || inList ? 0 : 1;
        var inner = match.Groups["inner"].Value;
        var parts = inner.Split(',', 2, StringSplitOptions.TrimEntries);
        var named = parts.FirstOrDefault(p => ImportedTime.Read(p, null, out _) is null && p.Length > 0);
        return new(file, index + 1, isHeading ? -1 : _lists, match.Groups["token"].Value, MarkdownText.Plain(match.Groups["title"].Value).Trim(' ', ':', '-'))
        {
            Hours = inner,
            Owner = isHeading ? owner : named ?? owner,
        };
    }

    private void Add(MarkdownMention mention)
    {
        if (_mentions.Count < MostMentions)
        {
            _mentions.Add(mention);
        }
    }

    [GeneratedRegex(@"^#{1,6}\s+(?:[\d.]+\s+)?Agent\s+\d+:\s*(?<owner>[\w.-]{1,64})\s*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex AgentHeading();

    [GeneratedRegex(@"^#{1,6}\s+(?:Task\s+)?(?<token>[A-Za-z]{1,10}[-_]?\d{1,6}):\s*(?<title>[^()]{1,200})\((?<inner>[^()]{1,80})\)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex TaskHeading();

    [GeneratedRegex(@"^\s{0,3}[-*]\s+(?:\[[ x]\]\s+)?\**(?<token>[A-Za-z]{1,10}[-_]?\d{1,6})\**:\s*\**\s*(?<title>[^()]{1,200})\((?<inner>[^()]{1,80})\)", RegexOptions.CultureInvariant)]
    private static partial Regex TaskEntry();

    [GeneratedRegex(@"^#{1,6}\s+\S", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s*(?:\d{1,3}\.|[-*])\s", RegexOptions.CultureInvariant)]
    private static partial Regex ListEntry();

    [GeneratedRegex(@"^\s*(?:\d{1,3}\.|[-*])\s+`(?<path>[\w./*-]{1,200})`", RegexOptions.CultureInvariant)]
    private static partial Regex DeliveredPath();
}
