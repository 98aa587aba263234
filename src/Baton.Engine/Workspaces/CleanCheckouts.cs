using System.Collections.Immutable;
using System.Security.Cryptography;
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
    private readonly SpareCheckouts _spares = new();
    private FileStream? _alive;

    public CleanCheckouts(GitRepository repository)
    {
        _repository = repository;
        _root = RootOf(repository);
    }

    /// <summary>Packs that did not change since then are believed without being read; null: none is.</summary>
    public DateTimeOffset? BelievedUntil { get; init; }

    /// <summary>Files that every checkout gets beside those of its commit.</summary>
    public CopiedFiles Copied { get; init; } = CopiedFiles.None;

    internal static string RootOf(GitRepository repository) => Path.Combine(repository.StateFolder, "checkouts");

    /// <summary>A detached work tree of the commit, with protected files as they are in <paramref name="protectBase"/>.</summary>
    /// <param name="protectBase">The commit to take protected files from; null: nothing is restored.</param>
    /// <param name="protect">Globs of protected files.</param>
    /// <param name="mayChange">Globs of files that the work was allowed to change although they are protected.</param>
    public async Task<CleanCheckout> CreateAsync(string commit, string? protectBase, ImmutableArray<string> protect, ImmutableArray<string> mayChange, CancellationToken ct)
    {
        await OpenAsync(ct);
        var checkout = new CleanCheckout(Path.Combine(_root, _name, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))), commit, _spares) { Base = protectBase };
        try
        {
            _repository.Own.CopyTo(checkout.GitDir, commit);
            await _spares.GiveToAsync(checkout, _repository.Own, ct);
            Directory.CreateDirectory(checkout.Path);
            await File.WriteAllTextAsync(Path.Combine(checkout.Path, CleanCheckout.Pointer), $"gitdir: {checkout.GitDir}\n", ct);
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
        if (_alive is null)
        {
            return;
        }

        _alive.Dispose();
        FolderRemoval.TryRemove(Path.Combine(_root, _name));
        File.Delete(LockOf(_name));
    }

    private async Task<CleanCheckout> FillAsync(CleanCheckout checkout, string? protectBase, ProtectedPaths protectedPaths, CancellationToken ct)
    {
        var own = _repository.Own;
        var audit = new ObjectAudit(_repository, BelievedUntil).FindForgedAsync(protectBase is null ? [checkout.Commit] : [checkout.Commit, protectBase], ct);
        var fill = GitProcess.RunAsync(own.Command(checkout.Path, checkout.Index, ["read-tree", "--reset", "-u", "--no-recurse-submodules", checkout.Commit]) with { Effect = "checkout-fill" }, ct);
        var (forged, filled) = (await audit, await fill);
        if (!forged.IsEmpty || !filled.Succeeded)
        {
            return forged.IsEmpty ? throw new GitException(GitFailure.Failed, $"The commit {checkout.Commit} cannot be checked out: {GitErrors.Quote(filled)}") : checkout with { Forged = forged };
        }

        var submodules = new CheckoutSubmodules(Path.Combine(checkout.Folder, "modules"), checkout.Commit.Length == 64);
        await submodules.FillAsync(own, _repository.CommonDir, _repository.Root, checkout.Commit, checkout.Path, "", ct);
        if (submodules.Forged.Count > 0)
        {
            return checkout with { Forged = [.. submodules.Forged.Take(5)] };
        }

        var changed = protectBase is null ? [] : await protectedPaths.FindAsync(protectBase, checkout.Commit, ct);
        if (!changed.IsEmpty)
        {
            await protectedPaths.RestoreAsync(checkout.Path, checkout.Index, protectBase!, changed, ct);
        }

        Copied.WriteTo(checkout.Path);
        return checkout with
        {
            Restored = [.. changed.Select(RawChange.ToText)],
            Source = new CheckoutSource(own, await File.ReadAllBytesAsync(checkout.Index, ct), File.GetLastWriteTimeUtc(checkout.Index)),
        };
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
