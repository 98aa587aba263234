namespace Baton.Scheduling.Solving;

/// <summary>The best schedule and the best bound so far, shared by searches that run side by side. Safe for several threads.</summary>
internal sealed class Incumbent(int lowerBound)
{
    private readonly Lock _lock = new();
    private int[] _starts = [];
    private volatile int _makespan = int.MaxValue;
    private volatile int _lowerBound = lowerBound;

    /// <summary>In units of the <see cref="CompactProblem"/>; <see cref="int.MaxValue"/> before the first schedule.</summary>
    public int Makespan => _makespan;

    public int LowerBound => _lowerBound;
    public bool IsClosed => _makespan <= _lowerBound;

    /// <summary>Raised outside the lock after a better schedule or bound was taken.</summary>
    public event Action? Improved;

    /// <returns>A copy of the best starts; empty before the first schedule.</returns>
    public int[] CopyStarts()
    {
        lock (_lock)
        {
            return [.. _starts];
        }
    }

    /// <returns>False when an equal or better schedule was there already.</returns>
    public bool Offer(ReadOnlySpan<int> starts, int makespan)
    {
        lock (_lock)
        {
            if (makespan >= _makespan)
            {
                return false;
            }

            _starts = starts.ToArray();
            _makespan = makespan;
        }

        Improved?.Invoke();
        return true;
    }

    /// <returns>False when an equal or better bound was there already.</returns>
    public bool Raise(int lowerBound)
    {
        lock (_lock)
        {
            if (lowerBound <= _lowerBound)
            {
                return false;
            }

            _lowerBound = lowerBound;
        }

        Improved?.Invoke();
        return true;
    }
}
