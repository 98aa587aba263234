using System.Text.RegularExpressions;

namespace Baton.Engine.Imports;

/// <summary>Groups of a Markdown plan: which tasks they hold, what they wait for, and the figures that are stated about them.</summary>
internal sealed partial class MarkdownGroups(Draft draft, ImportNotes notes, MarkdownTasks tasks)
{
    /// <summary>The group that a text such as <c>Blocked until GROUP_A</c> waits for; null when it waits for none.</summary>
    public static string? Awaited(string text) => Until().Match(text) is { Success: true } match ? ImportIds.Of(match.Groups["group"].Value) : null;

    public void Read(List<(string File, MarkdownRow Row, MarkdownColumns Columns)> rows)
    {
        foreach (var (file, row, columns) in rows)
        {
            if (columns.Cell(row, "group") is not { } name)
            {
                notes.NotCarried(file, row.Line, "row", "it names no group");
                continue;
            }

            var group = draft.Groups.Find(g => g.Id == ImportIds.Of(name));
            if (group is null)
            {
                draft.Groups.Add(group = new DraftGroup { Id = ImportIds.Of(name), Title = name });
                notes.Carried(file, row.Line, $"group {group.Id}", name);
            }

            AddMembers(file, row, group, columns.Cell(row, "tasks") ?? "");
            AddFigures(file, row, columns, group);
            AddBarrier(file, row, columns);
        }

        foreach (var task in draft.Tasks.Where(t => t.Group is not null && !draft.Groups.Exists(g => g.Id == t.Group)))
        {
            draft.Groups.Add(new DraftGroup { Id = task.Group! });
        }
    }

    private void AddMembers(string file, MarkdownRow row, DraftGroup group, string text)
    {
        foreach (var token in MarkdownNames.Tokens(text).Where(t => tasks.Find(t).Count == 0).ToList())
        {
            tasks.AddBare(token, file, row.Line);
        }

        var members = tasks.Find(text);
        foreach (var member in members)
        {
            if (member.Group is not null && member.Group != group.Id)
            {
                notes.Guessed(file, row.Line, $"task {member.Id}", $"it stays in group {member.Group}, although '{text}' would put it into {group.Id}, too");
            }

            member.Group ??= group.Id;
        }
    }

    private void AddFigures(string file, MarkdownRow row, MarkdownColumns columns, DraftGroup group)
    {
        if (columns.Cell(row, "hours") is { } effort && ImportedTime.Read(effort, columns.HoursUnit ?? "h", out _) is { } hours && hours[0] != '{')
        {
            group.Stated.Add($"sequential: {hours}, where: line {row.Line}");
        }

        if (columns.Cell(row, "agents") is { } agents)
        {
            group.Parallel = agents.Contains("parallel", StringComparison.OrdinalIgnoreCase);
            if (Leading().Match(agents) is { Success: true } count)
            {
                group.Stated.Add($"atOnce: {count.Value}, where: line {row.Line}");
                notes.Guessed(file, row.Line, $"group {group.Id}", $"'{agents}' is taken as the claim that {count.Value} work at once");
            }
        }

        if (columns.Cell(row, "day") is { } day)
        {
            group.Stated.Add($"makespan: 1d, where: line {row.Line}");
            notes.Guessed(file, row.Line, $"group {group.Id}", $"day {day} is taken as the claim that a working day of 8 h is enough for it");
        }
    }

    private void AddBarrier(string file, MarkdownRow row, MarkdownColumns columns)
    {
        foreach (var role in new[] { "status", "needs" })
        {
            if (columns.Cell(row, role) is { } text && Awaited(text) is { } before && draft.Groups.Find(g => g.Id == before) is { } group)
            {
                group.Barrier = true;
                notes.Guessed(file, row.Line, $"group {group.Id}", $"'{text}' is taken as a barrier after it");
            }
        }
    }

    [GeneratedRegex(@"(?:blocked until|waits for|after|all on|until)\s+(?<group>[A-Za-z][\w-]{0,60})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Until();

    [GeneratedRegex(@"^\d{1,5}", RegexOptions.CultureInvariant)]
    private static partial Regex Leading();
}
