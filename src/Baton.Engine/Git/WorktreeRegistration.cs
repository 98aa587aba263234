using Baton.Engine.Faults;

namespace Baton.Engine.Git;

/// <summary>git's own records of linked work trees, <c>worktrees/*</c> in the common folder (see gitrepository-layout).</summary>
internal static class WorktreeRegistration
{
    /// <summary>Every record that names a folder, half-made ones included.</summary>
    public static IEnumerable<(string Admin, string Folder)> All(string commonDir)
    {
        var records = Path.Combine(commonDir, "worktrees");
        foreach (var admin in Directory.Exists(records) ? Directory.GetDirectories(records) : [])
        {
            if (FolderOf(admin) is { } folder)
            {
                yield return (admin, folder);
            }
        }
    }

    /// <summary>The record of the work tree at this path; null when git knows none.</summary>
    public static string? Find(string commonDir, string folder) => Named(commonDir, folder) ?? All(commonDir).FirstOrDefault(r => r.Folder == folder).Admin;

    /// <summary>Forgets a work tree; only the record goes. The pointer goes first, so that git never sees a record in pieces.</summary>
    public static void Drop(string admin)
    {
        FaultPoint.Reach("git.worktree-drop.before");
        File.Delete(Path.Combine(admin, "gitdir"));
        FolderRemoval.Remove(admin);
        FaultPoint.Reach("git.worktree-drop.after");
    }

    /// <summary>What the work tree itself says, if its record agrees.</summary>
    private static string? Named(string commonDir, string folder)
    {
        var file = Path.Combine(folder, ".git");
        var admin = PlainFile.TryRead(file) is { } text && text.StartsWith("gitdir: ", StringComparison.Ordinal)
            ? text["gitdir: ".Length..].Trim()
            : null;
        return admin is not null && Path.GetDirectoryName(admin) == Path.Combine(commonDir, "worktrees") && Directory.Exists(admin) && FolderOf(admin) == folder ? admin : null;
    }

    private static string? FolderOf(string admin) =>
        PlainFile.TryRead(Path.Combine(admin, "gitdir"))?.TrimEnd('\n') is { Length: > 0 } pointer ? Path.GetDirectoryName(Path.GetFullPath(pointer, admin)) : null;
}
