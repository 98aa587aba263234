using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Journal;
using Baton.Simulation.Stepping;
using Baton.Simulation.Worlds;

namespace Baton.Simulation.Journals;

/// <summary>The journal as one simulated process uses it: slow, refusing, failing before or after a write became durable.</summary>
internal sealed class SimulatedJournal(World world, SimulatedProcess process) : IJournalStore
{
    private JournalDisk Disk => world.Disk;

    public async ValueTask<RunHead?> FindRunAsync(RunId run, CancellationToken ct)
    {
        await Task.Yield();
        return Head;
    }

    public async ValueTask<ImmutableArray<RunHead>> ListRunsAsync(CancellationToken ct)
    {
        await Task.Yield();
        return [Head];
    }

    private RunHead Head => new(Disk.Run, new PlanHash("p"), "plan", "/plan.yaml", Disk.Events[0].At, Disk.LastSeq, Disk.Owner, Disk.Fence);

    public ValueTask<bool> CreateRunAsync(
        RunId run, string planPath, ReadOnlyMemory<byte> planBytes, RunEvent.Planned planned, DateTimeOffset now, CancellationToken ct, NewestRun? after = null)
    {
        Disk.Create(planned, now);
        return ValueTask.FromResult(true);
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadPlanAsync(PlanHash plan, CancellationToken ct) => throw new NotSupportedException("A simulated plan has no file.");

    public async IAsyncEnumerable<RecordedEvent> ReadAsync(RunId run, long afterSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.Yield();
        for (var i = (int)afterSeq; i < Disk.Events.Count; i++)
        {
            yield return Disk.Events[i];
        }
    }

    public ValueTask<AppendOutcome> AppendAsync(RunId run, long fence, long expectedSeq, ImmutableArray<RunEvent> events, DateTimeOffset now, CancellationToken ct) =>
        AppendAsync(run, fence, expectedSeq, events, [], now, ct);

    public async ValueTask<AppendOutcome> AppendAsync(
        RunId run, long fence, long expectedSeq, ImmutableArray<RunEvent> events, ImmutableArray<CommandAnswer> answers, DateTimeOffset now, CancellationToken ct)
    {
        await BeforeWriteAsync(ct);
        if (world.Luck.Strikes(Fault.AppendRefused))
        {
            return new AppendOutcome.VersionConflict(Disk.LastSeq);
        }

        var outcome = Disk.Append(process, fence, expectedSeq, events, answers, now);
        await Task.Yield();
        return world.Luck.Strikes(Fault.AppendFailsAfter) ? throw Unavailable(JournalProblem.Unreachable) : outcome;
    }

    public async ValueTask<LeaseOutcome> AcquireAsync(RunId run, LeaseOwner owner, Func<LeaseOwner, bool> isAlive, CancellationToken ct)
    {
        while (true)
        {
            await Task.Yield();
            var seen = Disk.Fence;
            if (Disk.Owner is { } holder && !holder.IsSameProcess(owner) && isAlive(holder))
            {
                return new LeaseOutcome.HeldBy(holder);
            }

            await BeforeWriteAsync(ct);
            if (seen == Disk.Fence)
            {
                return new LeaseOutcome.Granted(Disk.Grant(process, owner));
            }
        }
    }

    public async ValueTask ReleaseAsync(RunId run, long fence, CancellationToken ct)
    {
        await Task.Yield();
        Disk.Release(fence);
    }

    public async ValueTask<long> SendAsync(RunId run, RunCommand command, DateTimeOffset now, CancellationToken ct)
    {
        await Task.Yield();
        return Disk.Send(command);
    }

    public async ValueTask<ImmutableArray<InboxEntry>> TakeInboxAsync(RunId run, CancellationToken ct)
    {
        await Task.Yield();
        return Disk.Open;
    }

    public async ValueTask AnswerAsync(RunId run, long id, bool accepted, string message, CancellationToken ct)
    {
        await BeforeWriteAsync(ct);
        Disk.Answer(id, new InboxAnswer(accepted, message));
    }

    public async ValueTask<InboxAnswer?> FindAnswerAsync(RunId run, long id, CancellationToken ct)
    {
        await Task.Yield();
        return Disk.FindAnswer(id);
    }

    public IDisposable OnChange(Action wake) => Disk.Listen(process, wake);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task BeforeWriteAsync(CancellationToken ct)
    {
        await Task.Yield();
        ct.ThrowIfCancellationRequested();
        if (world.Luck.Strikes(Fault.JournalSlow))
        {
            await Task.Delay(world.Luck.Between(0.01, 20), process.Clock, ct);
        }

        if (world.IsDiskFull || world.Luck.Strikes(Fault.AppendFailsBefore))
        {
            throw Unavailable(world.IsDiskFull ? JournalProblem.DiskFull : JournalProblem.InputOutput);
        }
    }

    private static JournalUnavailableException Unavailable(JournalProblem problem) => new(problem, "/journal.db", $"The journal cannot be written ({Injected.Mark}).");
}
