using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Baton.Domain.Runs;
using Baton.Engine.Faults;
using Npgsql;
using NpgsqlTypes;

namespace Baton.Engine.Journal.Postgres;

/// <summary>
/// The journals of many repositories in one PostgreSQL database (15 or newer). Every write is one statement and so one transaction; it returned only after
/// the server flushed it. When the connection breaks, a write is tried again for some seconds and finds out whether it had been carried out.
/// </summary>
public sealed partial class PostgresJournalStore : IJournalStore
{
    private const int PageEvents = 1000;

    private readonly PostgresSession _session;
    private readonly PostgresListener _listener;
    private readonly string _repository;
    private KnownLink? _lastLink;

    private PostgresJournalStore(PostgresSession session, string repository, TimeProvider time)
    {
        _session = session;
        _repository = repository;
        _listener = new PostgresListener(session.Address, repository, time);
    }

    /// <param name="repository">Keeps the runs of one repository apart from those of others.</param>
    /// <param name="create">Makes tables that are not there; otherwise their absence, or that of any run of the repository, is an error.</param>
    /// <exception cref="JournalUnavailableException">The database cannot be reached or used, is a newer Baton's, or does not flush its writes.</exception>
    public static async Task<PostgresJournalStore> OpenAsync(StoreAddress address, string repository, TimeProvider time, bool create, CancellationToken ct)
    {
        var session = new PostgresSession(address, time);
        try
        {
            await session.RunAsync((connection, _) => PrepareAsync(connection, address, create, ct), ct);
            var store = new PostgresJournalStore(session, repository, time);
            return create || !(await store.ListRunsAsync(ct)).IsEmpty ? store : throw Missing(address);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public ValueTask<AppendOutcome> AppendAsync(RunId run, long fence, long expectedSeq, ImmutableArray<RunEvent> events, DateTimeOffset now, CancellationToken ct) =>
        AppendAsync(run, fence, expectedSeq, events, [], now, ct);

    public async ValueTask<AppendOutcome> AppendAsync(
        RunId run, long fence, long expectedSeq, ImmutableArray<RunEvent> events, ImmutableArray<CommandAnswer> answers, DateTimeOffset now, CancellationToken ct)
    {
        var rows = events.Select(JournalCatalog.Events.Write).ToArray();
        FaultPoint.Reach("journal.append.before");
        var outcome = await _session.RunAsync<AppendOutcome>(async (connection, again) =>
        {
            var links = await LinksAsync(connection, run, expectedSeq, rows, Ticks(now));
            if (await TryAppendAsync(connection, run, fence, expectedSeq, rows, links, answers, now))
            {
                _lastLink = links.Length == 0 ? _lastLink : new KnownLink(run, expectedSeq + rows.Length, links[^1]);
                return new AppendOutcome.Appended(expectedSeq + rows.Length);
            }

            return await WhyNotAsync(connection, run, fence) switch
            {
                // Nobody else has this fence, so what stands there is what the broken try wrote.
                AppendOutcome.VersionConflict c when again && rows.Length > 0 && c.Actual == expectedSeq + rows.Length => new AppendOutcome.Appended(c.Actual),
                var refused => refused,
            };
        }, ct);
        FaultPoint.Reach("journal.append.after");
        return outcome;
    }

    public async IAsyncEnumerable<RecordedEvent> ReadAsync(RunId run, long afterSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        var chain = new EventChain(run, _session.Address.ToString());
        chain.StartAfter(afterSeq, afterSeq == 0 ? null : await _session.RunAsync((connection, _) => LinkOfAsync(connection, run, afterSeq), ct));
        var pages = new PagedEvents(run, async (after, page) => Add(await _session.RunAsync((connection, _) => ReadPageAsync(connection, run, after), ct), chain, page));
        await foreach (var recorded in pages.AfterAsync(afterSeq))
        {
            yield return recorded;
        }
    }

    public IDisposable OnChange(Action wake) => _listener.Subscribe(wake);

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _session.DisposeAsync();
    }

    private static async Task<bool> PrepareAsync(NpgsqlConnection connection, StoreAddress address, bool create, CancellationToken ct)
    {
        await using (var flushes = new NpgsqlCommand("SELECT current_setting('fsync')", connection))
        {
            if (await flushes.ExecuteScalarAsync(ct) is not "on")
            {
                throw new JournalUnavailableException(JournalProblem.NotDurable, address.ToString(),
                    $"The server of {address} runs with fsync off, so a power cut could lose what Baton was told is safe. Switch fsync on there.");
            }
        }

        var version = await PostgresSchema.ReadVersionAsync(connection, ct);
        if (version > PostgresSchema.Version)
        {
            throw new JournalUnavailableException(JournalProblem.NewerVersion, address.ToString(),
                $"The journal in {address} has version {version}; this Baton reads up to {PostgresSchema.Version}. It was left as it is. Update Baton.");
        }

        if (version == 0 && !create)
        {
            throw Missing(address);
        }

        if (version < PostgresSchema.Version)
        {
            await PostgresSchema.UpgradeAsync(connection, ct);
        }

        return true;
    }

    private static JournalUnavailableException Missing(StoreAddress address) => new(JournalProblem.Missing, address.ToString(),
        $"The database {address} holds no run of this repository: nothing was run in it yet. Start with `baton run PLAN`.");

    private async Task<bool> TryAppendAsync(
        NpgsqlConnection connection, RunId run, long fence, long expectedSeq, (string Name, string Body)[] rows, byte[][] links,
        ImmutableArray<CommandAnswer> answers, DateTimeOffset now)
    {
        const string sql =
            """
            WITH head AS (
                UPDATE baton.runs SET last_seq = last_seq + cardinality($6)
                WHERE repository = $1 AND run = $2 AND fence = $3 AND host IS NOT NULL AND last_seq = $4
                RETURNING id),
            written AS (
                INSERT INTO baton.events(run_id, seq, at, type, body, link)
                SELECT head.id, $4 + e.n, $5, e.type, e.body, e.link FROM head, unnest($6, $7, $11) WITH ORDINALITY AS e(type, body, link, n)),
            answered AS (
                UPDATE baton.inbox i SET accepted = a.accepted, message = a.message
                FROM head, unnest($8, $9, $10) AS a(id, accepted, message)
                WHERE i.id = a.id AND i.run_id = head.id AND i.accepted IS NULL)
            SELECT 1, pg_notify('baton', $1) FROM head
            """;
        await using var command = Command(connection, sql, _repository, run.Value, fence, expectedSeq, Ticks(now));
        command.Parameters.Add(new() { Value = rows.Select(r => r.Name).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = rows.Select(r => r.Body).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = answers.Select(a => a.Id).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = answers.Select(a => a.Answer.Accepted).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Boolean });
        command.Parameters.Add(new() { Value = answers.Select(a => Text(a.Answer.Message)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = links, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        return await command.ExecuteScalarAsync() is not null;
    }

    /// <summary>The links of new events. That of the event before is remembered from the last write, or read.</summary>
    private async Task<byte[][]> LinksAsync(NpgsqlConnection connection, RunId run, long after, (string Name, string Body)[] rows, long at)
    {
        if (rows.Length == 0)
        {
            return [];
        }

        var before = _lastLink is { } known && known.Run == run && known.Seq == after ? known.Link : await LinkOfAsync(connection, run, after) ?? EventLink.Start(run);
        var links = new byte[rows.Length][];
        for (var i = 0; i < rows.Length; i++)
        {
            before = links[i] = EventLink.Next(before, after + 1 + i, at, rows[i].Name, rows[i].Body);
        }

        return links;
    }

    private async Task<byte[]?> LinkOfAsync(NpgsqlConnection connection, RunId run, long seq)
    {
        await using var command = Command(connection,
            "SELECT e.link FROM baton.events e JOIN baton.runs r ON r.id = e.run_id WHERE r.repository = $1 AND r.run = $2 AND e.seq = $3", _repository, run.Value, seq);
        return await command.ExecuteScalarAsync() as byte[];
    }

    private async Task<AppendOutcome> WhyNotAsync(NpgsqlConnection connection, RunId run, long fence)
    {
        await using var command = Command(connection,
            "SELECT last_seq FROM baton.runs WHERE repository = $1 AND run = $2 AND fence = $3 AND host IS NOT NULL", _repository, run.Value, fence);
        return await command.ExecuteScalarAsync() is long last ? new AppendOutcome.VersionConflict(last) : new AppendOutcome.OwnershipLost();
    }

    private static void Add(List<LinkedRow> rows, EventChain chain, EventPage page)
    {
        foreach (var row in rows)
        {
            var body = Encoding.UTF8.GetBytes(row.Body);
            chain.Check(row.Seq, row.At, Encoding.UTF8.GetBytes(row.Type), body, row.Link is not null, row.Link);
            page.Add(row.Seq, Time(row.At), row.Type, body);
        }
    }

    private async Task<List<LinkedRow>> ReadPageAsync(NpgsqlConnection connection, RunId run, long after)
    {
        const string sql =
            """
            SELECT e.seq, e.at, e.type, e.body, e.link FROM baton.events e JOIN baton.runs r ON r.id = e.run_id
            WHERE r.repository = $1 AND r.run = $2 AND e.seq > $3 ORDER BY e.seq LIMIT $4
            """;
        var page = new List<LinkedRow>();
        await using var command = Command(connection, sql, _repository, run.Value, after, PageEvents);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            page.Add(new(reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4)));
        }

        return page;
    }

    private sealed record LinkedRow(long Seq, long At, string Type, string Body, byte[]? Link);

    /// <summary>The link of an event that this store wrote last.</summary>
    private sealed record KnownLink(RunId Run, long Seq, byte[] Link);

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }

    /// <summary>What PostgreSQL can keep: no NUL, no half characters.</summary>
    private static string Text(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');

    private static long Ticks(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks;

    private static DateTimeOffset Time(long ticks) => DateTimeOffset.UnixEpoch.AddTicks(ticks);
}
