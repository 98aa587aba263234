using System.Collections.Immutable;

namespace Baton.Scheduling;

/// <summary>Lists the longest chains: maximal runs of critical activities joined by precedences without any room.</summary>
internal sealed class CriticalPaths
{
    private const int MaxListedActivities = 1_000_000;

    private readonly Network _network;
    private readonly long[] _earliest;
    private readonly long[] _float;
    private readonly bool[] _hasTightPredecessor;

    private CriticalPaths(Network network, long[] earliest, long[] totalFloat)
    {
        (_network, _earliest, _float) = (network, earliest, totalFloat);
        _hasTightPredecessor = new bool[network.Count];
        for (var i = 0; i < network.Count; i++)
        {
            for (var e = NextTight(i, network.SuccFirst[i]); e >= 0; e = NextTight(i, e + 1))
            {
                _hasTightPredecessor[network.SuccTo[e]] = true;
            }
        }
    }

    public static (ImmutableArray<ImmutableArray<int>> Paths, long Count) Find(Network network, long[] earliest, long[] totalFloat, int maxPaths)
    {
        var search = new CriticalPaths(network, earliest, totalFloat);
        return (search.List(maxPaths), search.CountAll());
    }

    private bool IsStart(int i) => _float[i] == 0 && !_hasTightPredecessor[i];

    /// <summary>The next outgoing precedence at or after <paramref name="from"/> that has no room, each successor once; -1 when there is none.</summary>
    private int NextTight(int i, int from)
    {
        if (_float[i] != 0)
        {
            return -1;
        }

        for (var e = from; e < _network.SuccFirst[i + 1]; e++)
        {
            var after = _network.SuccTo[e];
            if (_float[after] == 0 && _earliest[after] == _earliest[i] + _network.SuccLag[e] && !RepeatsTight(i, e))
            {
                return e;
            }
        }

        return -1;
    }

    private bool RepeatsTight(int i, int edge)
    {
        var after = _network.SuccTo[edge];
        for (var e = edge - 1; e >= _network.SuccFirst[i] && _network.SuccTo[e] == after; e--)
        {
            if (_network.SuccLag[e] == _network.SuccLag[edge])
            {
                return true;
            }
        }

        return false;
    }

    private ImmutableArray<ImmutableArray<int>> List(int maxPaths)
    {
        var paths = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        var listed = 0;
        for (var i = 0; i < _network.Count; i++)
        {
            if (IsStart(i) && !ListFrom(i, maxPaths, paths, ref listed))
            {
                break;
            }
        }

        return paths.ToImmutable();
    }

    /// <returns>False when the bound is reached.</returns>
    private bool ListFrom(int start, int maxPaths, ImmutableArray<ImmutableArray<int>>.Builder paths, ref int listed)
    {
        List<int> chain = [start];
        List<int> edges = [NextTight(start, _network.SuccFirst[start])];
        while (chain.Count > 0)
        {
            var (node, edge) = (chain[^1], edges[^1]);
            if (edge >= 0)
            {
                edges[^1] = NextTight(node, edge + 1) is var next and >= 0 ? next : -2;
                var after = _network.SuccTo[edge];
                chain.Add(after);
                edges.Add(NextTight(after, _network.SuccFirst[after]));
                continue;
            }

            if (edge == -1)
            {
                if (paths.Count >= maxPaths || (paths.Count > 0 && listed + chain.Count > MaxListedActivities))
                {
                    return false;
                }

                paths.Add([.. chain]);
                listed += chain.Count;
            }

            chain.RemoveAt(chain.Count - 1);
            edges.RemoveAt(edges.Count - 1);
        }

        return true;
    }

    private long CountAll()
    {
        var chains = new long[_network.Count];
        long total = 0;
        for (var k = _network.Count - 1; k >= 0; k--)
        {
            var i = _network.Order[k];
            if (_float[i] != 0)
            {
                continue;
            }

            for (var e = NextTight(i, _network.SuccFirst[i]); e >= 0; e = NextTight(i, e + 1))
            {
                chains[i] = AddSaturating(chains[i], chains[_network.SuccTo[e]]);
            }

            chains[i] = Math.Max(chains[i], 1);
            total = IsStart(i) ? AddSaturating(total, chains[i]) : total;
        }

        return total;
    }

    private static long AddSaturating(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;
}
