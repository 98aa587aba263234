using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Baton.Engine.Journal;

/// <summary>Says what an error of SQLite means for the journal and what a person can do.</summary>
internal static class SqliteFailure
{
    /// <summary>Less than this is as good as full: SQLite reports some full disks as I/O errors (its shared memory file cannot grow).</summary>
    private const long FullBelowBytes = 64 * 1024;

    public static JournalUnavailableException Translate(SqliteException error, string path, Func<string?>? quickCheck = null)
    {
        var kind = KindOf(error.SqliteErrorCode, path);
        var detail = kind == JournalProblem.Corrupt && quickCheck?.Invoke() is { } found ? $"{error.Message} quick_check: {found}" : error.Message;
        return new JournalUnavailableException(kind, path, $"{Explain(kind, path)} ({detail})", error);
    }

    private static JournalProblem KindOf(int code, string path) => code switch
    {
        SQLITE_FULL => JournalProblem.DiskFull,
        SQLITE_CORRUPT or SQLITE_NOTADB => JournalProblem.Corrupt,
        SQLITE_BUSY or SQLITE_LOCKED or SQLITE_PROTOCOL => JournalProblem.Locked,
        SQLITE_READONLY or SQLITE_CANTOPEN or SQLITE_PERM or SQLITE_AUTH => FreeBytes(path) < FullBelowBytes && code == SQLITE_CANTOPEN
            ? JournalProblem.DiskFull
            : JournalProblem.NotWritable,
        SQLITE_IOERR when FreeBytes(path) < FullBelowBytes => JournalProblem.DiskFull,
        _ => JournalProblem.InputOutput,
    };

    private static string Explain(JournalProblem kind, string path) => kind switch
    {
        JournalProblem.DiskFull => $"The disk that holds the journal {path} is full; nothing of the last write was kept. Free some space, then run it again: it goes on where it was.",
        JournalProblem.Corrupt => $"The journal {path} is damaged. It was left as it is. Restore it from a copy, or move it away together with its -wal and -shm files and start new runs; the work of old ones stays under refs/baton.",
        JournalProblem.Locked => $"Another process holds the journal {path}. Nothing was written. See who has it open (fuser {path}), then try again.",
        JournalProblem.NotWritable => $"The journal {path} cannot be opened for writing. Check the permissions of the file and its folder, and that the file system is not mounted read-only.",
        _ => $"Reading or writing the journal {path} failed. Nothing of the last write is counted on. Check the disk (dmesg), then run it again.",
    };

    private static long FreeBytes(string path)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue;
        }
    }
}
