namespace Baton.Scheduling.Solving.Proofs;

/// <summary>
/// Statements "v starts at t or later" by how often they took part in recent contradictions (variable state independent decaying sum,
/// M. Moskewicz and others, "Chaff: engineering an efficient SAT solver", 2001). A heap with the busiest on top.
/// </summary>
internal sealed class AtomOrder
{
    private const double Limit = 1e100;

    private readonly int[] _low;
    private readonly int[] _offset;
    private readonly double[] _activity;
    private readonly int[] _place;
    private readonly int[] _variableOf;
    private readonly List<int> _heap = [];
    private double _step = 1;

    /// <param name="low">Per side the smallest value.</param>
    /// <param name="high">Per side the largest.</param>
    public AtomOrder(int[] low, int[] high)
    {
        _low = low;
        _offset = new int[(low.Length / 2) + 1];
        for (var v = 0; v < low.Length / 2; v++)
        {
            _offset[v + 1] = _offset[v] + Math.Max(0, high[2 * v] - low[2 * v]) + 2;
        }

        _activity = new double[_offset[^1]];
        _place = new int[_offset[^1]];
        _variableOf = new int[_offset[^1]];
        Array.Fill(_place, -1);
        for (var v = 0; v < low.Length / 2; v++)
        {
            for (var slot = _offset[v]; slot < _offset[v + 1]; slot++)
            {
                _variableOf[slot] = v;
            }
        }
    }

    public double Decay { get; set; } = 0.95;

    public void Bump(Literal literal)
    {
        var lower = (literal.Side & 1) == 0 ? literal : literal.Negation;
        var slot = _offset[lower.Side >> 1] + lower.AtLeast - _low[lower.Side];
        _activity[slot] += _step;
        if (_activity[slot] > Limit)
        {
            Rescale();
        }

        Insert(slot);
        Rise(_place[slot]);
    }

    public void Age() => _step /= Decay;

    /// <summary>Puts back what a retreat may have made open again.</summary>
    public void Restore(int side, int old, int now)
    {
        var (variable, first, last) = (side & 1) == 0 ? (side >> 1, old + 1, now) : (side >> 1, 1 - now, -old);
        var slot = _offset[variable] - _low[2 * variable];
        for (var t = Math.Max(first, _low[2 * variable]); t <= last && slot + t < _offset[variable + 1]; t++)
        {
            if (_activity[slot + t] > 0)
            {
                Insert(slot + t);
            }
        }
    }

    /// <summary>Takes the busiest statement.</summary>
    public bool TryTake(out Literal literal)
    {
        if (_heap.Count == 0)
        {
            literal = default;
            return false;
        }

        var slot = _heap[0];
        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        _place[slot] = -1;
        if (_heap.Count > 0)
        {
            (_heap[0], _place[last]) = (last, 0);
            Sink(0);
        }

        var variable = _variableOf[slot];
        literal = new(2 * variable, slot - _offset[variable] + _low[2 * variable]);
        return true;
    }

    private void Insert(int slot)
    {
        if (_place[slot] < 0)
        {
            _place[slot] = _heap.Count;
            _heap.Add(slot);
            Rise(_place[slot]);
        }
    }

    private void Rise(int place)
    {
        var slot = _heap[place];
        while (place > 0 && _activity[_heap[(place - 1) / 2]] < _activity[slot])
        {
            (_heap[place], _place[_heap[(place - 1) / 2]]) = (_heap[(place - 1) / 2], place);
            place = (place - 1) / 2;
        }

        (_heap[place], _place[slot]) = (slot, place);
    }

    private void Sink(int place)
    {
        var slot = _heap[place];
        while ((2 * place) + 1 < _heap.Count)
        {
            var child = (2 * place) + 1;
            child += child + 1 < _heap.Count && _activity[_heap[child + 1]] > _activity[_heap[child]] ? 1 : 0;
            if (_activity[_heap[child]] <= _activity[slot])
            {
                break;
            }

            (_heap[place], _place[_heap[child]]) = (_heap[child], place);
            place = child;
        }

        (_heap[place], _place[slot]) = (slot, place);
    }

    private void Rescale()
    {
        for (var k = 0; k < _activity.Length; k++)
        {
            _activity[k] /= Limit;
        }

        _step /= Limit;
    }
}
