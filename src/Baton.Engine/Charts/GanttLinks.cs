using Baton.Domain.Plans;
using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

internal enum LinksShown
{
    None,
    Chains,
    All,
}

/// <summary>The dependencies in a chart: they run in the gaps between lanes and end with an arrowhead on the later task.</summary>
internal static class GanttLinks
{
    /// <summary>Above this many, only those on longest chains are drawn.</summary>
    public const int Most = 150;

    /// <returns>What is drawn.</returns>
    public static LinksShown Draw(Svg svg, Plan plan, PlanSchedule schedule, GanttPicture picture, double top)
    {
        if (picture.IsCondensed)
        {
            return LinksShown.None;
        }

        var bars = picture.Tracks.SelectMany(t => t.Bars.Select(b => (Bar: b, Y: top + picture.BarY(t, b)))).ToDictionary(b => b.Bar.Index);
        var links = PlanLinks.Of(plan, schedule);
        PlanLink[] shown = [.. links.Where(l => (links.Length <= Most || l.OnPath) && bars.ContainsKey(l.Before) && bars.ContainsKey(l.After))];
        svg.Open("b-links");
        foreach (var link in shown.OrderBy(l => l.OnPath))
        {
            Link(svg, picture.Measures, link, bars[link.Before], bars[link.After]);
        }

        svg.Close();
        return shown.Length == 0 ? LinksShown.None : links.Length <= Most ? LinksShown.All : LinksShown.Chains;
    }

    private static void Link(Svg svg, GanttMeasures measures, PlanLink link, (GanttBar Bar, double Y) from, (GanttBar Bar, double Y) to)
    {
        var height = measures.BarHeight;
        var gap = (measures.LaneHeight - height) / 2;
        var share = link.Need.Share < 1 ? Math.Max(0.1, link.Need.Share) : 1;
        var x1 = from.Bar.X + (from.Bar.Width * share) - (share < 1 ? 0 : Math.Min(4, from.Bar.Width / 2));
        var x2 = to.Bar.X + Math.Min(5, to.Bar.Width / 2);
        var down = to.Y >= from.Y;
        var (y1, lane) = down ? (from.Y + height, from.Y + height + gap) : (from.Y, from.Y - gap);
        var y2 = to.Y > from.Y ? to.Y : to.Y + height;
        var arrow = to.Y > from.Y ? -4 : 4;
        var (line, head) = link.OnPath ? ("b-chain", "b-chain-head") : ("b-link", "b-head");
        svg.Path(line, $"M{Svg.N(x1)} {Svg.N(y1)}V{Svg.N(lane)}H{Svg.N(x2)}V{Svg.N(y2 + arrow)}");
        svg.Path(head, $"M{Svg.N(x2)} {Svg.N(y2)}l-3.5 {Svg.N(arrow * 1.4)}h7Z");
    }
}
