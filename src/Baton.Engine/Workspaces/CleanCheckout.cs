using System.Collections.Immutable;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>A clean work tree of one commit; disposing it removes it, or keeps it for another commit when nothing was run in it.</summary>
public sealed record CleanCheckout : IAsyncDisposable
{
    /// <summary>The file by which git finds its folder.</summary>
    internal const string Pointer = ".git";

    private readonly SpareCheckouts _spares;
    private int _isOver;

    internal CleanCheckout(string folder, string commit, SpareCheckouts spares) => (Folder, Commit, _spares) = (folder, commit, spares);

    /// <summary>The files.</summary>
    public string Path => System.IO.Path.Combine(Folder, "tree");

    public string Commit { get; }

    /// <summary>The commit from which protected paths were restored; null when none were.</summary>
    public string? Base { get; internal init; }

    /// <summary>Protected paths that the commit had changed or deleted and that are as before here.</summary>
    public ImmutableArray<string> Restored { get; internal init; } = [];

    /// <summary>Paths whose objects in the repository are not what their names say; at most five.</summary>
    public ImmutableArray<string> Forged { get; internal init; } = [];

    /// <summary>Whether everything that was done in it was reading; null: nobody said.</summary>
    public bool? WasOnlyRead { get; set; }

    /// <summary>Git and index with which the files can be compared with what was checked out.</summary>
    internal CheckoutSource? Source { get; init; }

    internal string Folder { get; }

    internal string GitDir => System.IO.Path.Combine(Folder, "git");

    internal string Index => System.IO.Path.Combine(GitDir, "index");

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0 && (WasOnlyRead != true || !_spares.TryKeep(this)))
        {
            FolderRemoval.TryRemove(Folder);
        }

        return ValueTask.CompletedTask;
    }
}
