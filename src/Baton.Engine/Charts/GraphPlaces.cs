namespace Baton.Engine.Charts;

/// <summary>
/// Where each vertex of a layered graph stands across its layer: as near to its neighbours as the order and the distances allow. One layer at a time the sum of
/// squared distances is least; that is an isotonic regression, solved by pooling adjacent violators (Ayer et al. 1955).
/// </summary>
internal static class GraphPlaces
{
    private const int Sweeps = 12;

    /// <param name="size">A vertex's extent across its layer.</param>
    /// <param name="gap">Least distance between two vertices of a layer.</param>
    /// <returns>The middle of each vertex; the first one's edge is at 0 or beyond.</returns>
    public static double[] Of(GraphLayers graph, Func<int, double> size, double gap)
    {
        var middle = new double[graph.Count];
        foreach (var layer in graph.Layers)
        {
            Fit(layer, middle, _ => 0, size, gap);
        }

        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var before = sweep % 2 == 0;
            foreach (var layer in before ? graph.Layers.AsEnumerable() : graph.Layers.AsEnumerable().Reverse())
            {
                Fit(layer, middle, v => Wish(graph, middle, v, before), size, gap);
            }
        }

        var least = graph.Layers.SelectMany(l => l).Select(v => middle[v] - (size(v) / 2)).DefaultIfEmpty(0).Min();
        return [.. middle.Select(m => m - least)];
    }

    private static double Wish(GraphLayers graph, double[] middle, int vertex, bool before)
    {
        var near = graph.Neighbours(vertex, before);
        return near.Count > 0 ? near.Average(n => middle[n]) : middle[vertex];
    }

    private static void Fit(List<int> layer, double[] middle, Func<int, double> wish, Func<int, double> size, double gap)
    {
        var offset = new double[layer.Count];
        var pools = new List<(double Sum, int Count)>();
        for (var i = 0; i < layer.Count; i++)
        {
            offset[i] = i == 0 ? 0 : offset[i - 1] + ((size(layer[i - 1]) + size(layer[i])) / 2) + gap;
            var pool = (Sum: wish(layer[i]) - offset[i], Count: 1);
            while (pools.Count > 0 && pools[^1].Sum / pools[^1].Count > pool.Sum / pool.Count)
            {
                pool = (pool.Sum + pools[^1].Sum, pool.Count + pools[^1].Count);
                pools.RemoveAt(pools.Count - 1);
            }

            pools.Add(pool);
        }

        var at = 0;
        foreach (var (sum, count) in pools)
        {
            for (var k = 0; k < count; k++, at++)
            {
                middle[layer[at]] = (sum / count) + offset[at];
            }
        }
    }
}
