using System.Globalization;
using System.Text;
using Baton.Domain.Plans;
using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

/// <summary>The dependencies of a plan as an SVG picture in layers, from the left to the right or, where that is narrower, from the top to the bottom.</summary>
public static class GraphSvg
{
    /// <summary>Above this many tasks there is no picture; the dependency tree and the blocking table hold every one.</summary>
    public const int MostTasks = 2_000;
    private const double Pad = 16;
    private const double WideEnough = 1_300;

    /// <returns>One SVG document; the same input gives the same text.</returns>
    public static string Render(Plan plan, PlanSchedule schedule)
    {
        var drawn = !schedule.HasErrors && schedule.Tasks.Length is > 0 and <= MostTasks;
        var links = drawn ? PlanLinks.Of(plan, schedule) : [];
        var graph = GraphLayers.Of(drawn ? PlanLinks.LateLevels(plan.Tasks.Length, links) : [], links);
        var nodes = new GraphNodes(schedule.Tasks);
        var (across, down) = (GraphPicture.Of(graph, nodes, leftToRight: true), GraphPicture.Of(graph, nodes, leftToRight: false));
        var picture = across.Width <= WideEnough || across.Width <= down.Width ? across : down;
        var svg = new Svg();
        var width = Math.Max(picture.Width, 560) + (2 * Pad);
        var y = ChartHead.Draw(svg, plan, schedule, Pad, width - (2 * Pad)) + 14;
        if (drawn)
        {
            var left = Pad + ((width - (2 * Pad) - picture.Width) / 2);
            Links(svg, picture, links, left, y);
            for (var i = 0; i < graph.TaskCount; i++)
            {
                Node(svg, picture, nodes, i, left, y);
            }

            y = Legend(svg, schedule, y + picture.Height + 24);
        }
        else if (!schedule.HasErrors && !schedule.Tasks.IsEmpty)
        {
            svg.Text("b-muted", Pad, y, $"{schedule.Tasks.Length} tasks are too many for a graph; the dependency tree holds them all.", 12);
        }

        return svg.Document("graph", width, y + Pad, $"Dependencies of {FigureText.Name(plan)}", Description(plan, schedule, links.Length));
    }

    private static void Node(Svg svg, GraphPicture picture, GraphNodes nodes, int i, double left, double top)
    {
        var task = nodes.Tasks[i];
        var (x, y) = (left + picture.X[i] - (nodes.Width / 2), top + picture.Y[i] - (nodes.Height / 2));
        var text = task.OnDependencyPath ? "b-in-critical" : "b-in";
        svg.Open("b-node", GraphNodes.Describe(task));
        svg.Rect(task.OnDependencyPath ? "b-bar b-critical" : "b-bar", x, y, nodes.Width, nodes.Height, 4);
        if (nodes.IsCompact)
        {
            svg.Text($"{text} b-middle{(task.OnDependencyPath ? " b-bold" : "")}", x + (nodes.Width / 2), y + (nodes.Height / 2) + 3.6, nodes.Head(task), GraphNodes.SmallSize);
        }
        else
        {
            svg.Text($"{text} b-bold", x + GraphNodes.Inner, y + 16, nodes.Head(task), GraphNodes.HeadSize);
            svg.Text(text, x + GraphNodes.Inner, y + 30, nodes.Title(task), GraphNodes.SmallSize);
            svg.Text(text, x + GraphNodes.Inner, y + 43, nodes.Foot(task), GraphNodes.SmallSize);
        }

        svg.Close();
    }

    private static void Links(Svg svg, GraphPicture picture, IReadOnlyList<PlanLink> links, double left, double top)
    {
        svg.Open("b-links");
        foreach (var k in Enumerable.Range(0, links.Count).OrderBy(k => links[k].OnPath))
        {
            var (line, head) = links[k].OnPath ? ("b-chain", "b-chain-head") : ("b-link", "b-head");
            var path = new StringBuilder();
            var points = picture.Routes[k];
            path.Append(CultureInfo.InvariantCulture, $"M{Svg.N(left + points[0].X)} {Svg.N(top + points[0].Y)}");
            for (var p = 1; p < points.Length; p++)
            {
                path.Append(picture.Curve(points[p - 1], points[p], straight: p % 2 == 0, left, top));
            }

            svg.Path(line, path.ToString());
            var (x, y) = (left + points[^1].X, top + points[^1].Y);
            svg.Path(head, $"M{Svg.N(x)} {Svg.N(y)}{(picture.LeftToRight ? "l-7 -3.5v7Z" : "l-3.5 -7h7Z")}");
        }

        svg.Close();
    }

    private static double Legend(Svg svg, PlanSchedule schedule, double y)
    {
        svg.Open("b-legend");
        if (schedule.Tasks.Any(t => t.OnDependencyPath))
        {
            svg.Rect("b-bar b-critical", Pad + 1, y - 6, 24, 12, 3);
            svg.Text("b-muted", Pad + 32, y + 4, "strong fill, bold, thick arrows: on a longest chain by dependencies", 11);
        }

        svg.Line("b-link", Pad, y + 20, Pad + 26, y + 20);
        svg.Text("b-muted", Pad + 32, y + 24, "from a task to one that needs it; what follows from others is left out", 11);
        svg.Close();
        return y + 28;
    }

    private static string Description(Plan plan, PlanSchedule schedule, int links)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"A graph of {schedule.Tasks.Length} tasks with {links} arrows, each from a task to one that needs it");
        return string.Join(". ", FigureText.All(plan, schedule).Prepend(head)) + ".";
    }
}
