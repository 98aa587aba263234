using System.Collections.Immutable;
using System.Security.Cryptography;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Faults;
using Npgsql;

namespace Baton.Engine.Journal.Postgres;

public sealed partial class PostgresJournalStore
{
    private const string SelectHead =
        "SELECT run, plan, plan_name, plan_path, created_at, last_seq, fence, host, boot_id, pid, start_ticks, since FROM baton.runs WHERE repository = $1";

    public ValueTask<RunHead?> FindRunAsync(RunId run, CancellationToken ct) => _session.RunAsync((connection, _) => FindHeadAsync(connection, run), ct);

    public ValueTask<ImmutableArray<RunHead>> ListRunsAsync(CancellationToken ct) => _session.RunAsync(async (connection, _) =>
    {
        var heads = ImmutableArray.CreateBuilder<RunHead>();
        await using var command = Command(connection, SelectHead + " ORDER BY created_at DESC, run COLLATE \"C\" DESC", _repository);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
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

        var (type, body) = JournalCatalog.Events.Write(planned);
        FaultPoint.Reach("journal.create-run.before");
        var created = await _session.RunAsync(async (connection, again) =>
            await TryCreateAsync(connection, run, planned.PlanName, planPath, hash, planBytes.ToArray(), type, body, now, after)
            || (again && await HoldsAsync(connection, run, body)), ct);
        if (!created)
        {
            if (after is not null && await FindRunAsync(run, ct) is null)
            {
                return false;
            }

            throw new InvalidOperationException($"Run {run} exists already; a run is created once.");
        }

        FaultPoint.Reach("journal.create-run.after");
        return true;
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadPlanAsync(PlanHash plan, CancellationToken ct) => _session.RunAsync<ReadOnlyMemory<byte>>(async (connection, _) =>
    {
        await using var command = Command(connection,
            "SELECT bytes FROM baton.plans p WHERE hash = $2 AND EXISTS (SELECT 1 FROM baton.runs r WHERE r.repository = $1 AND r.plan = p.hash)", _repository, plan.Value);
        return await command.ExecuteScalarAsync() is byte[] bytes
            ? bytes
            : throw new KeyNotFoundException($"The journal in {_session.Address} holds no plan {plan}; no run of this repository used it.");
    }, ct);

    private async Task<bool> TryCreateAsync(
        NpgsqlConnection connection, RunId run, string planName, string planPath, string hash, byte[] bytes, string type, string body, DateTimeOffset now, NewestRun? after)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        if (after is not null && await FindNewestAsync(connection, planPath) != after.Run?.Value)
        {
            return false;
        }

        await using var plan = Command(connection, "INSERT INTO baton.plans(hash, bytes) VALUES($1, $2) ON CONFLICT DO NOTHING", hash, bytes);
        await plan.ExecuteNonQueryAsync();
        const string sql =
            """
            WITH head AS (
                INSERT INTO baton.runs(repository, run, plan, plan_name, plan_path, created_at, last_seq) VALUES($1, $2, $3, $4, $5, $6, 1)
                ON CONFLICT DO NOTHING RETURNING id),
            written AS (
                INSERT INTO baton.events(run_id, seq, at, type, body, link) SELECT id, 1, $6, $7, $8, $9 FROM head)
            SELECT 1, pg_notify('baton', $1) FROM head
            """;
        await using var create = Command(connection, sql, _repository, run.Value, hash, Text(planName), Text(planPath), Ticks(now), type, body,
            EventLink.Next(EventLink.Start(run), 1, Ticks(now), type, body));
        var created = await create.ExecuteScalarAsync() is not null;
        FaultPoint.Reach("journal.create-run.within");
        await transaction.CommitAsync();
        return created;
    }

    /// <summary>Nobody else creates a run of the same plan file with this question until the transaction ends.</summary>
    private async Task<string?> FindNewestAsync(NpgsqlConnection connection, string planPath)
    {
        await using var one = Command(connection, "SELECT pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0))", _repository, Text(planPath));
        await one.ExecuteNonQueryAsync();
        await using var newest = Command(connection,
            "SELECT run FROM baton.runs WHERE repository = $1 AND plan_path = $2 ORDER BY created_at DESC, run COLLATE \"C\" DESC LIMIT 1", _repository, Text(planPath));
        return await newest.ExecuteScalarAsync() as string;
    }

    private async Task<bool> HoldsAsync(NpgsqlConnection connection, RunId run, string firstBody)
    {
        await using var command = Command(connection,
            "SELECT e.body = $3 FROM baton.events e JOIN baton.runs r ON r.id = e.run_id WHERE r.repository = $1 AND r.run = $2 AND e.seq = 1", _repository, run.Value, firstBody);
        return await command.ExecuteScalarAsync() is true;
    }

    private async Task<RunHead?> FindHeadAsync(NpgsqlConnection connection, RunId run)
    {
        await using var command = Command(connection, SelectHead + " AND run = $2", _repository, run.Value);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? ReadHead(reader) : null;
    }

    private KeyNotFoundException NoSuchRun(RunId run) => new($"The journal in {_session.Address} holds no run {run}. `baton list` shows those it has.");

    private static RunHead ReadHead(NpgsqlDataReader row)
    {
        var owner = row.IsDBNull(7) ? null : new LeaseOwner(row.GetString(7), row.GetString(8), row.GetInt32(9), row.GetInt64(10), Time(row.GetInt64(11)));
        return new(new(row.GetString(0)), new(row.GetString(1)), row.GetString(2), row.GetString(3), Time(row.GetInt64(4)), row.GetInt64(5), owner, row.GetInt64(6));
    }
}
