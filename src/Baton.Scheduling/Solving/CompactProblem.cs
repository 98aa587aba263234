namespace Baton.Scheduling.Solving;

/// <summary>
/// A problem small enough in time for exact search: every duration, lag and release divided by their greatest common divisor, nothing fixed.
/// The network's index order is kept; times are in <see cref="Unit"/>s of the network's time.
/// </summary>
internal sealed class CompactProblem
{
    /// <summary>Longest horizon (everything one after another) in units.</summary>
    public const int MaxHorizon = 1 << 20;

    private CompactProblem(Network network, long unit, int horizon)
    {
        (Network, Unit, Horizon) = (network, unit, horizon);
        Duration = [.. network.Duration.Select(d => (int)(d / unit))];
        Release = [.. network.Release.Select(r => (int)(r / unit))];
        PredLag = [.. network.PredLag.Select(l => (int)(l / unit))];
        SuccLag = [.. network.SuccLag.Select(l => (int)(l / unit))];
    }

    public Network Network { get; }

    /// <summary>How much of the network's time one unit is.</summary>
    public long Unit { get; }

    /// <summary>In units: no schedule that starts everything as soon as it can needs longer.</summary>
    public int Horizon { get; }

    public int Count => Network.Count;
    public int[] Duration { get; }
    public int[] Release { get; }

    /// <summary>Beside <see cref="Network.PredFirst"/> and <see cref="Network.PredFrom"/>.</summary>
    public int[] PredLag { get; }

    /// <summary>Beside <see cref="Network.SuccFirst"/> and <see cref="Network.SuccTo"/>.</summary>
    public int[] SuccLag { get; }

    /// <returns>Null when an activity is fixed, when a calendar or a quota takes part, or the horizon is above <see cref="MaxHorizon"/> units.</returns>
    public static CompactProblem? From(Network network)
    {
        if (!network.IsClassic || network.Fixed.Contains(true))
        {
            return null;
        }

        long unit = 0;
        foreach (var value in network.Duration.Concat(network.Release).Concat(network.PredLag))
        {
            unit = GreatestCommonDivisor(unit, value);
        }

        unit = Math.Max(1, unit);
        var reach = network.Duration.Select(d => d / unit).ToArray();
        for (var i = 0; i < network.Count; i++)
        {
            for (var e = network.SuccFirst[i]; e < network.SuccFirst[i + 1]; e++)
            {
                reach[i] = Math.Max(reach[i], network.SuccLag[e] / unit);
            }
        }

        var horizon = reach.Sum() + (network.Release.DefaultIfEmpty().Max() / unit);
        return horizon <= MaxHorizon ? new(network, unit, (int)horizon) : null;
    }

    private static long GreatestCommonDivisor(long a, long b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }
}
