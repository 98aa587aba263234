using Baton.Scheduling.Solving.Packed;

namespace Baton.Scheduling.Solving.Genetic;

/// <summary>What the first generation goes by.</summary>
internal static class Urgency
{
    /// <summary>Latest finish of each activity in the direction's time, if everything is to end with the longest chain.</summary>
    public static int[] LatestFinish(Direction direction, int[] duration)
    {
        var latest = new int[duration.Length];
        Array.Fill(latest, Length(direction, duration));
        for (var k = latest.Length - 1; k >= 0; k--)
        {
            var i = direction.Order[k];
            latest[i] -= direction.Tail[i];
            for (var e = direction.NextFirst[i]; e < direction.NextFirst[i + 1]; e++)
            {
                var next = direction.NextTo[e];
                latest[i] = Math.Min(latest[i], latest[next] - duration[next] - direction.NextLag[e] + duration[i]);
            }
        }

        return latest;
    }

    /// <summary>Sum of the shares of the capacities that each activity takes, in thousandths.</summary>
    public static int[] Intensity(CompactProblem problem)
    {
        var capacity = problem.Network.Capacity;
        var intensity = new int[problem.Count];
        for (var i = 0; i < intensity.Length; i++)
        {
            foreach (var (resource, amount) in problem.Network.DemandsOf(i))
            {
                intensity[i] += amount == 0 ? 0 : (int)(1000L * amount / capacity[resource]);
            }
        }

        return intensity;
    }

    private static int Length(Direction direction, int[] duration)
    {
        var start = (int[])direction.Head.Clone();
        var length = 0;
        foreach (var i in direction.Order)
        {
            length = Math.Max(length, start[i] + duration[i] + direction.Tail[i]);
            for (var e = direction.NextFirst[i]; e < direction.NextFirst[i + 1]; e++)
            {
                var next = direction.NextTo[e];
                start[next] = Math.Max(start[next], start[i] + direction.NextLag[e]);
            }
        }

        return length;
    }
}
