using System.Collections.Immutable;

namespace Baton.Engine.Journal;

/// <summary>The tables, and how a file of an older version gets them. Times are 100 ns ticks since 1970-01-01 UTC.</summary>
internal static class JournalSchema
{
    /// <summary>"Batn": tells <c>file</c> and Baton itself whose database this is.</summary>
    private const int ApplicationId = 0x4261746E;

    /// <summary>Step n leads from version n to n + 1. A step that has been released never changes.</summary>
    private static readonly ImmutableArray<string> Steps =
    [
        """
        CREATE TABLE plans(
            hash  TEXT NOT NULL PRIMARY KEY,
            bytes BLOB NOT NULL);
        CREATE TABLE runs(
            run        TEXT    NOT NULL PRIMARY KEY,
            plan       TEXT    NOT NULL REFERENCES plans(hash),
            plan_name  TEXT    NOT NULL,
            plan_path  TEXT    NOT NULL,
            created_at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE events(
            run  TEXT    NOT NULL REFERENCES runs(run),
            seq  INTEGER NOT NULL CHECK (seq > 0),
            at   INTEGER NOT NULL,
            type TEXT    NOT NULL,
            body TEXT    NOT NULL,
            PRIMARY KEY(run, seq)) WITHOUT ROWID;
        CREATE TABLE leases(
            run         TEXT    NOT NULL PRIMARY KEY REFERENCES runs(run),
            fence       INTEGER NOT NULL,
            host        TEXT,
            boot_id     TEXT,
            pid         INTEGER,
            start_ticks INTEGER,
            since       INTEGER) WITHOUT ROWID;
        CREATE TABLE inbox(
            id       INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            run      TEXT    NOT NULL REFERENCES runs(run),
            sent_at  INTEGER NOT NULL,
            type     TEXT    NOT NULL,
            body     TEXT    NOT NULL,
            accepted INTEGER,
            message  TEXT);
        CREATE INDEX inbox_open ON inbox(run, id) WHERE accepted IS NULL;
        """,
        "ALTER TABLE events ADD COLUMN link BLOB",
    ];

    /// <summary>The version this program reads and writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>Makes the tables in a new, empty file.</summary>
    public static void Create(JournalDatabase database)
    {
        database.RunScript($"PRAGMA application_id = {ApplicationId}; PRAGMA journal_mode = WAL;");
        Upgrade(database);
    }

    /// <summary>Checks whose file it is and brings an older version up to date.</summary>
    /// <exception cref="JournalUnavailableException">It is not a journal, or a newer Baton's.</exception>
    public static void Prepare(JournalDatabase database)
    {
        if (database.QueryNumber("PRAGMA application_id") != ApplicationId)
        {
            throw new JournalUnavailableException(JournalProblem.NotAJournal, database.Path,
                $"{database.Path} is a database, but not Baton's journal. It was left as it is. Move it away, then try again.");
        }

        var version = database.QueryNumber("PRAGMA user_version");
        if (version > Version)
        {
            throw new JournalUnavailableException(JournalProblem.NewerVersion, database.Path,
                $"The journal {database.Path} has version {version}; this Baton reads up to {Version}. It was left as it is. Update Baton.");
        }

        if (version < Version)
        {
            Upgrade(database);
        }

        RequireWal(database);
    }

    private static void Upgrade(JournalDatabase database)
    {
        database.Begin();
        try
        {
            // Another process may have been faster.
            for (var version = (int)database.QueryNumber("PRAGMA user_version")!.Value; version < Version; version++)
            {
                database.RunScript(Steps[version]);
                database.RunScript($"PRAGMA user_version = {version + 1}");
            }

            database.Commit();
        }
        finally
        {
            database.RollBackIfOpen();
        }
    }

    private static void RequireWal(JournalDatabase database)
    {
        using var reader = database.Query("PRAGMA journal_mode = WAL");
        reader.Read();
        if (!reader.GetString(0).Equals("wal", StringComparison.OrdinalIgnoreCase))
        {
            throw new JournalUnavailableException(JournalProblem.InputOutput, database.Path,
                $"The file system of {database.Path} cannot hold a write-ahead log (network file systems often cannot). Keep the repository on a local disk.");
        }
    }
}
