using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

/// <param name="Y">Upper edge.</param>
/// <param name="Bars">Empty when the chart is too large for bars; then the load is drawn.</param>
internal sealed record GanttTrackPicture(AgentLoad Agent, double Y, double Height, ImmutableArray<GanttBar> Bars);

/// <param name="Row">From 0, upwards from the axis.</param>
internal sealed record GanttMarkPicture(TimeMark Mark, double X, int Row);

/// <summary>A chart with every place decided and nothing drawn yet.</summary>
internal sealed record GanttPicture
{
    /// <summary>Above this many tasks the picture shows how many are at work instead of a bar for each.</summary>
    public const int MostBars = 1_000;
    private const int MostTracks = 200;
    private const double LeastTrack = 34;
    private const double LoadTrack = 44;
    private const double TrackPad = 5;

    public required GanttMeasures Measures { get; init; }
    public required ImmutableArray<GanttTrackPicture> Tracks { get; init; }
    public required ImmutableArray<GanttMarkPicture> Marks { get; init; }

    /// <summary>Agents with less work that are left out.</summary>
    public required int LeftOut { get; init; }
    public required bool IsCondensed { get; init; }
    public double Bottom => Tracks.IsEmpty ? 0 : Tracks[^1].Y + Tracks[^1].Height;

    /// <summary>Where everything ends on the right.</summary>
    public double Right => Tracks.SelectMany(t => t.Bars).Select(b => b.Place == LabelPlace.Right ? b.LabelX + Measures.WidthOf(b.Label, b.Task) : b.X + b.Width)
        .Concat(Marks.Select(m => m.X + MarkWidth(m.Mark))).Append(Measures.AxisEnd + 16).Max();
    public int MarkRows => Marks.IsEmpty ? 0 : Marks.Max(m => m.Row) + 1;

    /// <summary>The upper edge of the first track is at 0.</summary>
    public static GanttPicture Of(Plan plan, PlanSchedule schedule, double left)
    {
        var marks = TimeMark.Of(plan, schedule);
        var length = marks.Where(m => m.Kind != "deadline" || m.At <= schedule.Makespan * 1.5).Select(m => m.At).Append(schedule.Makespan).Max();
        var measures = new GanttMeasures(schedule.Tasks.Length, left, length);
        var agents = schedule.Agents.Length <= MostTracks
            ? schedule.Agents
            : [.. schedule.Agents.OrderByDescending(a => a.Busy).Take(MostTracks)];
        var condensed = schedule.Tasks.Length > MostBars;
        var byAgent = schedule.Tasks.Select((task, i) => (Index: i, Task: task)).ToLookup(t => t.Task.Agent);
        var tracks = ImmutableArray.CreateBuilder<GanttTrackPicture>();
        foreach (var agent in agents)
        {
            var lanes = new GanttLanes(measures);
            var bars = condensed ? [] : lanes.Place(byAgent[agent.Agent]);
            var height = condensed ? LoadTrack : Math.Max(LeastTrack, (lanes.Count * measures.LaneHeight) + (2 * TrackPad));
            tracks.Add(new(agent, tracks.Count == 0 ? 0 : tracks[^1].Y + tracks[^1].Height, height, bars));
        }

        return new()
        {
            Measures = measures,
            Tracks = tracks.ToImmutable(),
            Marks = Stack(marks.Where(m => m.At <= length), measures),
            LeftOut = schedule.Agents.Length - agents.Length,
            IsCondensed = condensed,
        };
    }

    /// <summary>The upper edge of a bar.</summary>
    public double BarY(GanttTrackPicture track, GanttBar bar)
    {
        var lanes = track.Bars.Max(b => b.Lane) + 1;
        var used = lanes * Measures.LaneHeight;
        return track.Y + ((track.Height - used) / 2) + (bar.Lane * Measures.LaneHeight) + ((Measures.LaneHeight - Measures.BarHeight) / 2);
    }

    /// <summary>From the right to the left, each label in the lowest row where it ends before the label to its right begins, so that no leader crosses a label.</summary>
    private static ImmutableArray<GanttMarkPicture> Stack(IEnumerable<TimeMark> marks, GanttMeasures measures)
    {
        var begins = new List<double>();
        var placed = new List<GanttMarkPicture>();
        foreach (var mark in marks.Reverse())
        {
            var x = measures.X(mark.At);
            var end = x + MarkWidth(mark);
            var row = begins.FindIndex(begin => end < begin - 6);
            if (row < 0)
            {
                row = begins.Count;
                begins.Add(x);
            }

            begins[row] = x;
            placed.Add(new(mark, x, row));
        }

        placed.Reverse();
        return [.. placed];
    }

    public static double MarkWidth(TimeMark mark) => 4 + TextWidth.Of(mark.Text, 11);
}
