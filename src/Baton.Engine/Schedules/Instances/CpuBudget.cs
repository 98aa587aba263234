namespace Baton.Engine.Schedules.Instances;

/// <summary>Cancels <see cref="Over"/> once the process has used so much more CPU (user and system, all threads). Late by a millisecond or two per thread.</summary>
internal sealed class CpuBudget : IDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly CancellationTokenSource _over = new();
    private readonly TimeSpan _end;
    private readonly int _threads;
    private readonly ITimer _timer;

    /// <param name="threads">That work at once: with so many the CPU cannot be spent any sooner, so nobody looks before.</param>
    public CpuBudget(TimeSpan budget, int threads, TimeProvider time)
    {
        (_end, _threads) = (Environment.CpuUsage.TotalTime + budget, threads);
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(NextLook(budget), Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Over => _over.Token;

    public void Dispose()
    {
        _timer.Dispose();
        _over.Dispose();
    }

    private void Look()
    {
        var left = _end - Environment.CpuUsage.TotalTime;
        if (left > TimeSpan.Zero)
        {
            _timer.Change(NextLook(left), Timeout.InfiniteTimeSpan);
            return;
        }

        try
        {
            _over.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The search ended by itself in the same moment.
        }
    }

    private TimeSpan NextLook(TimeSpan left) => left / _threads > ShortestWait ? left / _threads : ShortestWait;
}
