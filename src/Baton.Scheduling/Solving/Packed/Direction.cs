namespace Baton.Scheduling.Solving.Packed;

/// <summary>
/// The precedences as one pass sees them. Forward, time runs as it does; backward, it is counted from the end, a start is what was the distance
/// of the finish from the end, and predecessors are what were successors.
/// </summary>
internal sealed class Direction
{
    private Direction(int[] first, int[] from, int[] lag, int[] head, int[] tail, int[] order)
    {
        (First, From, Lag, Head, Tail, Order) = (first, from, lag, head, tail, order);
        IsSortedByStart = Array.TrueForAll(lag, l => l >= 0);
        (NextFirst, NextTo, NextLag) = (new int[first.Length], new int[from.Length], new int[from.Length]);
        Invert();
    }

    public int[] First { get; }
    public int[] From { get; }

    /// <summary>Start to start; backward it may be below zero, where a successor may start before its predecessor has finished.</summary>
    public int[] Lag { get; }

    /// <summary>The same precedences by the activity before.</summary>
    public int[] NextFirst { get; }
    public int[] NextTo { get; }
    public int[] NextLag { get; }

    /// <summary>Earliest start that is allowed at all.</summary>
    public int[] Head { get; }

    /// <summary>What must follow after the finish.</summary>
    public int[] Tail { get; }

    /// <summary>Each activity after its predecessors.</summary>
    public int[] Order { get; }

    /// <summary>Sorting by start, ties by <see cref="Order"/>, never puts an activity before its predecessor.</summary>
    public bool IsSortedByStart { get; }

    public static Direction Forward(CompactProblem problem) =>
        new(problem.Network.PredFirst, problem.Network.PredFrom, problem.PredLag, problem.Release, new int[problem.Count], problem.Network.Order);

    public static Direction Backward(CompactProblem problem)
    {
        var (first, to) = (problem.Network.SuccFirst, problem.Network.SuccTo);
        var lag = new int[to.Length];
        for (var i = 0; i < problem.Count; i++)
        {
            for (var e = first[i]; e < first[i + 1]; e++)
            {
                lag[e] = problem.SuccLag[e] + problem.Duration[to[e]] - problem.Duration[i];
            }
        }

        return new(first, to, lag, new int[problem.Count], problem.Release, [.. problem.Network.Order.Reverse()]);
    }

    private void Invert()
    {
        foreach (var before in From)
        {
            NextFirst[before + 1]++;
        }

        for (var i = 1; i < NextFirst.Length; i++)
        {
            NextFirst[i] += NextFirst[i - 1];
        }

        var slot = NextFirst.AsSpan(..^1).ToArray();
        for (var i = 0; i < slot.Length; i++)
        {
            for (var e = First[i]; e < First[i + 1]; e++)
            {
                var k = slot[From[e]]++;
                (NextTo[k], NextLag[k]) = (i, Lag[e]);
            }
        }
    }
}
