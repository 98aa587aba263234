using System.Collections.Immutable;
using System.Text;
using Baton.Domain.Runs;
using Baton.Engine.Faults;

namespace Baton.Engine.Journal.Postgres;

public sealed partial class PostgresJournalStore
{
    private const int InboxPage = 1000;

    public async ValueTask<long> SendAsync(RunId run, RunCommand command, DateTimeOffset now, CancellationToken ct)
    {
        if (command is not RunCommand.IFromPerson)
        {
            throw new ArgumentException($"{command.GetType().Name} is not a command that people send.", nameof(command));
        }

        var (type, body) = JournalCatalog.Commands.Write(command);
        var key = Guid.NewGuid();
        FaultPoint.Reach("journal.inbox-send.before");
        var id = await _session.RunAsync(async (connection, again) =>
        {
            const string sql =
                """
                WITH sent AS (
                    INSERT INTO baton.inbox(key, run_id, sent_at, type, body) SELECT $3, id, $4, $5, $6 FROM baton.runs WHERE repository = $1 AND run = $2
                    ON CONFLICT DO NOTHING RETURNING id)
                SELECT id, pg_notify('baton', $1) FROM sent
                """;
            await using var send = Command(connection, sql, _repository, run.Value, key, Ticks(now), type, body);
            if (await send.ExecuteScalarAsync() is long sent)
            {
                return sent;
            }

            await using var find = Command(connection, "SELECT id FROM baton.inbox WHERE key = $1", key);
            return again && await find.ExecuteScalarAsync() is long earlier ? earlier : throw NoSuchRun(run);
        }, ct);
        FaultPoint.Reach("journal.inbox-send.after");
        return id;
    }

    public ValueTask<ImmutableArray<InboxEntry>> TakeInboxAsync(RunId run, CancellationToken ct) => _session.RunAsync(async (connection, _) =>
    {
        const string sql =
            """
            SELECT i.id, i.type, i.body FROM baton.inbox i JOIN baton.runs r ON r.id = i.run_id
            WHERE r.repository = $1 AND r.run = $2 AND i.accepted IS NULL ORDER BY i.id LIMIT $3
            """;
        var entries = ImmutableArray.CreateBuilder<InboxEntry>();
        await using var command = Command(connection, sql, _repository, run.Value, InboxPage);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var id = reader.GetInt64(0);
            entries.Add(new(id, JournalCatalog.Commands.Read(run, id, reader.GetString(1), Encoding.UTF8.GetBytes(reader.GetString(2)))));
        }

        return entries.DrainToImmutable();
    }, ct);

    public async ValueTask AnswerAsync(RunId run, long id, bool accepted, string message, CancellationToken ct)
    {
        FaultPoint.Reach("journal.inbox-answer.before");
        await _session.RunAsync(async (connection, _) =>
        {
            const string sql =
                """
                WITH answered AS (
                    UPDATE baton.inbox i SET accepted = $4, message = $5 FROM baton.runs r
                    WHERE r.repository = $1 AND r.run = $2 AND i.run_id = r.id AND i.id = $3 AND i.accepted IS NULL RETURNING i.id)
                SELECT 1, pg_notify('baton', $1) FROM answered
                """;
            await using var command = Command(connection, sql, _repository, run.Value, id, accepted, Text(message));
            return await command.ExecuteScalarAsync() is not null;
        }, ct);
        FaultPoint.Reach("journal.inbox-answer.after");
    }

    public ValueTask<InboxAnswer?> FindAnswerAsync(RunId run, long id, CancellationToken ct) => _session.RunAsync(async (connection, _) =>
    {
        const string sql =
            """
            SELECT i.accepted, i.message FROM baton.inbox i JOIN baton.runs r ON r.id = i.run_id
            WHERE r.repository = $1 AND r.run = $2 AND i.id = $3 AND i.accepted IS NOT NULL
            """;
        await using var command = Command(connection, sql, _repository, run.Value, id);
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? new InboxAnswer(reader.GetBoolean(0), reader.GetString(1)) : null;
    }, ct);
}
