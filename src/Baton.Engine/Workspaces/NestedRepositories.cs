using System.Collections.Immutable;
using Baton.Engine.Faults;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>
/// Repositories that an attempt made inside its worktree. git would record them as a bare commit id and lose the files, so their git
/// folders are moved beside the worktree (where they are kept) and the files are captured like all others.
/// </summary>
internal sealed class NestedRepositories(WorktreePlace place)
{
    /// <summary>Paths that are recorded as repositories in the index, were not so in the base and are no declared submodules.</summary>
    public IEnumerable<string> Recorded(ImmutableArray<RawChange> changes)
    {
        var found = changes.Where(c => c.NewMode == RawChange.Gitlink && c.OldMode != RawChange.Gitlink).Select(c => c.Path).ToArray();
        return found.Length == 0 ? found : found.Except(DeclaredSubmodules());
    }

    /// <summary>Moves the git folder of the repository at the path away.</summary>
    /// <returns>False when there is none.</returns>
    public bool Unwrap(string path)
    {
        var git = Path.Combine(place.Folder, path, ".git");
        if (!Path.Exists(git))
        {
            return false;
        }

        Directory.CreateDirectory(place.Nested);
        var name = RefNames.Safe(path);
        var target = Enumerable.Range(0, int.MaxValue).Select(n => Path.Combine(place.Nested, n == 0 ? name : $"{name}~{n}")).First(p => !Path.Exists(p));
        FaultPoint.Reach("file.nested-git.before");
        if (File.Exists(git))
        {
            File.Move(git, target);
        }
        else
        {
            Directory.Move(git, target);
        }

        FaultPoint.Reach("file.nested-git.after");
        return true;
    }

    /// <summary>Whether files lie there without a git folder: an earlier capture moved it.</summary>
    public bool IsUnwrapped(string path)
    {
        var folder = Path.Combine(place.Folder, path);
        return Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !Path.Exists(Path.Combine(folder, ".git"));
    }

    /// <summary>What to tell about those that were moved, also by an earlier capture; null when there are none.</summary>
    public string? Describe() => Directory.Exists(place.Nested)
        ? $"The attempt made git repositories inside its worktree ({string.Join(", ", Directory.EnumerateFileSystemEntries(place.Nested).Select(Path.GetFileName))}); their files were captured, their git folders are kept in {place.Nested}."
        : null;

    private IEnumerable<string> DeclaredSubmodules()
    {
        var file = Path.Combine(place.Folder, ".gitmodules");
        return PlainFile.Exists(file)
            ? File.ReadLines(file).Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries)).Where(pair => pair is ["path", _]).Select(pair => pair[1])
            : [];
    }
}
