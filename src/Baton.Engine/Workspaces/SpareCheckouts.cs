using System.Collections.Concurrent;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>
/// Checkouts in which no program was run, kept for the next commit: git then writes only the files that differ. Before one is used again it is looked at from top to
/// bottom, so that it is as clean as a new one. Thread-safe.
/// </summary>
internal sealed class SpareCheckouts
{
    /// <summary>Each may be as large as the repository.</summary>
    private const int Most = 2;

    private readonly ConcurrentStack<CleanCheckout> _kept = new();

    /// <returns>False when it is not to be kept; the caller removes it.</returns>
    public bool TryKeep(CleanCheckout checkout)
    {
        if (_kept.Count >= Most || checkout is not { Restored.IsEmpty: true, Forged.IsEmpty: true, Source: not null })
        {
            return false;
        }

        _kept.Push(checkout);
        return true;
    }

    /// <summary>Puts the files and the index of a kept checkout into the place of a new one, which has none yet.</summary>
    /// <remarks>git writes a file that both commits have only once, so attributes, by which it writes them, have to be the same.</remarks>
    public async Task GiveToAsync(CleanCheckout checkout, OwnGit git, CancellationToken ct)
    {
        while (_kept.TryPop(out var spare))
        {
            var isClean = spare.Source!.Read?.Attributes.SequenceEqual(await AttributesAsync(checkout.Commit, git, ct)) == true
                && spare.Source.Read.IsAllThereIs(spare.Path, FileTime.Of(spare.Source.Time), CleanCheckout.Pointer);
            if (isClean)
            {
                Directory.Move(spare.Path, checkout.Path);
                File.WriteAllBytes(checkout.Index, spare.Source.Index);
                File.SetLastWriteTimeUtc(checkout.Index, spare.Source.Time);
            }

            FolderRemoval.TryRemove(spare.Folder);
            if (isClean)
            {
                return;
            }
        }
    }

    private static async Task<IEnumerable<(string Path, string Id)>> AttributesAsync(string commit, OwnGit git, CancellationToken ct)
    {
        try
        {
            var all = await git.Trees.ListAsync(await git.TreeOfAsync(commit, ct), ct);
            return all.Where(e => !e.Entry.IsFolder && TreeEntry.IsAttributes(e.Entry.Name)).Select(e => (RawChange.ToText(e.Path), e.Entry.Id));
        }
        catch (GitException)
        {
            return [("", commit)];
        }
    }
}
