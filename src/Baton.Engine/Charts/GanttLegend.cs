using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

/// <summary>What the marks of a chart mean; only those that occur in it.</summary>
internal static class GanttLegend
{
    private const double Sample = 26;
    private const double Row = 20;

    /// <returns>Where it ends.</returns>
    public static double Draw(Svg svg, PlanSchedule schedule, GanttPicture picture, LinksShown links, double left, double top, double width)
    {
        var (x, y) = (left, picture.Bottom > GanttSvg.Tall ? top + 14 : top);
        svg.Open("b-legend");
        foreach (var (draw, text) in Entries(schedule, picture, links))
        {
            var needed = Sample + 6 + TextWidth.Of(text, 11) + 18;
            if (x > left && x + needed > left + width)
            {
                (x, y) = (left, y + Row);
            }

            draw(svg, x, y);
            svg.Text("b-muted", x + Sample + 6, y + 4, text, 11);
            x += needed;
        }

        svg.Close();
        return y + 8;
    }

    private static IEnumerable<(Action<Svg, double, double> Draw, string Text)> Entries(PlanSchedule schedule, GanttPicture picture, LinksShown links)
    {
        if (picture.IsCondensed)
        {
            yield return (Box("b-bar"), $"height: how many of the agent's tasks are at work; {schedule.Tasks.Length} tasks are too many for a bar each");
        }
        else
        {
            yield return (Box("b-bar b-critical"), "strong fill, bold: on a longest chain by dependencies");
            if (schedule.Tasks.Any(t => !t.OnDependencyPath && t.Slack <= TimeSpan.Zero))
            {
                yield return (Box("b-bar b-tight"), "thick outline: no slack under the limits");
            }

            if (schedule.Tasks.Any(t => t.Slack > TimeSpan.Zero))
            {
                yield return (Box("b-bar"), "has slack");
            }

            if (schedule.Tasks.Any(t => t.Start == t.Finish))
            {
                yield return (Diamond, "no duration");
            }

            if (links == LinksShown.All)
            {
                yield return (Line("b-link"), "needs; what follows from others is left out");
            }
            else if (links == LinksShown.Chains)
            {
                yield return (Line("b-chain"), "needs, on longest chains alone");
            }
        }

        if (picture.Marks.Any(m => m.Mark.Kind == "barrier"))
        {
            yield return (Line("b-barrier"), "barrier: later groups wait");
        }

        if (picture.Tracks.Any(t => !t.Agent.Closed.IsEmpty))
        {
            yield return (Box("b-closed"), "the agent's closed hours");
        }

        if (picture.LeftOut > 0)
        {
            yield return (Line("b-grid"), $"{picture.LeftOut} agents with less work are left out");
        }
    }

    private static Action<Svg, double, double> Box(string style) => (svg, x, y) => svg.Rect(style, x + 1, y - 6, Sample - 2, 12, 3);

    private static Action<Svg, double, double> Line(string style) => (svg, x, y) => svg.Line(style, x, y, x + Sample, y);

    private static void Diamond(Svg svg, double x, double y) =>
        svg.Path("b-bar", $"M{Svg.N(x + 13)} {Svg.N(y - 7)}l7 7l-7 7l-7 -7Z");
}
