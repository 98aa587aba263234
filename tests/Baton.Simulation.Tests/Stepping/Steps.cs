namespace Baton.Simulation.Stepping;

/// <summary>
/// Everything that happens, one step after the other on one thread: continuations of simulated processes, picked at random among those that are ready,
/// and timers in the order of their moments. One random source gives one order.
/// </summary>
internal sealed class Steps(Random random)
{
    private readonly List<(SimulatedProcess Process, Task Task)> _ready = [];
    private readonly PriorityQueue<SimulatedTimer, (long Due, long Order)> _timers = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _order;

    /// <summary>Computing takes time as well, so that nothing that spins can keep the clock from moving.</summary>
    private static readonly TimeSpan StepTime = TimeSpan.FromMicroseconds(50);

    public Random Random { get; } = random;

    /// <summary>Virtual time since the beginning; only goes forward.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>How far the wall clock is off: people and machines set it.</summary>
    public TimeSpan ClockError { get; set; }

    public DateTimeOffset Now => new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero) + Elapsed + ClockError;

    public long Count { get; private set; }

    public bool IsBusy => _ready.Count > 0;

    /// <summary>Calls back at a later step, at least this much later.</summary>
    /// <param name="process">Whose timer it is; it never fires when that process is dead. Null: the world's.</param>
    public SimulatedTimer After(TimeSpan delay, SimulatedProcess? process, Action action)
    {
        var timer = new SimulatedTimer(this, process, action);
        timer.Set(delay);
        return timer;
    }

    private bool IsTimerDue() => _timers.TryPeek(out _, out var at) && at.Due <= Elapsed.Ticks;

    internal void Enqueue(SimulatedProcess process, Task task)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            Environment.FailFast("A simulated process continued on the thread pool: its seed would not repeat.");
        }

        _ready.Add((process, task));
    }

    internal void Enqueue(SimulatedTimer timer, long due) => _timers.Enqueue(timer, (due, _order++));

    /// <summary>One step. False: nothing will ever happen again.</summary>
    public bool TakeOne()
    {
        Count++;
        if (_ready.Count > 0 && !IsTimerDue())
        {
            Elapsed += StepTime;
            var index = Random.Next(_ready.Count);
            var (process, task) = _ready[index];
            _ready[index] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
            process.Execute(task);
            return true;
        }

        while (_timers.TryDequeue(out var timer, out var at))
        {
            if (!timer.IsSetFor(at.Due))
            {
                continue;
            }

            Elapsed = TimeSpan.FromTicks(Math.Max(at.Due, Elapsed.Ticks));
            timer.Fire();
            return true;
        }

        return false;
    }
}

/// <summary>A timer of virtual time.</summary>
internal sealed class SimulatedTimer(Steps steps, SimulatedProcess? process, Action action) : ITimer
{
    private long _due = -1;
    private TimeSpan _period = Timeout.InfiniteTimeSpan;

    public bool IsSetFor(long due) => _due == due && process is not { IsDead: true };

    public void Set(TimeSpan delay)
    {
        _due = delay == Timeout.InfiniteTimeSpan ? -1 : (steps.Elapsed + (delay > TimeSpan.Zero ? delay : TimeSpan.Zero)).Ticks;
        if (_due >= 0)
        {
            steps.Enqueue(this, _due);
        }
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        Set(dueTime);
        return true;
    }

    public void Fire()
    {
        _due = -1;
        if (_period > TimeSpan.Zero)
        {
            Set(_period);
        }

        if (process is null)
        {
            action();
        }
        else
        {
            process.Run(action);
        }
    }

    public void Dispose() => _due = -1;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
