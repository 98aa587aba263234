using System.Numerics;

namespace Baton.Scheduling;

/// <summary>Which of the activities that could be placed next goes first.</summary>
internal enum PriorityRule
{
    LatestFinish,
    LongestTail,
    LeastFloat,
    MostSuccessors,
}

internal static class PriorityRules
{
    private const int MaxExactSuccessorCount = 4_000;

    /// <summary>Rank per activity, 0 for the most urgent. Equal urgency is settled by <see cref="Activity.Priority"/>, then by index.</summary>
    public static int[] Rank(PriorityRule rule, Network network, DependencyAnalysis analysis)
    {
        var keys = Keys(rule, network, analysis);
        var order = new int[network.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var activities = network.Problem.Activities;
        Array.Sort(order, (a, b) =>
            keys[a] != keys[b] ? keys[a].CompareTo(keys[b])
            : activities[a].Priority != activities[b].Priority ? activities[b].Priority.CompareTo(activities[a].Priority)
            : a.CompareTo(b));
        var rank = new int[order.Length];
        for (var r = 0; r < order.Length; r++)
        {
            rank[order[r]] = r;
        }

        return rank;
    }

    private static long[] Keys(PriorityRule rule, Network network, DependencyAnalysis analysis)
    {
        if (rule == PriorityRule.MostSuccessors)
        {
            return network.Count <= MaxExactSuccessorCount ? AllSuccessors(network) : DirectSuccessors(network);
        }

        var keys = new long[network.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = rule switch
            {
                PriorityRule.LatestFinish => analysis.LatestStart[i] + network.Duration[i],
                PriorityRule.LongestTail => analysis.LatestStart[i],
                _ => analysis.TotalFloat[i],
            };
        }

        return keys;
    }

    private static long[] DirectSuccessors(Network network)
    {
        var keys = new long[network.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = network.SuccFirst[i] - network.SuccFirst[i + 1];
        }

        return keys;
    }

    private static long[] AllSuccessors(Network network)
    {
        var words = (network.Count + 63) / 64;
        var reach = new ulong[network.Count][];
        var keys = new long[network.Count];
        for (var k = network.Count - 1; k >= 0; k--)
        {
            var i = network.Order[k];
            var own = reach[i] = new ulong[words];
            for (var e = network.SuccFirst[i]; e < network.SuccFirst[i + 1]; e++)
            {
                var after = network.SuccTo[e];
                own[after >> 6] |= 1UL << after;
                for (var w = 0; w < words; w++)
                {
                    own[w] |= reach[after][w];
                }
            }

            foreach (var word in own)
            {
                keys[i] -= BitOperations.PopCount(word);
            }
        }

        return keys;
    }
}
