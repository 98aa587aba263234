namespace Baton.Scheduling.Solving.Proofs;

/// <summary>
/// Work on one resource that arrives with ever smaller heads. Seen as <c>capacity</c> single units, the first work of each unit starts no sooner than
/// one of the smallest heads, each counted as often as its activity takes units (J. Carlier, "Scheduling jobs with release dates and tails on
/// identical machines to minimize the makespan", European Journal of Operational Research 29, 1987).
/// </summary>
internal sealed class WorkSet(int capacity)
{
    private readonly List<(long Head, int Amount)> _added = [];
    private long _amount;

    public long Work { get; private set; }

    /// <summary>What the capacity cannot be used for before the work arrives, in units times time.</summary>
    public long Idle { get; private set; }

    /// <summary>The moment from which the capacity may be in full use.</summary>
    public long FullFrom { get; private set; }

    public long EarliestEnd => (Work + Idle + capacity - 1) / capacity;

    /// <param name="head">Not above those added before.</param>
    public void AddEarlier(long head, int amount, long duration)
    {
        _added.Add((head, amount));
        _amount += amount;
        Work += amount * duration;
        if (_amount < capacity)
        {
            (Idle, FullFrom) = (head * capacity, head);
            return;
        }

        Idle = 0;
        var left = capacity;
        for (var k = _added.Count - 1; left > 0; k--)
        {
            var taken = Math.Min(left, _added[k].Amount);
            left -= taken;
            Idle += taken * _added[k].Head;
            FullFrom = _added[k].Head;
        }
    }
}
