using Baton.Scheduling.Solving.Packed;

namespace Baton.Scheduling.Solving.Genetic;

/// <summary>Makes orders from keys by counting, without comparing. Not safe for several threads.</summary>
internal sealed class Sequencer(CompactProblem problem)
{
    private int[] _slots = new int[1024];
    private readonly int[] _sorted = new int[problem.Count];
    private readonly int[] _stack = new int[problem.Count];
    private readonly bool[] _done = new bool[problem.Count];

    /// <summary>Lowest key first, ties as in <paramref name="tieOrder"/>.</summary>
    public void Sort(ReadOnlySpan<int> tieOrder, ReadOnlySpan<int> keys, Span<int> order)
    {
        int low = int.MaxValue, high = int.MinValue;
        foreach (var key in keys)
        {
            low = Math.Min(low, key);
            high = Math.Max(high, key);
        }

        var range = high - low + 2;
        if (_slots.Length < range)
        {
            _slots = new int[range * 2];
        }

        var slots = _slots.AsSpan(0, range);
        slots.Clear();
        foreach (var key in keys)
        {
            slots[key - low + 1]++;
        }

        for (var k = 1; k < range; k++)
        {
            slots[k] += slots[k - 1];
        }

        foreach (var i in tieOrder)
        {
            order[slots[keys[i] - low]++] = i;
        }
    }

    /// <summary>Lowest key first, but each activity after its predecessors: those still missing go right before it.</summary>
    public void SortWithPredecessors(Direction direction, ReadOnlySpan<int> keys, Span<int> order)
    {
        Sort(direction.Order, keys, _sorted);
        Array.Clear(_done);
        var next = 0;
        foreach (var wanted in _sorted)
        {
            if (_done[wanted])
            {
                continue;
            }

            var depth = 0;
            _stack[depth++] = wanted;
            while (depth > 0)
            {
                var i = _stack[depth - 1];
                var missing = -1;
                for (var e = direction.First[i]; e < direction.First[i + 1] && missing < 0; e++)
                {
                    missing = _done[direction.From[e]] ? -1 : direction.From[e];
                }

                if (missing >= 0)
                {
                    _stack[depth++] = missing;
                    continue;
                }

                _done[i] = true;
                order[next++] = i;
                depth--;
            }
        }
    }
}
