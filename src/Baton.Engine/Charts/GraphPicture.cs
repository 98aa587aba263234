using System.Collections.Immutable;

namespace Baton.Engine.Charts;

internal readonly record struct Point(double X, double Y);

/// <summary>A graph with every place decided: the middle of each vertex, and per link the points at which it crosses the edges of layers.</summary>
internal sealed record GraphPicture(
    bool LeftToRight, double Width, double Height, ImmutableArray<double> X, ImmutableArray<double> Y, ImmutableArray<ImmutableArray<Point>> Routes)
{
    private const double PlaceholderSize = 4;
    private const double LeastWidth = 560;

    public static GraphPicture Of(GraphLayers graph, GraphNodes nodes, bool leftToRight)
    {
        var (thickness, extent) = leftToRight ? (nodes.Width, nodes.Height) : (nodes.Height, nodes.Width);
        var between = nodes.IsCompact ? 34.0 : leftToRight ? 46 : 40;
        double Size(int v) => v < graph.TaskCount ? extent : PlaceholderSize;
        var across = GraphPlaces.Of(graph, Size, nodes.IsCompact ? 6 : 14);
        double[] along = [.. Enumerable.Range(0, across.Length).Select(v => (graph.LayerOf(v) * (thickness + between)) + (thickness / 2))];
        var length = Math.Max(0, (graph.Layers.Count * (thickness + between)) - between);
        var breadth = graph.Layers.SelectMany(l => l).Select(v => across[v] + (Size(v) / 2)).DefaultIfEmpty(0).Max();
        Point At(double a, double b) => leftToRight ? new(a, b) : new(b, a);
        var routes = graph.Routes.Select(route => route.SelectMany((v, k) => (Point[])
        [
            .. k > 0 ? [At(along[v] - (thickness / 2), across[v])] : Array.Empty<Point>(),
            .. k < route.Length - 1 ? [At(along[v] + (thickness / 2), across[v])] : Array.Empty<Point>(),
        ]).ToImmutableArray()).ToImmutableArray();
        double[] x = leftToRight ? along : across;
        double[] y = leftToRight ? across : along;
        var (width, height) = leftToRight ? (length, breadth) : (breadth, length);
        var bottom = PlaceLoners(graph, nodes, x, y, Math.Max(width, LeastWidth), height);
        return new(leftToRight, graph.Loners.IsEmpty ? width : Math.Max(width, LeastWidth), bottom, [.. x], [.. y], routes);
    }

    /// <summary>In rows below everything else.</summary>
    /// <returns>Where they end.</returns>
    private static double PlaceLoners(GraphLayers graph, GraphNodes nodes, double[] x, double[] y, double width, double height)
    {
        var gap = nodes.IsCompact ? 6 : 14;
        var columns = Math.Max(1, (int)((width + gap) / (nodes.Width + gap)));
        var top = height > 0 ? height + 30 : 0;
        for (var k = 0; k < graph.Loners.Length; k++)
        {
            x[graph.Loners[k]] = (k % columns * (nodes.Width + gap)) + (nodes.Width / 2);
            y[graph.Loners[k]] = top + (k / columns * (nodes.Height + gap)) + (nodes.Height / 2);
        }

        return graph.Loners.IsEmpty ? height : top + (((graph.Loners.Length - 1) / columns) * (nodes.Height + gap)) + nodes.Height;
    }

    /// <param name="straight">Within a layer; otherwise from one layer to the next.</param>
    public string Curve(Point from, Point to, bool straight, double left, double top)
    {
        var (fx, fy, tx, ty) = (left + from.X, top + from.Y, left + to.X, top + to.Y);
        if (straight || (LeftToRight ? from.Y == to.Y : from.X == to.X))
        {
            return $"L{Svg.N(tx)} {Svg.N(ty)}";
        }

        var (mx, my) = ((fx + tx) / 2, (fy + ty) / 2);
        return LeftToRight
            ? $"C{Svg.N(mx)} {Svg.N(fy)} {Svg.N(mx)} {Svg.N(ty)} {Svg.N(tx)} {Svg.N(ty)}"
            : $"C{Svg.N(fx)} {Svg.N(my)} {Svg.N(tx)} {Svg.N(my)} {Svg.N(tx)} {Svg.N(ty)}";
    }
}
