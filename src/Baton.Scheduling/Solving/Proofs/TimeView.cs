namespace Baton.Scheduling.Solving.Proofs;

/// <summary>A network read forwards, or backwards from its end: backwards the earliest start is the time from a finish to the end of all.</summary>
internal sealed class TimeView
{
    private TimeView(Network network, bool forwards)
    {
        (Network, IsForwards) = (network, forwards);
        Order = forwards ? network.Order : [.. network.Order.Reverse()];
        First = forwards ? network.PredFirst : network.SuccFirst;
        From = forwards ? network.PredFrom : network.SuccTo;
        Lag = forwards ? network.PredLag : [.. network.SuccLag];
        for (var i = 0; !forwards && i < network.Count; i++)
        {
            for (var e = First[i]; e < First[i + 1]; e++)
            {
                Lag[e] += network.Duration[From[e]] - network.Duration[i];
            }
        }
    }

    public Network Network { get; }
    public bool IsForwards { get; }
    public int[] Order { get; }

    /// <summary>Arcs into activity <c>i</c> lie between <c>First[i]</c> and <c>First[i + 1]</c> of <see cref="From"/> and <see cref="Lag"/>.</summary>
    public int[] First { get; }
    public int[] From { get; }

    /// <summary>From start to start; below zero where a successor may end first.</summary>
    public long[] Lag { get; }

    public static TimeView Forwards(Network network) => new(network, true);

    public static TimeView Backwards(Network network) => new(network, false);

    public long Release(int activity) => IsForwards ? Network.Release[activity] : 0;

    /// <summary>Fills, per activity that must end before <paramref name="activity"/> starts, the least time between the two; -1 for others.</summary>
    public void Gaps(int activity, long[] gap, long[] distance)
    {
        Array.Fill(distance, long.MinValue);
        Array.Fill(gap, -1);
        distance[activity] = 0;
        for (var k = Array.IndexOf(Order, activity); k >= 0; k--)
        {
            var i = Order[k];
            if (distance[i] == long.MinValue)
            {
                continue;
            }

            gap[i] = i == activity ? -1 : Math.Max(-1, distance[i] - Network.Duration[i]);
            for (var e = First[i]; e < First[i + 1]; e++)
            {
                distance[From[e]] = Math.Max(distance[From[e]], distance[i] + Lag[e]);
            }
        }
    }
}
