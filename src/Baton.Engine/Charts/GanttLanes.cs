using System.Collections.Immutable;
using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

/// <summary>Where a task's label stands: within its bar, or to a side of it.</summary>
internal enum LabelPlace
{
    Inside,
    Right,
    Left,
}

/// <param name="Index">The task's place in the schedule.</param>
/// <param name="Lane">From 0, within its track.</param>
/// <param name="LabelX">Left edge of the label.</param>
/// <param name="Below">The title below the id, within the bar; null when the label is all.</param>
internal sealed record GanttBar(int Index, ScheduledTask Task, int Lane, double X, double Width, LabelPlace Place, string Label, double LabelX, string? Below = null)
{
    public bool IsMilestone => Task.Start == Task.Finish;
}

/// <summary>Distributes the bars of one track over lanes so that neither bars nor labels overlap. Horizontal measures only.</summary>
internal sealed class GanttLanes(GanttMeasures measures)
{
    private readonly List<List<(double From, double To)>> _lanes = [];

    public int Count => Math.Max(1, _lanes.Count);

    /// <param name="tasks">Those of one agent, with their indices.</param>
    public ImmutableArray<GanttBar> Place(IEnumerable<(int Index, ScheduledTask Task)> tasks) =>
        [.. tasks.OrderBy(t => t.Task.Start).ThenByDescending(t => t.Task.OnDependencyPath).ThenBy(t => t.Index).Select(t => Place(t.Index, t.Task))];

    private GanttBar Place(int index, ScheduledTask task)
    {
        var milestone = task.Start == task.Finish;
        var x = measures.X(task.Start) - (milestone ? measures.BarHeight / 2 : 0);
        var width = milestone ? measures.BarHeight : Math.Max(GanttMeasures.LeastBar, measures.X(task.Finish) - x);
        var room = width - (2 * GanttMeasures.InsidePad);
        if (!milestone && measures.TwoLines && measures.WidthOf(task.Id.Value, task) <= room && room >= GanttMeasures.LeastTitle)
        {
            var below = TextWidth.Clip(ChartText.Clean(task.Title).Trim(), room, GanttMeasures.TitleSize);
            return new(index, task, Take(x, x + width), x, width, LabelPlace.Inside, task.Id.Value, x + GanttMeasures.InsidePad, below);
        }

        if (!milestone && Inside(task, room) is { } inside)
        {
            return new(index, task, Take(x, x + width), x, width, LabelPlace.Inside, inside, x + ((width - measures.WidthOf(inside, task)) / 2));
        }

        var label = TextWidth.Clip(measures.BesideText(task), measures.LongestBeside, measures.FontSize, task.OnDependencyPath);
        var length = measures.WidthOf(label, task) + (2 * GanttMeasures.LabelGap);
        var (right, left) = ((From: x, To: x + width + length), (From: x - length, To: x + width));
        var toRight = right.To <= measures.Right && (left.From < measures.Left || LaneFor(right.From, right.To) <= LaneFor(left.From, left.To));
        return toRight || left.From < measures.Left
            ? new(index, task, Take(right.From, right.To), x, width, LabelPlace.Right, label, x + width + GanttMeasures.LabelGap)
            : new(index, task, Take(left.From, left.To), x, width, LabelPlace.Left, label, left.From + GanttMeasures.LabelGap);
    }

    /// <summary>Id and title, clipped if enough of the title remains; else the id; null when not even that fits.</summary>
    private string? Inside(ScheduledTask task, double room)
    {
        var full = ChartText.Label(task.Id.Value, task.Title);
        if (measures.WidthOf(full, task) <= room)
        {
            return full;
        }

        var idWidth = measures.WidthOf(task.Id.Value, task);
        return idWidth > room ? null
            : room - idWidth >= GanttMeasures.LeastTitle ? TextWidth.Clip(full, room, measures.FontSize, task.OnDependencyPath)
            : task.Id.Value;
    }

    private int Take(double from, double to)
    {
        var lane = LaneFor(from, to);
        if (lane == _lanes.Count)
        {
            _lanes.Add([]);
        }

        _lanes[lane].Add((from, to));
        return lane;
    }

    private int LaneFor(double from, double to)
    {
        var lane = _lanes.FindIndex(l => !l.Exists(taken => from < taken.To + GanttMeasures.BarGap && taken.From < to + GanttMeasures.BarGap));
        return lane < 0 ? _lanes.Count : lane;
    }
}
