namespace Baton.Scheduling.Solving.Proofs;

/// <summary>
/// Per activity a time before which it cannot start in a <see cref="TimeView"/>: by precedences, and because everything that must end before it
/// has to fit its work into the capacities.
/// </summary>
internal sealed class HeadTable
{
    private const int MaxActivities = 400;

    private readonly TimeView _view;
    private readonly int[] _capacity;
    private readonly long[] _gap;
    private readonly long[] _distance;

    private HeadTable(TimeView view, long[] heads, bool[] skip, int[] capacity)
    {
        _view = view;
        Head = heads;
        ByResource = new int[heads.Length];
        Array.Fill(ByResource, -1);
        _capacity = capacity;
        (_gap, _distance) = (new long[heads.Length], new long[heads.Length]);
        if (heads.Length <= MaxActivities)
        {
            Raise(skip);
        }
    }

    public long[] Head { get; }

    /// <summary>The resource whose work raised the head last on the way to it, or -1 where precedences alone give it.</summary>
    public int[] ByResource { get; }

    /// <summary>Steps in which work raised a head, in an order in which each rests on precedences and earlier ones.</summary>
    public List<WorkBefore> Steps { get; } = [];

    /// <param name="heads">By precedences alone; taken over.</param>
    /// <param name="skip">Activities whose work does not count.</param>
    /// <param name="capacity">Per resource; 0 leaves its work out.</param>
    public static HeadTable Of(TimeView view, long[] heads, bool[] skip, int[] capacity) => new(view, heads, skip, capacity);

    private void Raise(bool[] skip)
    {
        var network = _view.Network;
        foreach (var j in _view.Order)
        {
            for (var e = _view.First[j]; e < _view.First[j + 1]; e++)
            {
                if (Head[_view.From[e]] + _view.Lag[e] > Head[j])
                {
                    Head[j] = Head[_view.From[e]] + _view.Lag[e];
                    ByResource[j] = ByResource[_view.From[e]];
                }
            }

            if (network.Fixed[j] && _view.IsForwards)
            {
                continue;
            }

            _view.Gaps(j, _gap, _distance);
            for (var r = 0; r < _capacity.Length; r++)
            {
                if (_capacity[r] > 0)
                {
                    RaiseByWork(j, r, skip);
                }
            }
        }
    }

    private void RaiseByWork(int j, int resource, bool[] skip)
    {
        var before = new WorkSet(_capacity[resource]);
        var candidates = new List<(long Head, int Activity, int Amount)>();
        for (var i = 0; i < _gap.Length; i++)
        {
            if (_gap[i] >= 0 && !skip[i] && _view.Network.DemandOf(i, resource) is var amount and > 0 && _view.Network.Duration[i] > 0)
            {
                candidates.Add((Head[i], i, amount));
            }
        }

        candidates.Sort((a, b) => a.Head != b.Head ? b.Head.CompareTo(a.Head) : a.Activity.CompareTo(b.Activity));
        var (gap, best, count) = (long.MaxValue, Head[j], 0);
        for (var k = 0; k < candidates.Count; k++)
        {
            var (head, i, amount) = candidates[k];
            before.AddEarlier(head, amount, _view.Network.Duration[i]);
            gap = Math.Min(gap, _gap[i]);
            if (before.EarliestEnd + gap > best)
            {
                (best, count) = (before.EarliestEnd + gap, k + 1);
            }
        }

        if (count > 0)
        {
            Head[j] = best;
            ByResource[j] = resource;
            Steps.Add(new(j, resource, [.. candidates.Take(count).Select(c => c.Activity)], best));
        }
    }
}
