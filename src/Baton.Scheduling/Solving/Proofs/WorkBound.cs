using System.Collections.Immutable;

namespace Baton.Scheduling.Solving.Proofs;

internal readonly record struct Load(int Activity, long Head, long Tail, int Amount, long Duration);

/// <summary>The work of all sets "starts at some head or later, is followed by some tail or more" has to fit in between.</summary>
internal static class WorkBound
{
    private const long MaxPairs = 1_000_000;

    /// <param name="known">A bound that holds already.</param>
    /// <returns>The largest value and the set that gives it; the known bound and nothing when no set gives more.</returns>
    public static (long Value, ImmutableArray<int> Activities) Of(List<Load> loads, int capacity, long known)
    {
        if (loads.Count == 0)
        {
            return (known, []);
        }

        var byHead = loads.OrderByDescending(l => l.Head).ToArray();
        var (best, activities) = (known, ImmutableArray<int>.Empty);
        foreach (var tail in TailsToTry(loads))
        {
            if (OfTail(byHead, tail, capacity, best) is var (value, head) && value > best)
            {
                best = value;
                activities = [.. byHead.Where(l => l.Tail >= tail && l.Head >= head).Select(l => l.Activity)];
            }
        }

        return (best, activities);
    }

    private static (long Value, long Head) OfTail(Load[] byHead, long tail, int capacity, long known)
    {
        var set = new WorkSet(capacity);
        var ends = new SmallestSum(capacity);
        var (best, bestHead) = (known, 0L);
        for (var k = 0; k < byHead.Length; k++)
        {
            var load = byHead[k];
            if (load.Tail < tail)
            {
                continue;
            }

            set.AddEarlier(load.Head, load.Amount, load.Duration);
            ends.Add(load.Tail, load.Amount);
            if (k + 1 < byHead.Length && byHead[k + 1].Head == load.Head && byHead[k + 1].Tail >= tail)
            {
                continue;
            }

            var value = Value(set, ends, load.Head, tail, capacity, best);
            if (value > best)
            {
                (best, bestHead) = (value, load.Head);
            }
        }

        return (best, bestHead);
    }

    private static long Value(WorkSet set, SmallestSum ends, long head, long tail, int capacity, long known)
    {
        var after = ends.IsFull ? ends.Sum : tail * capacity;
        var both = set.FullFrom + (ends.IsFull ? ends.Largest : tail) <= known
            ? set.Idle + after
            : Math.Max(set.Idle + (tail * capacity), (head * capacity) + after);
        return (set.Work + both + capacity - 1) / capacity;
    }

    /// <summary>All distinct tails, or for large problems an even choice of them: any tail gives a valid bound.</summary>
    private static IEnumerable<long> TailsToTry(List<Load> loads)
    {
        long[] tails = [.. loads.Select(l => l.Tail).Distinct().Order()];
        var most = Math.Max(1, MaxPairs / loads.Count);
        var step = (int)Math.Max(1, (tails.Length + most - 1) / most);
        for (var k = 0; k < tails.Length; k += step)
        {
            yield return tails[k];
        }
    }
}

/// <summary>The sum of the smallest values of which each counts as often as its amount, until the capacity is reached.</summary>
internal sealed class SmallestSum(int capacity)
{
    private readonly PriorityQueue<(long Value, int Amount), long> _kept = new();
    private long _amount;

    public bool IsFull => _amount >= capacity;
    public long Sum { get; private set; }
    public long Largest => _kept.Peek().Value;

    public void Add(long value, int amount)
    {
        if (IsFull && value >= Largest)
        {
            return;
        }

        _kept.Enqueue((value, amount), -value);
        _amount += amount;
        Sum += value * amount;
        while (_amount > capacity)
        {
            var (largest, units) = _kept.Dequeue();
            var surplus = (int)Math.Min(units, _amount - capacity);
            _amount -= surplus;
            Sum -= largest * surplus;
            if (surplus < units)
            {
                _kept.Enqueue((largest, units - surplus), -largest);
            }
        }
    }
}
