using System.Text.RegularExpressions;

namespace Baton.Engine.Imports;

/// <summary>Hand-offs of a Markdown plan.</summary>
internal sealed partial class MarkdownHandOffs(Draft draft, ImportNotes notes, MarkdownTasks tasks)
{
    public void Read(List<(string File, MarkdownRow Row, MarkdownColumns Columns)> rows)
    {
        foreach (var (file, row, columns) in rows)
        {
            var due = (columns.Cell(row, "hours") ?? columns.Cell(row, "due")) is { } text ? ImportedTime.Read(Offset().Replace(text, ""), "h", out _) : null;
            var artifact = columns.Cell(row, "artifact") ?? "artifact";
            var id = Unique(ImportIds.Of(artifact));
            var from = Who(columns.Cell(row, "from"));
            var trigger = tasks.Find(artifact, takeAll: true).Where(t => from is null or "ALL" || t.Agent == from).ToList();
            draft.HandOffs.Add(new DraftHandOff
            {
                Id = id,
                Due = due,
                From = from,
                To = Who(columns.Cell(row, "to")),
                Purpose = columns.Cell(row, "purpose"),
                Artifacts = trigger.Count == 1 ? [.. trigger[0].Outputs.Select(o => o.Path)] : [],
                Trigger = trigger.Count == 1 ? Trigger(trigger[0].Id, artifact) : null,
            });
            notes.Guessed(file, row.Line, $"hand-off {id}", trigger.Count == 1 ? $"'{artifact}' is taken to come from {trigger[0].Id}" : $"which task makes '{artifact}' is not seen");
        }
    }

    /// <summary>A draft is there when half of the work is done.</summary>
    private static string Trigger(string task, string artifact) =>
        artifact.Contains("draft", StringComparison.OrdinalIgnoreCase) ? $"{{task: {YamlText.Of(task)}, at: 50%}}" : YamlText.Of(task);

    private string? Who(string? name)
    {
        if (name is null || name.Equals("all", StringComparison.OrdinalIgnoreCase))
        {
            return name is null ? null : "ALL";
        }

        return draft.Agent(ImportIds.Of(name), "noop").Id;
    }

    private string Unique(string wanted)
    {
        var id = wanted;
        for (var number = 2; draft.HandOffs.Exists(h => h.Id == id); number++)
        {
            id = $"{wanted}-{number}";
        }

        return id;
    }

    [GeneratedRegex(@"T\s*=|\([^()]{0,40}\)", RegexOptions.CultureInvariant)]
    private static partial Regex Offset();
}
