namespace Baton.Scheduling.Solving;

/// <summary>
/// For problems that the packed search does not take: disturbs a part of the present schedule's order, places everything anew, pushes right and left,
/// and goes on from there unless it became longer. One thread.
/// </summary>
internal sealed class SampledSearch(Network network, LevelledSchedule first, SolverOptions options, CancellationToken stop)
{
    private const int SchedulesPerStep = 3;
    private const int MovesPerStep = 4;

    private readonly SchedulePasses _passes = new(network);
    private readonly long[] _present = [.. first.Start];
    private readonly long[] _keys = new long[network.Count];
    private readonly int[] _order = new int[network.Count];
    private readonly int[] _rank = new int[network.Count];

    public long Schedules { get; private set; }

    /// <param name="improved">Is called with every schedule that is shorter than all before; the array is reused.</param>
    /// <returns>The best starts.</returns>
    public long[] Run(Action<long[]> improved)
    {
        var makespan = first.Makespan;
        var random = new SplitMix(options.Seed);
        while (makespan > first.Bound.Value && !stop.IsCancellationRequested && Schedules + SchedulesPerStep <= (options.Schedules ?? long.MaxValue))
        {
            Disturb(makespan, ref random);
            _passes.PlaceAll(_rank);
            _passes.PushRight(_passes.Timetable.Makespan());
            _passes.PushLeft();
            Schedules += SchedulesPerStep;
            var length = _passes.Timetable.Makespan();
            if (length > makespan)
            {
                continue;
            }

            _passes.Timetable.Start.CopyTo(_present, 0);
            if (length < makespan)
            {
                makespan = length;
                improved(_present);
            }
        }

        return _present;
    }

    /// <summary>Ranks by present start, where a few activities go up to a seventh of the makespan earlier or later.</summary>
    private void Disturb(long makespan, ref SplitMix random)
    {
        _present.CopyTo(_keys, 0);
        var reach = Math.Max(2, makespan / 7);
        for (var k = 0; k < MovesPerStep; k++)
        {
            _keys[random.Below(network.Count)] += (long)(random.Next() % (ulong)((2 * reach) + 1)) - reach;
        }

        for (var k = 0; k < _order.Length; k++)
        {
            _order[k] = k;
        }

        Array.Sort(_order, (a, b) => _keys[a] != _keys[b] ? _keys[a].CompareTo(_keys[b]) : a.CompareTo(b));
        for (var k = 0; k < _order.Length; k++)
        {
            _rank[_order[k]] = k;
        }
    }
}
