using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Journal;

/// <summary>
/// The append-only truth of every run of one repository. A write that returned is durable: it survives a killed process and a power cut.
/// Safe to use from several threads and from several processes at once.
/// </summary>
/// <remarks>
/// Every member may throw <see cref="JournalUnavailableException"/> when the storage refuses (disk full, corrupt, locked, ...);
/// after that nothing of the failed call is kept, and the call may be repeated once the reason is gone.
/// </remarks>
public interface IJournalStore : IAsyncDisposable
{
    /// <summary>Null when the journal holds no such run.</summary>
    ValueTask<RunHead?> FindRunAsync(RunId run, CancellationToken ct);

    /// <summary>Every run, newest first.</summary>
    ValueTask<ImmutableArray<RunHead>> ListRunsAsync(CancellationToken ct);

    /// <summary>Writes the plan, the run and its first event (sequence number 1) as one; nobody owns the run yet.</summary>
    /// <param name="planBytes">The plan file as it is; its SHA-256 must be <paramref name="planned"/>'s plan.</param>
    /// <param name="after">What the caller takes for the newest run of that plan file; null: any will do.</param>
    /// <returns>False, and nothing was written: the plan file has another newest run by now, because somebody else made one.</returns>
    /// <exception cref="ArgumentException">Run or plan hash do not belong together.</exception>
    /// <exception cref="InvalidOperationException">The run exists already.</exception>
    ValueTask<bool> CreateRunAsync(
        RunId run, string planPath, ReadOnlyMemory<byte> planBytes, RunEvent.Planned planned, DateTimeOffset now, CancellationToken ct, NewestRun? after = null);

    /// <exception cref="KeyNotFoundException">No run of this journal used that plan.</exception>
    ValueTask<ReadOnlyMemory<byte>> ReadPlanAsync(PlanHash plan, CancellationToken ct);

    /// <summary>Events after <paramref name="afterSeq"/> in order, without gaps; nothing for an unknown run. Events appended meanwhile are included.</summary>
    /// <exception cref="UnknownEventException">A newer Baton wrote one of them.</exception>
    /// <exception cref="UnreadableEventException">The body of one of them does not fit its name.</exception>
    IAsyncEnumerable<RecordedEvent> ReadAsync(RunId run, long afterSeq, CancellationToken ct);

    /// <summary>Appends all events or none, if the fence is the run's and its last sequence number is <paramref name="expectedSeq"/>.</summary>
    ValueTask<AppendOutcome> AppendAsync(RunId run, long fence, long expectedSeq, ImmutableArray<RunEvent> events, DateTimeOffset now, CancellationToken ct);

    /// <summary>Appends the events and answers the commands that led to them, all or nothing, so that no command is carried out twice.</summary>
    /// <param name="events">May be empty when there are answers.</param>
    ValueTask<AppendOutcome> AppendAsync(RunId run, long fence, long expectedSeq, ImmutableArray<RunEvent> events, ImmutableArray<CommandAnswer> answers, DateTimeOffset now, CancellationToken ct);

    /// <summary>Takes the run if it is free, already this process's, or its owner is dead. Every grant has a higher fence, which shuts out the owner before.</summary>
    /// <param name="isAlive">Asked about the present owner; <see cref="LeaseOwner.IsAlive"/>, or <c>_ => false</c> to take over by force.</param>
    /// <exception cref="KeyNotFoundException">No such run.</exception>
    ValueTask<LeaseOutcome> AcquireAsync(RunId run, LeaseOwner owner, Func<LeaseOwner, bool> isAlive, CancellationToken ct);

    /// <summary>Gives the run back; does nothing when the fence is no longer the run's.</summary>
    ValueTask ReleaseAsync(RunId run, long fence, CancellationToken ct);

    /// <summary>Leaves a command for the run's owner, whoever that is or will be; returns its number in the inbox.</summary>
    /// <param name="command">Must implement <see cref="RunCommand.IFromPerson"/>.</param>
    /// <exception cref="ArgumentException">The command is not one that people send.</exception>
    /// <exception cref="KeyNotFoundException">No such run.</exception>
    ValueTask<long> SendAsync(RunId run, RunCommand command, DateTimeOffset now, CancellationToken ct);

    /// <summary>Unanswered commands, oldest first, at most 1,000; they stay until they are answered.</summary>
    ValueTask<ImmutableArray<InboxEntry>> TakeInboxAsync(RunId run, CancellationToken ct);

    /// <summary>The first answer stays; a second one changes nothing.</summary>
    ValueTask AnswerAsync(RunId run, long id, bool accepted, string message, CancellationToken ct);

    /// <summary>Null while nobody has answered.</summary>
    ValueTask<InboxAnswer?> FindAnswerAsync(RunId run, long id, CancellationToken ct);

    /// <summary>
    /// Calls <paramref name="wake"/> on any thread, one call at a time, some time after this or another process wrote; several writes may give one call.
    /// Subscribe first, then read, and nothing is missed. The call must not throw; one may still be under way when the subscription's disposal returns.
    /// </summary>
    IDisposable OnChange(Action wake);
}

/// <summary>What the journal knows about a run without folding it.</summary>
/// <param name="PlanPath">Where the plan file was when the run was created.</param>
/// <param name="LastSeq">Sequence number of its last event; 1 right after creation.</param>
/// <param name="Owner">Who holds the lease, dead or alive; null: nobody.</param>
/// <param name="Fence">Of the last lease granted; 0: never owned.</param>
public sealed record RunHead(RunId Run, PlanHash Plan, string PlanName, string PlanPath, DateTimeOffset CreatedAt, long LastSeq, LeaseOwner? Owner, long Fence);

/// <param name="Run">The newest run of a plan file; null: it has none.</param>
public sealed record NewestRun(RunId? Run);

/// <param name="Id">Counts upwards over all runs.</param>
public sealed record InboxEntry(long Id, RunCommand Command);

/// <param name="Id">Of the command in the inbox.</param>
public sealed record CommandAnswer(long Id, InboxAnswer Answer);

/// <param name="Message">What became of the command, for the person who sent it.</param>
public sealed record InboxAnswer(bool Accepted, string Message);

/// <summary>What became of an append.</summary>
public abstract record AppendOutcome
{
    private AppendOutcome()
    {
    }

    public sealed record Appended(long LastSeq) : AppendOutcome;

    /// <summary>Another process took the run, or this one gave it back; nothing was written, and this process must stop acting for the run.</summary>
    public sealed record OwnershipLost : AppendOutcome;

    /// <summary>The run has other events than the caller thought; nothing was written.</summary>
    /// <param name="Actual">The run's last sequence number.</param>
    public sealed record VersionConflict(long Actual) : AppendOutcome;
}

/// <summary>What became of the wish to own a run.</summary>
public abstract record LeaseOutcome
{
    private LeaseOutcome()
    {
    }

    /// <param name="Fence">To be shown with every append.</param>
    public sealed record Granted(long Fence) : LeaseOutcome;

    public sealed record HeldBy(LeaseOwner Owner) : LeaseOutcome;
}
