namespace Baton.Scheduling;

/// <summary>How much of one resource is taken over time, as steps: <c>_used[k]</c> holds from <c>_times[k]</c> to the next time. The last step is always 0.</summary>
internal sealed class ResourceProfile(long capacity)
{
    private long[] _times = new long[16];
    private long[] _used = new long[16];
    private int _count = 1;

    public void Clear()
    {
        _count = 1;
        _used[0] = 0;
    }

    /// <summary>The first start at or after <paramref name="from"/> at which the amount is free throughout; the duration is above 0.</summary>
    public long EarliestFit(long from, long duration, int amount)
    {
        var room = capacity - amount;
        var start = from;
        var k = StepAt(from);
        while (true)
        {
            if (_used[k] > room)
            {
                start = _times[++k];
            }
            else if (k + 1 == _count || _times[k + 1] >= start + duration)
            {
                return start;
            }
            else
            {
                k++;
            }
        }
    }

    /// <summary>The last start at or before <paramref name="latest"/> at which the amount is free throughout, or -1; the duration is above 0.</summary>
    public long LatestFit(long latest, long duration, int amount)
    {
        var room = capacity - amount;
        var start = latest;
        for (var k = StepAt(latest + duration - 1); k >= 0; k--)
        {
            if (_used[k] > room)
            {
                start = _times[k] - duration;
            }
            else if (_times[k] <= start)
            {
                return start;
            }
        }

        return -1;
    }

    /// <summary>The end of the first stretch from <paramref name="start"/> to <paramref name="end"/> in which the amount is not free, or the start when there is none.</summary>
    public long EndOfFirstConflict(long start, long end, long amount)
    {
        var room = capacity - amount;
        for (var k = StepAt(start); k < _count && _times[k] < end; k++)
        {
            if (_used[k] > room)
            {
                return _times[k + 1];
            }
        }

        return start;
    }

    /// <summary>The start of the last stretch from <paramref name="start"/> to <paramref name="end"/> in which the amount is not free; -1 when there is none.</summary>
    public long StartOfLastConflict(long start, long end, long amount)
    {
        var room = capacity - amount;
        for (var k = StepAt(end - 1); k >= 0; k--)
        {
            if (_used[k] > room)
            {
                return _times[k];
            }

            if (_times[k] <= start)
            {
                return -1;
            }
        }

        return -1;
    }

    /// <summary>Takes the amount from start to end; a negative amount gives it back.</summary>
    public void Add(long start, long end, long amount)
    {
        var first = Split(start);
        var last = Split(end);
        for (var k = first; k < last; k++)
        {
            _used[k] += amount;
        }

        JoinWithPrevious(last);
        JoinWithPrevious(first);
    }

    /// <summary>True if the steps go above the capacity, which only activities with a fixed start can cause.</summary>
    public bool IsOverloaded => _used.AsSpan(0, _count).ContainsAnyExceptInRange(0, capacity);

    private int StepAt(long time)
    {
        var index = Array.BinarySearch(_times, 0, _count, time);
        return index >= 0 ? index : ~index - 1;
    }

    private int Split(long time)
    {
        var k = StepAt(time);
        if (_times[k] == time)
        {
            return k;
        }

        if (_count == _times.Length)
        {
            Array.Resize(ref _times, _count * 2);
            Array.Resize(ref _used, _count * 2);
        }

        k++;
        Array.Copy(_times, k, _times, k + 1, _count - k);
        Array.Copy(_used, k, _used, k + 1, _count - k);
        _times[k] = time;
        _used[k] = _used[k - 1];
        _count++;
        return k;
    }

    private void JoinWithPrevious(int k)
    {
        if (k == 0 || _used[k] != _used[k - 1])
        {
            return;
        }

        _count--;
        Array.Copy(_times, k + 1, _times, k, _count - k);
        Array.Copy(_used, k + 1, _used, k, _count - k);
    }
}
