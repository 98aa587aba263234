namespace Baton.Scheduling.Solving.Proofs;

/// <summary>
/// A problem as the proof sees it: one variable per activity and, last, one for the end of all. Immutable.
/// An arc says "if side Before is at least b, side After is at least b + Lag".
/// </summary>
internal sealed class ProofModel
{
    private ProofModel(CompactProblem problem, int latestEnd)
    {
        End = problem.Count;
        Duration = [.. problem.Duration, 0];
        (ArcFirst, ArcTo, ArcLag) = Arcs(problem);
        Resources = [.. Enumerable.Range(0, problem.Network.Capacity.Length).Select(r => new ProofResource(problem, r)).Where(r => r.CanBind)];
        ResourcesOf = new int[End + 1][];
        for (var v = 0; v <= End; v++)
        {
            ResourcesOf[v] = [.. Resources.Index().Where(r => r.Item.Demand[v] > 0).Select(r => r.Index)];
        }

        Initial = new int[2 * (End + 1)];
        for (var v = 0; v <= End; v++)
        {
            Initial[2 * v] = v < End ? problem.Release[v] : 0;
            Initial[(2 * v) + 1] = -latestEnd;
        }

        Tighten(problem);
    }

    /// <summary>The variable that stands for the makespan.</summary>
    public int End { get; }
    public int[] Duration { get; }
    public int[] ArcFirst { get; }
    public int[] ArcTo { get; }
    public int[] ArcLag { get; }
    public ProofResource[] Resources { get; }

    /// <summary>Per variable the indices in <see cref="Resources"/>.</summary>
    public int[][] ResourcesOf { get; }

    /// <summary>Per side the bound that precedences and the latest end give.</summary>
    public int[] Initial { get; }

    /// <summary>False when precedences alone go beyond the latest end.</summary>
    public bool IsPossible => Enumerable.Range(0, End + 1).All(v => Initial[2 * v] <= -Initial[(2 * v) + 1]);

    public static ProofModel Of(CompactProblem problem, int latestEnd) => new(problem, latestEnd);

    private void Tighten(CompactProblem problem)
    {
        foreach (var v in problem.Network.Order)
        {
            Follow(2 * v);
        }

        Follow((2 * End) + 1);
        for (var k = problem.Count - 1; k >= 0; k--)
        {
            Follow((2 * problem.Network.Order[k]) + 1);
        }
    }

    private void Follow(int side)
    {
        for (var a = ArcFirst[side]; a < ArcFirst[side + 1]; a++)
        {
            Initial[ArcTo[a]] = Math.Max(Initial[ArcTo[a]], Initial[side] + ArcLag[a]);
        }
    }

    private static (int[] First, int[] To, int[] Lag) Arcs(CompactProblem problem)
    {
        var network = problem.Network;
        var edges = new List<(int Before, int After, int Lag)>();
        for (var i = 0; i < problem.Count; i++)
        {
            var isCovered = false;
            for (var e = network.SuccFirst[i]; e < network.SuccFirst[i + 1]; e++)
            {
                edges.Add((i, network.SuccTo[e], problem.SuccLag[e]));
                isCovered |= problem.SuccLag[e] + problem.Duration[network.SuccTo[e]] >= problem.Duration[i];
            }

            if (!isCovered)
            {
                edges.Add((i, problem.Count, problem.Duration[i]));
            }
        }

        var bySide = edges.SelectMany(e => new[] { (From: 2 * e.Before, To: 2 * e.After, e.Lag), (From: (2 * e.After) + 1, To: (2 * e.Before) + 1, e.Lag) })
            .ToLookup(a => a.From);
        var first = new int[(2 * (problem.Count + 1)) + 1];
        var ordered = Enumerable.Range(0, first.Length - 1).SelectMany(side => bySide[side]).ToList();
        for (var side = 0; side < first.Length - 1; side++)
        {
            first[side + 1] = first[side] + bySide[side].Count();
        }

        return (first, [.. ordered.Select(a => a.To)], [.. ordered.Select(a => a.Lag)]);
    }
}

/// <summary>One resource and who needs it.</summary>
internal sealed class ProofResource
{
    public ProofResource(CompactProblem problem, int index)
    {
        Index = index;
        Capacity = problem.Network.Capacity[index];
        Demand = new int[problem.Count + 1];
        for (var i = 0; i < problem.Count; i++)
        {
            foreach (var demand in problem.Network.DemandsOf(i))
            {
                if (demand.Resource == index && problem.Duration[i] > 0)
                {
                    Demand[i] = demand.Amount;
                }
            }
        }

        Tasks = [.. Enumerable.Range(0, problem.Count).Where(i => Demand[i] > 0)];
    }

    public int Index { get; }
    public int Capacity { get; }

    /// <summary>Per variable.</summary>
    public int[] Demand { get; }
    public int[] Tasks { get; }
    public bool CanBind => Tasks.Sum(i => (long)Demand[i]) > Capacity;
}
