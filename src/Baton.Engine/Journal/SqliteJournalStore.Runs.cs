using System.Collections.Immutable;
using System.Security.Cryptography;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Microsoft.Data.Sqlite;

namespace Baton.Engine.Journal;

public sealed partial class SqliteJournalStore
{
    private const string SelectHead =
        """
        SELECT r.run, r.plan, r.plan_name, r.plan_path, r.created_at,
               (SELECT seq FROM events e WHERE e.run = r.run ORDER BY seq DESC LIMIT 1),
               l.fence, l.host, l.boot_id, l.pid, l.start_ticks, l.since
        FROM runs r JOIN leases l ON l.run = r.run
        """;

    private static readonly WritePoint CreatePoint = WritePoint.Named("journal.create-run");

    public ValueTask<RunHead?> FindRunAsync(RunId run, CancellationToken ct) => ReadAsync(db => FindHead(db, run), ct);

    public ValueTask<ImmutableArray<RunHead>> ListRunsAsync(CancellationToken ct) => ReadAsync<ImmutableArray<RunHead>>(db =>
    {
        var heads = ImmutableArray.CreateBuilder<RunHead>();
        using var reader = db.Query(SelectHead + " ORDER BY r.created_at DESC, r.run DESC");
        while (reader.Read())
        {
            heads.Add(ReadHead(reader));
        }

        return heads.DrainToImmutable();
    }, ct);

    public async ValueTask<bool> CreateRunAsync(
        RunId run, string planPath, ReadOnlyMemory<byte> planBytes, RunEvent.Planned planned, DateTimeOffset now, CancellationToken ct, NewestRun? after = null)
    {
        if (planned.Run != run)
        {
            throw new ArgumentException($"The event is about run {planned.Run}, not {run}.", nameof(planned));
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(planBytes.Span));
        if (planned.Plan.Value != hash)
        {
            throw new ArgumentException($"The plan's bytes have the hash {hash}, the event says {planned.Plan}.", nameof(planBytes));
        }

        var row = JournalCatalog.Events.Write(planned);
        return await WriteAsync(CreatePoint, db =>
        {
            if (FindHead(db, run) is not null)
            {
                throw new InvalidOperationException($"Run {run} exists already; a run is created once.");
            }

            if (after is not null && FindNewest(db, planPath) != after.Run?.Value)
            {
                return false;
            }

            db.Execute("INSERT INTO plans(hash, bytes) VALUES(?1, ?2) ON CONFLICT DO NOTHING", hash, planBytes.ToArray());
            db.Execute("INSERT INTO runs(run, plan, plan_name, plan_path, created_at) VALUES(?1, ?2, ?3, ?4, ?5)", run.Value, hash, planned.PlanName, planPath, Ticks(now));
            db.Execute("INSERT INTO leases(run, fence) VALUES(?1, 0)", run.Value);
            InsertEvents(db, run, 0, null, [row], now);
            return true;
        }, ct);
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadPlanAsync(PlanHash plan, CancellationToken ct) => ReadAsync<ReadOnlyMemory<byte>>(db =>
    {
        using var reader = db.Query("SELECT bytes FROM plans WHERE hash = ?1", plan.Value);
        return reader.Read()
            ? reader.GetFieldValue<byte[]>(0)
            : throw new KeyNotFoundException($"The journal {db.Path} holds no plan {plan}; no run of this repository used it.");
    }, ct);

    private static string? FindNewest(JournalDatabase db, string planPath)
    {
        using var reader = db.Query("SELECT run FROM runs WHERE plan_path = ?1 ORDER BY created_at DESC, run DESC LIMIT 1", planPath);
        return reader.Read() ? reader.GetString(0) : null;
    }

    private static RunHead? FindHead(JournalDatabase db, RunId run)
    {
        using var reader = db.Query(SelectHead + " WHERE r.run = ?1", run.Value);
        return reader.Read() ? ReadHead(reader) : null;
    }

    private static RunHead FindHeadOrThrow(JournalDatabase db, RunId run) =>
        FindHead(db, run) ?? throw new KeyNotFoundException($"The journal {db.Path} holds no run {run}. `baton runs` lists those it has.");

    private static RunHead ReadHead(SqliteDataReader row)
    {
        var owner = row.IsDBNull(7) ? null : new LeaseOwner(row.GetString(7), row.GetString(8), row.GetInt32(9), row.GetInt64(10), Time(row.GetInt64(11)));
        return new RunHead(new(row.GetString(0)), new(row.GetString(1)), row.GetString(2), row.GetString(3), Time(row.GetInt64(4)), row.GetInt64(5), owner, row.GetInt64(6));
    }
}
