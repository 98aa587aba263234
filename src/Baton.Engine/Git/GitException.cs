namespace Baton.Engine.Git;

/// <summary>Why git could not do what was asked.</summary>
public enum GitFailure
{
    /// <summary>git ran and refused; the message holds what it said.</summary>
    Failed,

    /// <summary>No git program was found.</summary>
    Missing,

    /// <summary>The git found lacks a command that Baton needs.</summary>
    TooOld,
    NotARepository,
    NoCommits,
    Bare,
    DubiousOwnership,
    UnknownRevision,
    TimedOut,

    /// <summary>Another process held the repository's lock for too long.</summary>
    Locked,

    /// <summary>Baton's state folder cannot be used.</summary>
    StateFolder,

    /// <summary>Objects of a commit are not what their names say; the message names them and tells how to get them back.</summary>
    Damaged,
}

/// <summary>git or a git repository cannot be used; the message says what to do.</summary>
public sealed class GitException(GitFailure kind, string message, Exception? cause = null) : Exception(message, cause)
{
    public GitFailure Kind { get; } = kind;
}
