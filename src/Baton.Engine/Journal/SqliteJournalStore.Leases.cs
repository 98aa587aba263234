using Baton.Domain.Runs;

namespace Baton.Engine.Journal;

public sealed partial class SqliteJournalStore
{
    private static readonly WritePoint AcquirePoint = WritePoint.Named("journal.lease-acquire");
    private static readonly WritePoint ReleasePoint = WritePoint.Named("journal.lease-release");

    public async ValueTask<LeaseOutcome> AcquireAsync(RunId run, LeaseOwner owner, Func<LeaseOwner, bool> isAlive, CancellationToken ct)
    {
        while (true)
        {
            // Whether the owner lives is asked outside the transaction: the answer may take a while, and it must not hold up the owner's writes.
            var head = await ReadAsync(db => FindHeadOrThrow(db, run), ct);
            if (head.Owner is { } holder && !holder.IsSameProcess(owner) && isAlive(holder))
            {
                return new LeaseOutcome.HeldBy(holder);
            }

            if (await TryTakeAsync(run, owner, head, ct) is { } fence)
            {
                return new LeaseOutcome.Granted(fence);
            }
        }
    }

    public async ValueTask ReleaseAsync(RunId run, long fence, CancellationToken ct) =>
        await WriteAsync(ReleasePoint, db => db.Execute(
            "UPDATE leases SET host = NULL, boot_id = NULL, pid = NULL, start_ticks = NULL, since = NULL WHERE run = ?1 AND fence = ?2", run.Value, fence), ct);

    /// <summary>The new fence; null when the lease changed hands since <paramref name="seen"/> was read.</summary>
    private ValueTask<long?> TryTakeAsync(RunId run, LeaseOwner owner, RunHead seen, CancellationToken ct) => WriteAsync<long?>(AcquirePoint, db =>
    {
        var now = FindHeadOrThrow(db, run);
        if (now.Fence != seen.Fence || now.Owner != seen.Owner)
        {
            return null;
        }

        var fence = seen.Fence + 1;
        db.Execute(
            "UPDATE leases SET fence = ?2, host = ?3, boot_id = ?4, pid = ?5, start_ticks = ?6, since = ?7 WHERE run = ?1",
            run.Value, fence, owner.Host, owner.BootId, owner.Pid, owner.StartTicks, Ticks(owner.Since));
        return fence;
    }, ct);
}
