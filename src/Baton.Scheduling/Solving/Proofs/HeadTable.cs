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
    private readonly List<Load>[] _known;

    private HeadTable(TimeView view, long[] heads, bool[] skip, int[] capacity)
    {
        _view = view;
        Head = heads;
        ByResource = new int[heads.Length];
        Array.Fill(ByResource, -1);
        _capacity = capacity;
        _known = [.. capacity.Select(_ => new List<Load>())];
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

            _view.Gaps(j, _gap, _distance);
            for (var r = 0; r < _capacity.Length; r++)
            {
                if (_capacity[r] > 0 && !(network.Fixed[j] && _view.IsForwards))
                {
                    RaiseByWork(j, r);
                }
            }

            if (!skip[j] && network.Duration[j] > 0)
            {
                Keep(j);
            }
        }
    }

    private void RaiseByWork(int j, int resource)
    {
        var before = new WorkSet(_capacity[resource]);
        var (gap, best, last) = (long.MaxValue, Head[j], -1);
        var known = _known[resource];
        for (var k = 0; k < known.Count; k++)
        {
            var load = known[k];
            if (_gap[load.Activity] < 0)
            {
                continue;
            }

            before.AddEarlier(load.Head, load.Amount, load.Duration);
            gap = Math.Min(gap, _gap[load.Activity]);
            if (before.EarliestEnd + gap > best)
            {
                (best, last) = (before.EarliestEnd + gap, k);
            }
        }

        if (last >= 0)
        {
            Head[j] = best;
            ByResource[j] = resource;
            Steps.Add(new(j, resource, [.. known.Take(last + 1).Select(load => load.Activity).Where(i => _gap[i] >= 0)], best));
        }
    }

    /// <summary>Puts the activity's work among what later ones may have to wait for, largest head first.</summary>
    private void Keep(int j)
    {
        foreach (var (resource, amount) in _view.Network.DemandsOf(j))
        {
            if (amount == 0 || _capacity[resource] == 0)
            {
                continue;
            }

            var known = _known[resource];
            var place = known.Count;
            while (place > 0 && known[place - 1].Head < Head[j])
            {
                place--;
            }

            known.Insert(place, new(j, Head[j], 0, amount, _view.Network.Duration[j]));
        }
    }
}
