using System.Collections.Immutable;
using System.Globalization;
using Npgsql;

namespace Baton.Engine.Journal.Postgres;

/// <summary>The tables in the schema <c>baton</c>, and how an older version gets them. Times are 100 ns ticks since 1970-01-01 UTC.</summary>
internal static class PostgresSchema
{
    /// <summary>"Batn": one Baton at a time makes or upgrades the tables.</summary>
    private const long UpgradeLock = 0x4261746E;

    /// <summary>Step n leads from version n to n + 1. A step that has been released never changes.</summary>
    private static readonly ImmutableArray<string> Steps =
    [
        """
        CREATE TABLE baton.plans(
            hash  text  NOT NULL PRIMARY KEY,
            bytes bytea NOT NULL);
        CREATE TABLE baton.runs(
            id          bigint NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            repository  text   NOT NULL,
            run         text   NOT NULL,
            plan        text   NOT NULL REFERENCES baton.plans(hash),
            plan_name   text   NOT NULL,
            plan_path   text   NOT NULL,
            created_at  bigint NOT NULL,
            last_seq    bigint NOT NULL,
            fence       bigint NOT NULL DEFAULT 0,
            host        text,
            boot_id     text,
            pid         integer,
            start_ticks bigint,
            since       bigint,
            UNIQUE(repository, run)) WITH (fillfactor = 50);
        CREATE TABLE baton.events(
            run_id bigint NOT NULL REFERENCES baton.runs(id),
            seq    bigint NOT NULL CHECK (seq > 0),
            at     bigint NOT NULL,
            type   text   NOT NULL,
            body   text   NOT NULL,
            PRIMARY KEY(run_id, seq));
        CREATE TABLE baton.inbox(
            id       bigint  NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            key      uuid    NOT NULL UNIQUE,
            run_id   bigint  NOT NULL REFERENCES baton.runs(id),
            sent_at  bigint  NOT NULL,
            type     text    NOT NULL,
            body     text    NOT NULL,
            accepted boolean,
            message  text);
        CREATE INDEX inbox_open ON baton.inbox(run_id, id) WHERE accepted IS NULL;
        """,
        "ALTER TABLE baton.events ADD COLUMN link bytea",
    ];

    /// <summary>The version this program reads and writes.</summary>
    public static int Version => Steps.Length;

    /// <returns>The version of the tables; 0 when there are none.</returns>
    public static async Task<int> ReadVersionAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var look = new NpgsqlCommand("SELECT to_regclass('baton.format') IS NOT NULL", connection);
        if (await look.ExecuteScalarAsync(ct) is not true)
        {
            return 0;
        }

        await using var read = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM baton.format", connection);
        return Convert.ToInt32(await read.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }

    /// <summary>Makes the tables, or brings an older version up to date, in one transaction.</summary>
    public static async Task UpgradeAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        // The lock belongs to the session: the transaction has to begin after it, or it would not see what a faster process made.
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({UpgradeLock})", ct);
        await using (var transaction = await connection.BeginTransactionAsync(ct))
        {
            await StepAsync(connection, ct);
            await transaction.CommitAsync(ct);
        }

        await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({UpgradeLock})", ct);
    }

    private static async Task StepAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var from = await ReadVersionAsync(connection, ct);
        if (from == 0)
        {
            await ExecuteAsync(connection, "CREATE SCHEMA IF NOT EXISTS baton; CREATE TABLE baton.format(version integer NOT NULL PRIMARY KEY)", ct);
        }

        for (var version = from; version < Version; version++)
        {
            await ExecuteAsync(connection, Steps[version], ct);
            await ExecuteAsync(connection, $"INSERT INTO baton.format(version) VALUES({version + 1})", ct);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
