using System.Collections.Immutable;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>
/// Makes clean work trees of commits for validators, under the state folder. One per process; what a dead process left is removed when
/// the first checkout is made. Thread-safe.
/// </summary>
public sealed class CleanCheckouts : IDisposable
{
    private readonly GitRepository _repository;
    private readonly string _root;
    private readonly string _name = Guid.NewGuid().ToString("n")[..12];
    private readonly Lock _gate = new();
    private FileStream? _alive;
    private int _made;

    public CleanCheckouts(GitRepository repository)
    {
        _repository = repository;
        _root = RootOf(repository);
    }

    internal static string RootOf(GitRepository repository) => Path.Combine(repository.StateFolder, "checkouts");

    /// <summary>A detached work tree of the commit, with protected files as they are in <paramref name="protectBase"/>.</summary>
    /// <param name="protectBase">The commit to take protected files from; null: nothing is restored.</param>
    /// <param name="protect">Globs of protected files.</param>
    /// <param name="mayChange">Globs of files that the work was allowed to change although they are protected.</param>
    public async Task<CleanCheckout> CreateAsync(string commit, string? protectBase, ImmutableArray<string> protect, ImmutableArray<string> mayChange, CancellationToken ct)
    {
        await OpenAsync(ct);
        var folder = Path.Combine(_root, _name, $"{Interlocked.Increment(ref _made)}");
        var checkout = new CleanCheckout(_repository, folder, commit);
        try
        {
            using (await _repository.Lock.TakeAsync(ct))
            {
                var add = _repository.Command(["worktree", "add", "--no-checkout", "--detach", "-q", folder, commit]) with { Effect = "checkout-add" };
                await GitProcess.RequireAsync(add, ct);
            }

            return await FillAsync(checkout, protectBase, new ProtectedPaths(_repository, protect, mayChange), ct);
        }
        catch
        {
            await checkout.DisposeAsync();
            throw;
        }
    }

    public void Dispose()
    {
        _alive?.Dispose();
        FolderRemoval.TryRemove(Path.Combine(_root, _name));
        File.Delete(LockOf(_name));
    }

    private static async Task<CleanCheckout> FillAsync(CleanCheckout checkout, string? protectBase, ProtectedPaths protectedPaths, CancellationToken ct)
    {
        var fill = GitProcess.RequireAsync(new GitCommand(checkout.Path, ["reset", "--hard", "-q", "--no-recurse-submodules"]) { Effect = "checkout-fill" }, ct);
        ImmutableArray<string> changed;
        try
        {
            changed = protectBase is null ? [] : await protectedPaths.FindAsync(protectBase, checkout.Commit, ct);
        }
        finally
        {
            await fill;
        }

        if (!changed.IsEmpty)
        {
            await ProtectedPaths.RestoreAsync(checkout.Path, protectBase!, changed, ct);
        }

        return checkout with { Restored = [.. changed.Select(ProtectedPaths.ToText)] };
    }

    private async Task OpenAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_alive is not null)
            {
                return;
            }

            Directory.CreateDirectory(Path.Combine(_root, _name));
            _alive = RepositoryLock.TryOpen(LockOf(_name));
        }

        using (await _repository.Lock.TakeAsync(ct))
        {
            RemoveLeftovers(_repository);
        }
    }

    /// <summary>Folders of checkouts whose process is gone.</summary>
    internal static IEnumerable<string> Leftovers(GitRepository repository)
    {
        var root = RootOf(repository);
        foreach (var folder in Directory.Exists(root) ? Directory.GetDirectories(root) : [])
        {
            using var free = RepositoryLock.TryOpen(folder + ".lock");
            if (free is not null)
            {
                yield return folder;
            }
        }
    }

    internal static void RemoveLeftovers(GitRepository repository)
    {
        foreach (var folder in Leftovers(repository).ToArray())
        {
            foreach (var (admin, path) in WorktreeRegistration.All(repository.CommonDir).ToArray())
            {
                if (GitState.IsInside(path, folder))
                {
                    WorktreeRegistration.Drop(admin);
                }
            }

            if (FolderRemoval.TryRemove(folder))
            {
                File.Delete(folder + ".lock");
            }
        }
    }

    private string LockOf(string name) => Path.Combine(_root, name + ".lock");
}
