namespace Baton.Scheduling.Solving.Genetic;

/// <summary>Finds when a schedule uses its resources most. Not safe for several threads.</summary>
internal sealed class ResourcePeak(int[] duration, int[] intensity)
{
    private long[] _load = new long[1024];

    /// <summary>The span of the given length with the highest use; the earliest of equals.</summary>
    public (int From, int To) Find(int[] start, int makespan, int span)
    {
        var load = Load(start, makespan);
        long sum = 0;
        for (var t = 0; t < span; t++)
        {
            sum += load[t];
        }

        var (best, bestFrom) = (sum, 0);
        for (var t = 1; t + span <= makespan; t++)
        {
            sum += load[t + span - 1] - load[t - 1];
            (best, bestFrom) = sum > best ? (sum, t) : (best, bestFrom);
        }

        return (bestFrom, bestFrom + span);
    }

    private Span<long> Load(int[] start, int makespan)
    {
        if (_load.Length <= makespan)
        {
            _load = new long[2 * makespan];
        }

        var load = _load.AsSpan(0, makespan + 1);
        load.Clear();
        for (var i = 0; i < intensity.Length; i++)
        {
            load[start[i]] += intensity[i];
            load[start[i] + duration[i]] -= intensity[i];
        }

        for (var t = 1; t < load.Length; t++)
        {
            load[t] += load[t - 1];
        }

        return load;
    }
}
