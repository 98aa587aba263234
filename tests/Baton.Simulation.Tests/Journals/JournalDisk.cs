using System.Collections.Immutable;
using Baton.Domain.Runs;
using Baton.Engine.Journal;
using Baton.Simulation.Stepping;
using Baton.Simulation.Worlds;

namespace Baton.Simulation.Journals;

/// <summary>The journal of one run on the disk: events, lease, inbox. Survives every process.</summary>
internal sealed class JournalDisk(World world)
{
    private readonly List<(SimulatedProcess Process, Action Wake)> _listeners = [];
    private readonly List<(InboxEntry Entry, InboxAnswer? Answer)> _inbox = [];

    public List<RecordedEvent> Events { get; } = [];

    public RunId Run { get; } = new("run");

    public long LastSeq => Events.Count;

    public LeaseOwner? Owner { get; private set; }

    /// <summary>The process that holds the lease.</summary>
    public SimulatedProcess? Holder { get; private set; }

    public long Fence { get; private set; }

    /// <summary>Told of every append: who wrote, with which fence, and what.</summary>
    public Action<SimulatedProcess, long, ImmutableArray<RecordedEvent>> Appended { get; set; } = (_, _, _) => { };

    public ImmutableArray<InboxEntry> Open => [.. _inbox.Where(i => i.Answer is null).Select(i => i.Entry).Take(1000)];

    public void Create(RunEvent.Planned planned, DateTimeOffset now) => Events.Add(new RecordedEvent(1, now, planned));

    public AppendOutcome Append(SimulatedProcess writer, long fence, long expectedSeq, ImmutableArray<RunEvent> events, ImmutableArray<CommandAnswer> answers, DateTimeOffset now)
    {
        if (world.Sabotage != Sabotage.NoFence && (fence != Fence || Owner is null))
        {
            return new AppendOutcome.OwnershipLost();
        }

        expectedSeq = world.Sabotage == Sabotage.NoFence ? LastSeq : expectedSeq;
        if (expectedSeq != LastSeq)
        {
            return new AppendOutcome.VersionConflict(LastSeq);
        }

        ImmutableArray<RecordedEvent> recorded = [.. events.Select((e, i) => new RecordedEvent(expectedSeq + 1 + i, now, e))];
        Events.AddRange(recorded);
        foreach (var answer in answers)
        {
            Answer(answer.Id, answer.Answer);
        }

        Appended(writer, fence, recorded);
        Tell();
        return new AppendOutcome.Appended(LastSeq);
    }

    public long Grant(SimulatedProcess process, LeaseOwner owner)
    {
        (Owner, Holder) = (owner, process);
        world.Trace?.Invoke($"process {process.Pid} owns the run with fence {Fence + 1}");
        Tell();
        return ++Fence;
    }

    public void Release(long fence)
    {
        if (fence == Fence)
        {
            (Owner, Holder) = (null, null);
        }
    }

    public long Send(RunCommand command)
    {
        _inbox.Add((new InboxEntry(_inbox.Count + 1, command), null));
        Tell();
        return _inbox.Count;
    }

    public void Answer(long id, InboxAnswer answer)
    {
        var at = (int)id - 1;
        _inbox[at] = _inbox[at] with { Answer = _inbox[at].Answer ?? answer };
    }

    public InboxAnswer? FindAnswer(long id) => _inbox[(int)id - 1].Answer;

    public IDisposable Listen(SimulatedProcess process, Action wake)
    {
        var listener = (process, wake);
        _listeners.Add(listener);
        return new Subscription(() => _listeners.Remove(listener));
    }

    private void Tell()
    {
        _listeners.RemoveAll(l => l.Process.IsDead);
        foreach (var (process, wake) in _listeners)
        {
            world.Steps.After(world.Luck.Between(0, 0.1), process, wake);
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
