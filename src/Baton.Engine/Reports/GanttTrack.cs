using Baton.Engine.Schedules;

namespace Baton.Engine.Reports;

/// <summary>The rows of one agent: each bar goes to the first row that has room for it and its label.</summary>
internal sealed class GanttTrack(int columns, GanttAxis axis, GanttGlyphs glyphs)
{
    private const int LongestLabelBeside = 24;
    private readonly List<(char[] Cells, bool[] Taken)> _rows = [];

    public IEnumerable<string> Rows => _rows.Select(row => new string(row.Cells).TrimEnd());
    public int RowCount => _rows.Count;

    public void Add(ScheduledTask task)
    {
        var from = Math.Min(axis.Column(task.Start), columns - 1);
        var to = task.Finish == task.Start ? from + 1 : Math.Clamp(axis.Column(task.Finish), from + 1, columns);
        var bar = Bar(task, to - from);
        if (bar.Labelled)
        {
            Put(from, bar.Text, from, to);
            return;
        }

        var label = Short(task.Id.Value, LongestLabelBeside);
        var right = to + 1 + label.Length;
        var left = from - 1 - label.Length;
        if (right <= columns && (left < 0 || RowFor(from, right) <= RowFor(left, to)))
        {
            Put(from, $"{bar.Text} {label}", from, right + 1);
        }
        else
        {
            var start = Math.Max(0, left);
            Put(start, $"{label} {bar.Text}"[..Math.Min(columns - start, label.Length + 1 + bar.Text.Length)], start - 1, to);
        }
    }

    private (string Text, bool Labelled) Bar(ScheduledTask task, int length)
    {
        var fill = task.OnDependencyPath ? glyphs.Critical : glyphs.Other;
        if (task.Finish == task.Start)
        {
            return (glyphs.Milestone.ToString(), false);
        }

        if (length < 3)
        {
            return (new string(fill, length), false);
        }

        var cells = new string(fill, length).ToCharArray();
        (cells[0], cells[^1]) = (glyphs.Left, glyphs.Right);
        var label = InsideLabel(task, length - 4);
        if (label is not null)
        {
            var at = (length - label.Length - 2) / 2;
            $" {label} ".CopyTo(0, cells, at, label.Length + 2);
            cells[0] = cells.AsSpan(1, length - 2).Contains(fill) ? cells[0] : fill;
        }

        return (new(cells), label is not null);
    }

    /// <summary>Id and title, or the id alone, or nothing when even that does not fit.</summary>
    private static string? InsideLabel(ScheduledTask task, int room)
    {
        var title = task.Title.All(c => c is >= ' ' and < '\u007f') ? task.Title : "";
        var both = title.StartsWith(task.Id.Value, StringComparison.OrdinalIgnoreCase) ? title : $"{task.Id} {title}";
        return title.Length > 0 && both.Length <= room - 2 ? both
            : task.Id.Value.Length <= room ? task.Id.Value
            : null;
    }

    private void Put(int at, string text, int from, int to)
    {
        var row = RowFor(from, to);
        if (row == _rows.Count)
        {
            _rows.Add((new string(' ', columns).ToCharArray(), new bool[columns]));
        }

        text.CopyTo(0, _rows[row].Cells, at, text.Length);
        var (first, end) = (Math.Max(0, from), Math.Min(columns, to));
        _rows[row].Taken.AsSpan(first, end - first).Fill(true);
    }

    private int RowFor(int from, int to)
    {
        var (first, end) = (Math.Max(0, from), Math.Min(columns, to));
        var row = _rows.FindIndex(r => !r.Taken.AsSpan(first, end - first).Contains(true));
        return row < 0 ? _rows.Count : row;
    }

    private string Short(string text, int most) => text.Length <= most ? text : text[..(most - glyphs.More.Length)] + glyphs.More;
}
