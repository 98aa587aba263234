namespace Baton.Engine.Imports;

/// <summary>What the columns of a table mean, by their headers.</summary>
internal sealed class MarkdownColumns
{
    private static readonly (string Role, string[] Words)[] Known =
    [
        ("task", ["task", "id", "task id", "#", "no", "work item", "ticket"]),
        ("title", ["title", "name", "description", "mission", "summary", "what"]),
        ("owner", ["owner", "agent", "assignee", "assigned to", "responsible", "who"]),
        ("hours", ["hours", "effort", "estimate", "duration", "time", "est", "timeline", "estimated hours", "effort hours", "estimated duration", "hrs"]),
        ("needs", ["dependencies", "depends on", "dependency", "blocked by", "needs", "requires", "predecessors", "after", "waits for"]),
        ("blocks", ["blocks", "blocking"]),
        ("parallel", ["can parallelize with", "parallel with", "parallel to", "in parallel with"]),
        ("outputs", ["output", "outputs", "deliverable", "deliverables", "artifacts", "files"]),
        ("inputs", ["input", "inputs", "reads"]),
        ("priority", ["priority"]),
        ("group", ["group", "batch", "stage"]),
        ("tasks", ["tasks"]),
        ("agents", ["agents"]),
        ("status", ["status"]),
        ("day", ["day"]),
        ("from", ["from"]),
        ("to", ["to"]),
        ("artifact", ["artifact"]),
        ("purpose", ["purpose"]),
        ("due", ["due", "when"]),
    ];

    private readonly Dictionary<string, int> _places = [];

    public MarkdownColumns(string[] headers)
    {
        for (var i = 0; i < headers.Length; i++)
        {
            var words = headers[i].ToLowerInvariant().Split('(')[0].Trim(' ', ':', '.');
            var role = words.Contains("token", StringComparison.Ordinal) ? "tokens" : Array.Find(Known, k => k.Words.Contains(words)).Role;
            if (role is not null && _places.TryAdd(role, i) && role == "hours")
            {
                HoursUnit = headers[i].ToLowerInvariant() is var h && (h.Contains("hour", StringComparison.Ordinal) || h.Contains("(h)", StringComparison.Ordinal) || h.Contains("hrs", StringComparison.Ordinal)) ? "h" : null;
            }
        }
    }

    /// <summary><c>h</c> when the header says that bare numbers are hours.</summary>
    public string? HoursUnit { get; }

    public bool HasHandOffs => Has("from") && Has("to");

    public bool HasGroups => Has("group") && Has("tasks");

    /// <summary>A task and something about it. A table of risks or milestones names tasks, too, and says nothing of this.</summary>
    public bool HasTasks => (Has("task") || Has("title")) && (Has("hours") || Has("needs") || Has("blocks") || Has("tokens") || (Has("owner") && Has("outputs")));

    public bool Has(string role) => _places.ContainsKey(role);

    /// <summary>The cell's text; null when there is no such column or the cell says nothing.</summary>
    public string? Cell(MarkdownRow row, string role) =>
        _places.TryGetValue(role, out var place) && place < row.Cells.Length && !IsNothing(row.Cells[place]) ? row.Cells[place] : null;

    private static bool IsNothing(string text) => text.Trim().ToLowerInvariant() is "" or "-" or "--" or "—" or "none" or "n/a" or "tbd" or "?";
}
