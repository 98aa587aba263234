using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Baton.Engine.Journal;

/// <summary>One connection with its prepared statements. Used by whoever holds <see cref="Gate"/>, by nobody else.</summary>
internal sealed class JournalDatabase : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _statements = [];

    private JournalDatabase(string path, SqliteConnection connection)
    {
        Path = path;
        _connection = connection;
    }

    public string Path { get; }

    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <param name="create">Makes an empty file when there is none; otherwise its absence is an error.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static JournalDatabase Open(string path, bool create, TimeSpan busyTimeout)
    {
        SqliteLibrary.Describe();
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
            ForeignKeys = true,

            // SQLite itself waits for locks (busy_timeout); the shortest limit here keeps the provider from starting that wait again and again.
            DefaultTimeout = 1,
        };
        var database = new JournalDatabase(path, new SqliteConnection(settings.ToString()));
        try
        {
            database._connection.Open();
            database.RunScript($"PRAGMA busy_timeout = {(long)busyTimeout.TotalMilliseconds}; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Several statements without parameters, not kept.</summary>
    public void RunScript(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement with <c>?1</c>, <c>?2</c>, ... and returns how many rows it changed. The text must be a constant: it is kept prepared.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <summary>As <see cref="Execute"/>, for a statement with rows; the reader must be disposed before the gate is given back.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteReader();

    /// <summary>The first column of the first row; null when there is no row or it holds null.</summary>
    public long? QueryNumber(string sql, params ReadOnlySpan<object?> values)
    {
        using var reader = Query(sql, values);
        return reader.Read() && !reader.IsDBNull(0) ? reader.GetInt64(0) : null;
    }

    /// <summary>Takes the only write lock of the file; other processes' readers go on.</summary>
    public void Begin() => Execute("BEGIN IMMEDIATE");

    /// <summary>Returns when the transaction is on disk; one without changes costs no disk access.</summary>
    public void Commit() => Execute("COMMIT");

    /// <summary>Undoes what was not committed; SQLite may have done so itself after an error.</summary>
    public void RollBackIfOpen()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            Execute("ROLLBACK");
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!_statements.TryGetValue(sql, out var command))
        {
            command = CreateCommand(sql, values.Length);
            _statements.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    private SqliteCommand CreateCommand(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"?{i}" });
        }

        return command;
    }
}
