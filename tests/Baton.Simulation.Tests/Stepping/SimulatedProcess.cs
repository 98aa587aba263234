using System.Diagnostics.CodeAnalysis;

namespace Baton.Simulation.Stepping;

/// <summary>
/// A process of this program: a scheduler whose tasks take turns with those of all others, and a clock. Killed, it never takes another step, whatever
/// it waits for; nothing is disposed, no <c>finally</c> runs.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Virtual timers hold nothing.")]
internal sealed class SimulatedProcess : TaskScheduler
{
    private readonly Steps _steps;

    public SimulatedProcess(Steps steps, int pid)
    {
        (_steps, Pid) = (steps, pid);
        Clock = new VirtualClock(steps, this);
    }

    public int Pid { get; }

    public bool IsDead { get; private set; }

    public VirtualClock Clock { get; }

    public void Kill() => IsDead = true;

    /// <summary>Runs an action as a step of this process.</summary>
    public void Run(Action action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    public Task<T> Run<T>(Func<Task<T>> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    public void Execute(Task task)
    {
        if (!IsDead)
        {
            TryExecuteTask(task);
        }
    }

    protected override void QueueTask(Task task)
    {
        if (!IsDead)
        {
            _steps.Enqueue(this, task);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}

/// <summary>The clock that a simulated process sees.</summary>
internal sealed class VirtualClock(Steps steps, SimulatedProcess process) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => steps.Now;

    public override long GetTimestamp() => steps.Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(steps, process, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }
}
