namespace Baton.Scheduling.Solving.Proofs;

/// <summary>
/// Work on one resource that arrives with ever smaller heads. Seen as <c>capacity</c> single units, the first work of each unit starts no sooner than
/// one of the smallest heads, each counted as often as its activity takes units (J. Carlier, "Scheduling jobs with release dates and tails on
/// identical machines to minimize the makespan", European Journal of Operational Research 29, 1987).
/// </summary>
internal sealed class WorkSet(int capacity)
{
    private readonly Queue<(long Head, int Amount)> _first = new();
    private long _amount;
    private long _sum;
    private int _spent;

    public long Work { get; private set; }

    /// <summary>What the capacity cannot be used for before the work arrives, in units times time.</summary>
    public long Idle { get; private set; }

    /// <summary>The moment from which the capacity may be in full use.</summary>
    public long FullFrom { get; private set; }

    public long EarliestEnd => (Work + Idle + capacity - 1) / capacity;

    /// <param name="head">Not above those added before.</param>
    public void AddEarlier(long head, int amount, long duration)
    {
        _first.Enqueue((head, amount));
        _amount += amount;
        _sum += amount * head;
        Work += amount * duration;
        while (_amount > capacity)
        {
            var (largest, units) = _first.Peek();
            var surplus = (int)Math.Min(units - _spent, _amount - capacity);
            _amount -= surplus;
            _sum -= surplus * largest;
            _spent += surplus;
            if (_spent == units)
            {
                _first.Dequeue();
                _spent = 0;
            }
        }

        (Idle, FullFrom) = _amount < capacity ? (head * capacity, head) : (_sum, _first.Peek().Head);
    }
}
