using System.Globalization;
using Baton.Domain.Plans;
using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

/// <summary>A levelled schedule as an SVG picture: one track per agent, dependencies, barriers, bounds and the deadline.</summary>
public static class GanttSvg
{
    private const double Pad = 16;
    private const double MarkRow = 15;

    /// <summary>From this height on the ticks are named below, too.</summary>
    internal const double Tall = 500;

    /// <returns>One SVG document; the same input gives the same text.</returns>
    public static string Render(Plan plan, PlanSchedule schedule)
    {
        var svg = new Svg();
        var names = NameWidth(schedule);
        var picture = GanttPicture.Of(plan, schedule, Pad + names);
        var width = schedule.HasErrors || schedule.Tasks.IsEmpty ? 640 : picture.Right + Pad;
        var y = ChartHead.Draw(svg, plan, schedule, Pad, width - (2 * Pad));
        if (!schedule.HasErrors && !schedule.Tasks.IsEmpty)
        {
            y += 8 + (picture.MarkRows * MarkRow) + 18;
            var scale = new TimeScale(picture.Measures.Length, picture.Measures.Length * (56 / picture.Measures.AxisWidth));
            Closed(svg, picture, y);
            Grid(svg, picture, scale, y);
            var links = GanttLinks.Draw(svg, plan, schedule, picture, y);
            Marks(svg, picture, y);
            Ticks(svg, picture, scale, y);
            foreach (var track in picture.Tracks)
            {
                GanttTrackSvg.Draw(svg, picture, track, Pad, names, y, schedule);
            }

            y = GanttLegend.Draw(svg, schedule, picture, links, Pad, y + picture.Bottom + 22, width - (2 * Pad));
        }

        return svg.Document("gantt", width, y + Pad, $"Schedule of {FigureText.Name(plan)}", Description(plan, schedule));
    }

    private static double NameWidth(PlanSchedule schedule) => schedule.Agents.IsEmpty
        ? 0
        : Math.Clamp(schedule.Agents.Max(a => Math.Max(TextWidth.Of(GanttTrackSvg.NameOf(a), 12, bold: true), TextWidth.Of(GanttTrackSvg.LoadOf(a), 10))) + 16, 80, 240);

    private static void Closed(Svg svg, GanttPicture picture, double top)
    {
        foreach (var track in picture.Tracks.Where(t => !t.Agent.Closed.IsEmpty))
        {
            svg.Open("b-closed-hours");
            foreach (var span in track.Agent.Closed)
            {
                var (from, to) = (picture.Measures.X(span.Start), picture.Measures.X(span.Finish));
                if (to - from >= 1)
                {
                    svg.Rect("b-closed", from, top + track.Y, to - from, track.Height, 0);
                }
            }

            svg.Close();
        }
    }

    private static void Grid(Svg svg, GanttPicture picture, TimeScale scale, double top)
    {
        svg.Open("b-axis");
        foreach (var x in scale.Ticks().Select(picture.Measures.X))
        {
            svg.Line("b-grid", x, top - 4, x, top + picture.Bottom + (picture.Bottom > Tall ? 4 : 0));
        }

        svg.Close();
    }

    private static void Ticks(Svg svg, GanttPicture picture, TimeScale scale, double top)
    {
        svg.Open("b-ticks");
        foreach (var tick in scale.Ticks())
        {
            svg.Text("b-muted b-middle b-beside", picture.Measures.X(tick), top - 7, scale.Label(tick, " "), 11);
            if (picture.Bottom > Tall)
            {
                svg.Text("b-muted b-middle", picture.Measures.X(tick), top + picture.Bottom + 15, scale.Label(tick, " "), 11);
            }
        }

        svg.Close();
    }

    private static void Marks(Svg svg, GanttPicture picture, double top)
    {
        foreach (var (mark, x, row) in picture.Marks)
        {
            var y = top - 22 - (row * MarkRow);
            svg.Open("b-mark", mark.Text);
            var line = mark.Kind == "end" ? "b-edge" : "b-" + mark.Kind;
            svg.Line(line, x, y - 10, x, top - 17);
            svg.Line(line, x, top - 4, x, top + picture.Bottom);
            svg.Text(mark.Kind is "deadline" or "bound" or "now" ? $"b-{mark.Kind}-text" : "b-muted", x + 4, y, mark.Text, 11);
            svg.Close();
        }
    }

    private static string Description(Plan plan, PlanSchedule schedule)
    {
        var tasks = string.Create(CultureInfo.InvariantCulture, $"A Gantt chart of {schedule.Tasks.Length} tasks on {schedule.Agents.Length} tracks, one per agent.");
        return string.Join(". ", FigureText.All(plan, schedule).Prepend(tasks[..^1])) + ".";
    }
}
