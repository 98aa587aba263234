using System.Collections.Immutable;

namespace Baton.Engine.Charts;

/// <summary>
/// A layered drawing of a graph without cycles: layers by longest path, a placeholder where a link passes a layer, and few crossings by the barycentre
/// heuristic (Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures", 1981).
/// </summary>
internal sealed class GraphLayers
{
    private const int Sweeps = 16;
    private const int MostPlaceholders = 20_000;
    private readonly List<int> _layerOf;
    private readonly List<List<int>> _up;
    private readonly List<List<int>> _down;

    private GraphLayers(int[] levels)
    {
        TaskCount = levels.Length;
        _layerOf = [.. levels];
        _up = [.. levels.Select(_ => new List<int>())];
        _down = [.. levels.Select(_ => new List<int>())];
    }

    /// <summary>Vertices from this index on are placeholders.</summary>
    public int TaskCount { get; }

    /// <summary>Vertices per layer, in the order in which they stand.</summary>
    public List<List<int>> Layers { get; private set; } = [];

    /// <summary>Per link the vertices that it passes, ends included.</summary>
    public ImmutableArray<ImmutableArray<int>> Routes { get; private set; } = [];

    public int Count => _layerOf.Count;

    public int LayerOf(int vertex) => _layerOf[vertex];

    /// <summary>Neighbours in the layer before, or after.</summary>
    public IReadOnlyList<int> Neighbours(int vertex, bool before) => before ? _up[vertex] : _down[vertex];

    /// <summary>Tasks that need nothing and that nothing needs; they stand in no layer.</summary>
    public ImmutableArray<int> Loners { get; private set; } = [];

    public static GraphLayers Of(int[] levels, ImmutableArray<PlanLink> links)
    {
        var graph = new GraphLayers(levels);
        var linked = links.SelectMany(l => new[] { l.Before, l.After }).ToHashSet();
        graph.Loners = [.. Enumerable.Range(0, levels.Length).Where(i => !linked.Contains(i))];
        graph.Routes = [.. links.Select(graph.Route)];
        graph.Layers = [.. Enumerable.Range(0, linked.Count == 0 ? 0 : levels.Max() + 1).Select(_ => new List<int>())];
        foreach (var vertex in Enumerable.Range(0, graph._layerOf.Count).Where(v => v >= levels.Length || linked.Contains(v)))
        {
            graph.Layers[graph._layerOf[vertex]].Add(vertex);
        }

        graph.Untangle();
        return graph;
    }

    private ImmutableArray<int> Route(PlanLink link)
    {
        var (from, to) = (_layerOf[link.Before], _layerOf[link.After]);
        if (to <= from || _layerOf.Count - TaskCount + to - from > MostPlaceholders)
        {
            return [link.Before, link.After];
        }

        var route = ImmutableArray.CreateBuilder<int>();
        route.Add(link.Before);
        for (var layer = from + 1; layer < to; layer++)
        {
            route.Add(_layerOf.Count);
            _layerOf.Add(layer);
            _up.Add([]);
            _down.Add([]);
        }

        route.Add(link.After);
        for (var i = 1; i < route.Count; i++)
        {
            _down[route[i - 1]].Add(route[i]);
            _up[route[i]].Add(route[i - 1]);
        }

        return route.ToImmutable();
    }

    private void Untangle()
    {
        var position = new double[_layerOf.Count];
        Number(position);
        var (best, fewest) = (Copy(), Crossings());
        for (var sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            var before = sweep % 2 == 0;
            foreach (var layer in before ? Layers.AsEnumerable() : Layers.AsEnumerable().Reverse())
            {
                Sort(layer, position, before);
            }

            var crossings = Crossings();
            if (crossings < fewest)
            {
                (best, fewest) = (Copy(), crossings);
            }
        }

        Layers = best;
    }

    private void Sort(List<int> layer, double[] position, bool before)
    {
        int[] sorted =
        [
            .. layer.Select((vertex, i) => (vertex, i, Key: Wish(vertex)))
                .OrderBy(x => x.Key).ThenBy(x => x.i).Select(x => x.vertex),
        ];
        for (var i = 0; i < sorted.Length; i++)
        {
            layer[i] = sorted[i];
            position[sorted[i]] = (i + 0.5) / sorted.Length;
        }

        double Wish(int vertex) => Neighbours(vertex, before) is { Count: > 0 } near ? near.Average(n => position[n]) : position[vertex];
    }

    private void Number(double[] position)
    {
        foreach (var layer in Layers)
        {
            for (var i = 0; i < layer.Count; i++)
            {
                position[layer[i]] = (i + 0.5) / layer.Count;
            }
        }
    }

    private List<List<int>> Copy() => [.. Layers.Select(layer => layer.ToList())];

    /// <summary>Counts inversions with a binary indexed tree, layer by layer.</summary>
    private long Crossings()
    {
        var rank = new int[_layerOf.Count];
        foreach (var (vertex, i) in Layers.SelectMany(layer => layer.Select((vertex, i) => (vertex, i))))
        {
            rank[vertex] = i;
        }

        long crossings = 0;
        for (var l = 1; l < Layers.Count; l++)
        {
            crossings += Crossings(Layers[l], Layers[l - 1].Count, rank);
        }

        return crossings;
    }

    private long Crossings(List<int> layer, int before, int[] rank)
    {
        var tree = new int[before + 1];
        var (crossings, seen) = (0L, 0);
        foreach (var vertex in layer)
        {
            foreach (var near in _up[vertex])
            {
                crossings += seen;
                for (var i = rank[near] + 1; i > 0; i -= i & -i)
                {
                    crossings -= tree[i];
                }
            }

            foreach (var near in _up[vertex])
            {
                seen++;
                for (var i = rank[near] + 1; i < tree.Length; i += i & -i)
                {
                    tree[i]++;
                }
            }
        }

        return crossings;
    }
}
