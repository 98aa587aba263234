using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Baton.Domain.Runs;
using Baton.Engine.Faults;
using Baton.Engine.Journal.Bodies;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Baton.Engine.Journal;

/// <summary>
/// The journal in one SQLite file: write-ahead log, flushed at every commit. Writes run one after the other on the calling thread
/// (a commit takes about as long as the disk's flush) and reads beside them on a connection of their own.
/// </summary>
public sealed partial class SqliteJournalStore : IJournalStore
{
    /// <summary>Events of one read from the file; between two reads neither a lock nor a snapshot is held.</summary>
    private const int PageEvents = 1000;
    private const int PageBytes = 4 * 1024 * 1024;

    private static readonly WritePoint AppendPoint = WritePoint.Named("journal.append");

    private readonly JournalDatabase _writer;
    private readonly JournalDatabase _reader;
    private readonly WakeFile _wake;
    private readonly JournalWatch _watch;
    private volatile bool _disposed;

    private SqliteJournalStore(JournalDatabase writer, JournalDatabase reader, TimeProvider time)
    {
        _writer = writer;
        _reader = reader;
        var folder = Path.GetDirectoryName(writer.Path)!;
        _wake = new WakeFile(folder, time);
        _watch = new JournalWatch(folder, time, TryReadVersion);
    }

    /// <summary>Opens a journal that exists; <see cref="JournalFiles.OpenAsync"/> finds and makes it.</summary>
    /// <param name="busyTimeout">How long a write waits for another process's write; null: 5 seconds.</param>
    /// <exception cref="JournalUnavailableException">It is absent, damaged, of a newer version, or cannot be written.</exception>
    public static SqliteJournalStore Open(string path, TimeProvider time, TimeSpan? busyTimeout = null)
    {
        var wait = busyTimeout ?? TimeSpan.FromSeconds(5);
        JournalDatabase? writer = null;
        JournalDatabase? reader = null;
        try
        {
            writer = JournalDatabase.Open(Path.GetFullPath(path), create: false, wait);
            JournalSchema.Prepare(writer);
            reader = JournalDatabase.Open(writer.Path, create: false, wait);
            return new SqliteJournalStore(writer, reader, time);
        }
        catch (Exception e)
        {
            reader?.Dispose();
            writer?.Dispose();
            throw e is SqliteException failed ? SqliteFailure.Translate(failed, path) : e;
        }
    }

    public ValueTask<AppendOutcome> AppendAsync(RunId run, long fence, long expectedSeq, ImmutableArray<RunEvent> events, DateTimeOffset now, CancellationToken ct) =>
        AppendAsync(run, fence, expectedSeq, events, [], now, ct);

    public async ValueTask<AppendOutcome> AppendAsync(
        RunId run, long fence, long expectedSeq, ImmutableArray<RunEvent> events, ImmutableArray<CommandAnswer> answers, DateTimeOffset now, CancellationToken ct)
    {
        var rows = new (string Type, string Body)[events.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = JournalCatalog.Events.Write(events[i]);
        }

        return await WriteAsync<AppendOutcome>(AppendPoint, db =>
        {
            var holder = db.QueryNumber("SELECT fence FROM leases WHERE run = ?1 AND host IS NOT NULL", run.Value);
            if (holder != fence)
            {
                return new AppendOutcome.OwnershipLost();
            }

            var last = LastSeq(db, run);
            if (last != expectedSeq)
            {
                return new AppendOutcome.VersionConflict(last);
            }

            InsertEvents(db, run, last, LinkOf(db, run, last), rows, now);
            InsertAnswers(db, run, answers);
            return new AppendOutcome.Appended(last + rows.Length);
        }, ct);
    }

    public async IAsyncEnumerable<RecordedEvent> ReadAsync(RunId run, long afterSeq, [EnumeratorCancellation] CancellationToken ct)
    {
        var chain = new EventChain(run, _reader.Path);
        chain.StartAfter(afterSeq, afterSeq == 0 ? null : await ReadAsync(db => LinkOf(db, run, afterSeq), ct));
        var pages = new PagedEvents(run, async (after, page) => await ReadAsync(db => ReadPage(db, run, after, chain, page), ct));
        await foreach (var recorded in pages.AfterAsync(afterSeq))
        {
            yield return recorded;
        }
    }

    public IDisposable OnChange(Action wake) => _watch.Subscribe(wake);

