using System.Collections.Immutable;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>A clean work tree of one commit; disposing it removes it.</summary>
public sealed record CleanCheckout : IAsyncDisposable
{
    private readonly GitRepository _repository;

    internal CleanCheckout(GitRepository repository, string path, string commit) => (_repository, Path, Commit) = (repository, path, commit);

    public string Path { get; }

    public string Commit { get; }

    /// <summary>Protected paths that the commit had changed or deleted and that are as before here.</summary>
    public ImmutableArray<string> Restored { get; internal init; } = [];

    public async ValueTask DisposeAsync()
    {
        using (await _repository.Lock.TakeAsync(CancellationToken.None))
        {
            if (WorktreeRegistration.Find(_repository.CommonDir, Path) is { } admin)
            {
                WorktreeRegistration.Drop(admin);
            }
        }

        FolderRemoval.TryRemove(Path);
    }
}
