using Baton.Domain.Runs;

namespace Baton.Engine.Journal;

/// <summary>Why a journal cannot be used.</summary>
public enum JournalProblem
{
    /// <summary>There is none.</summary>
    Missing,

    /// <summary>The folder is not the top of a git work tree.</summary>
    NoRepository,

    /// <summary>The file is something else.</summary>
    NotAJournal,

    /// <summary>A newer Baton wrote it.</summary>
    NewerVersion,

    /// <summary>The file or its folder cannot be opened or written.</summary>
    NotWritable,

    DiskFull,

    /// <summary>The file is damaged.</summary>
    Corrupt,

    /// <summary>Another process held it for too long.</summary>
    Locked,

    /// <summary>The disk or file system failed.</summary>
    InputOutput,

    /// <summary>The database server does not answer.</summary>
    Unreachable,

    /// <summary>The database server does not flush its writes to disk.</summary>
    NotDurable,

    /// <summary>The address of the database cannot be read.</summary>
    BadAddress,
}

/// <summary>The journal cannot be used now; the message says what to do. Nothing that was in it has been changed.</summary>
public sealed class JournalUnavailableException(JournalProblem kind, string path, string message, Exception? inner = null) : Exception(message, inner)
{
    public JournalProblem Kind { get; } = kind;

    /// <summary>The file, folder or database (without its password) it is about.</summary>
    public string Path { get; } = path;
}

/// <summary>The journal holds an entry of a kind that this program does not know. It is never skipped: the run stops here.</summary>
public sealed class UnknownEventException(RunId run, long seq, string type)
    : Exception($"Entry {seq} of run {run} is a '{type}', which this Baton does not know: it was written by a newer Baton. Update Baton, then run it again.")
{
    public RunId Run { get; } = run;

    /// <summary>The event's sequence number, or the command's number in the inbox.</summary>
    public long Seq { get; } = seq;

    public string Type { get; } = type;
}

/// <summary>The body of an entry does not fit the name it is kept under. It is never guessed: the run stops here.</summary>
public sealed class UnreadableEventException(RunId run, long seq, string type, Exception inner)
    : Exception(
        $"Entry {seq} of run {run} ('{type}') cannot be read: {inner.Message} Either a newer Baton wrote it (update Baton) " +
        "or the journal was changed by hand or damaged (restore .baton/journal.db from a copy).", inner)
{
    public RunId Run { get; } = run;
    public long Seq { get; } = seq;
    public string Type { get; } = type;
}