    /// <summary>Waits for the write under way, tells other processes the last news, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _watch.Dispose();
        await _reader.Gate.WaitAsync();
        await _writer.Gate.WaitAsync();
        _wake.Dispose();
        _reader.Dispose();
        _writer.Dispose();
        _reader.Gate.Release();
        _writer.Gate.Release();
    }

    private static long LastSeq(JournalDatabase db, RunId run) =>
        db.QueryNumber("SELECT seq FROM events WHERE run = ?1 ORDER BY seq DESC LIMIT 1", run.Value) ?? 0;

    /// <param name="link">The link of the event before; null when it has none.</param>
    private static void InsertEvents(JournalDatabase db, RunId run, long after, byte[]? link, ReadOnlySpan<(string Type, string Body)> rows, DateTimeOffset now)
    {
        var seq = after;
        var before = link ?? EventLink.Start(run);
        foreach (var (type, body) in rows)
        {
            seq++;
            before = EventLink.Next(before, seq, Ticks(now), type, body);
            db.Execute("INSERT INTO events(run, seq, at, type, body, link) VALUES(?1, ?2, ?3, ?4, ?5, ?6)", run.Value, seq, Ticks(now), type, body, before);
            if (seq == after + 1 && rows.Length > 1)
            {
                FaultPoint.Reach("journal.append.partly");
            }
        }
    }

    private static byte[]? LinkOf(JournalDatabase db, RunId run, long seq)
    {
        using var reader = db.Query("SELECT link FROM events WHERE run = ?1 AND seq = ?2", run.Value, seq);
        return reader.Read() ? Link(reader, 0) : null;
    }

    private static byte[]? Link(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);

    /// <returns>How many events were read.</returns>
    private static int ReadPage(JournalDatabase db, RunId run, long after, EventChain chain, EventPage page)
    {
        using var reader = db.Query("SELECT seq, at, type, body, link FROM events WHERE run = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3", run.Value, after, PageEvents);
        var names = new KnownTexts();
        while (page.Length < PageBytes && reader.Read())
        {
            var row = reader.Handle;
            var (seq, at) = (raw.sqlite3_column_int64(row, 0), raw.sqlite3_column_int64(row, 1));
            var type = Utf8(reader, 2);
            var body = Utf8(reader, 3);
            chain.Check(seq, at, type, body, raw.sqlite3_column_type(row, 4) != raw.SQLITE_NULL, raw.sqlite3_column_blob(row, 4));
            page.Add(seq, Time(at), names.Find(type) ?? reader.GetString(2), body);
        }

        return page.Count;
    }

    /// <summary>The text of a column as SQLite holds it, without a copy; valid until the reader moves on.</summary>
    private static ReadOnlySpan<byte> Utf8(SqliteDataReader reader, int column) => raw.sqlite3_column_blob(reader.Handle, column);

    private static long Ticks(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks;

    private static DateTimeOffset Time(long ticks) => DateTimeOffset.UnixEpoch.AddTicks(ticks);

    /// <summary>One transaction: all of <paramref name="work"/> is on disk afterwards, or nothing.</summary>
    private async ValueTask<T> WriteAsync<T>(WritePoint point, Func<JournalDatabase, T> work, CancellationToken ct)
    {
        await EnterAsync(_writer, ct);
        try
        {
            FaultPoint.Reach(point.Before);
            _writer.Begin();
            var result = work(_writer);
            FaultPoint.Reach(point.Within);
            _writer.Commit();
            FaultPoint.Reach(point.After);
            _wake.Touch();
            return result;
        }
        catch (SqliteException e)
        {
            throw Unavailable(_writer, e);
        }
        finally
        {
            _writer.RollBackIfOpen();
            _writer.Gate.Release();
        }
    }

    private async ValueTask<T> ReadAsync<T>(Func<JournalDatabase, T> work, CancellationToken ct)
    {
        await EnterAsync(_reader, ct);
        try
        {
            return work(_reader);
        }
        catch (SqliteException e)
        {
            throw Unavailable(_reader, e);
        }
        finally
        {
            _reader.Gate.Release();
        }
    }

    /// <summary>The caller gives the gate back, unless this throws.</summary>
    private async ValueTask EnterAsync(JournalDatabase db, CancellationToken ct)
    {
        await db.Gate.WaitAsync(ct);
        if (_disposed)
        {
            db.Gate.Release();
            throw new ObjectDisposedException(nameof(SqliteJournalStore), $"The journal {db.Path} is closed.");
        }
    }

    private static JournalUnavailableException Unavailable(JournalDatabase db, SqliteException e) => SqliteFailure.Translate(e, db.Path, () => QuickCheck(db));

    /// <summary>What SQLite finds wrong with the file, at most ten lines; null when it cannot even look.</summary>
    private static string? QuickCheck(JournalDatabase db)
    {
        try
        {
            using var reader = db.Query("PRAGMA quick_check(10)");
            var found = new List<string>();
            while (reader.Read())
            {
                found.Add(reader.GetString(0));
            }

            return string.Join("; ", found);
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    /// <summary>Changes when any connection but the reader committed. Null while the reader is busy or the store is being closed.</summary>
    private long? TryReadVersion()
    {
        if (!_reader.Gate.Wait(0))
        {
            return null;
        }

        try
        {
            return _disposed ? null : _reader.QueryNumber("PRAGMA data_version");
        }
        catch (SqliteException)
        {
            return null;
        }
        finally
        {
            _reader.Gate.Release();
        }
    }

    /// <summary>The moments of one kind of write at which the process may die.</summary>
    private sealed record WritePoint(string Before, string Within, string After)
    {
        public static WritePoint Named(string name) => new($"{name}.before", $"{name}.within", $"{name}.after");
    }
}
