using Baton.Domain.Runs;
using Baton.Engine.Faults;

namespace Baton.Engine.Journal.Postgres;

public sealed partial class PostgresJournalStore
{
    public async ValueTask<LeaseOutcome> AcquireAsync(RunId run, LeaseOwner owner, Func<LeaseOwner, bool> isAlive, CancellationToken ct)
    {
        while (true)
        {
            var head = await FindRunAsync(run, ct) ?? throw NoSuchRun(run);
            if (head.Owner is { } holder && !holder.IsSameProcess(owner) && isAlive(holder))
            {
                return new LeaseOutcome.HeldBy(holder);
            }

            FaultPoint.Reach("journal.lease-acquire.before");
            if (await TryTakeAsync(run, owner, head, ct))
            {
                FaultPoint.Reach("journal.lease-acquire.after");
                return new LeaseOutcome.Granted(head.Fence + 1);
            }
        }
    }

    public async ValueTask ReleaseAsync(RunId run, long fence, CancellationToken ct)
    {
        FaultPoint.Reach("journal.lease-release.before");
        await _session.RunAsync(async (connection, _) =>
        {
            const string sql =
                """
                WITH head AS (
                    UPDATE baton.runs SET host = NULL, boot_id = NULL, pid = NULL, start_ticks = NULL, since = NULL
                    WHERE repository = $1 AND run = $2 AND fence = $3 RETURNING id)
                SELECT 1, pg_notify('baton', $1) FROM head
                """;
            await using var command = Command(connection, sql, _repository, run.Value, fence);
            return await command.ExecuteScalarAsync() is not null;
        }, ct);
        FaultPoint.Reach("journal.lease-release.after");
    }

    /// <summary>
    /// False when the lease changed hands since <paramref name="seen"/> was read. A try that broke off after it was carried out also gives false; the caller then
    /// finds this process as the owner and takes the run once more.
    /// </summary>
    private ValueTask<bool> TryTakeAsync(RunId run, LeaseOwner owner, RunHead seen, CancellationToken ct) => _session.RunAsync(async (connection, _) =>
    {
        const string sql =
            """
            WITH head AS (
                UPDATE baton.runs SET fence = fence + 1, host = $4, boot_id = $5, pid = $6, start_ticks = $7, since = $8
                WHERE repository = $1 AND run = $2 AND fence = $3 AND (host IS NULL) = $9
                RETURNING id)
            SELECT 1, pg_notify('baton', $1) FROM head
            """;
        await using var command = Command(
            connection, sql, _repository, run.Value, seen.Fence, Text(owner.Host), owner.BootId, owner.Pid, owner.StartTicks, Ticks(owner.Since), seen.Owner is null);
        return await command.ExecuteScalarAsync() is not null;
    }, ct);
}
