using System.Globalization;
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

    /// <summary>Whether git would do more than this does: another format of refs, or settings that every work tree has a copy of.</summary>
    public static bool IsGits(string commonDir) => LooseRefs.HasOtherFormat(commonDir) || Path.Exists(Path.Combine(commonDir, "config.worktree"));

    /// <summary>
    /// Makes an empty work tree of a branch as <c>git worktree add --no-checkout</c> does (git-worktree, section DETAILS), which would start three processes.
    /// Locked until it is whole, so that nobody prunes it.
    /// </summary>
    /// <param name="branch">Short name; it exists.</param>
    /// <returns>The record.</returns>
    public static string Create(string commonDir, string folder, string branch)
    {
        FaultPoint.Reach("git.worktree-record.before");
        var admin = MakeNamed(Directory.CreateDirectory(Path.Combine(commonDir, "worktrees")).FullName, Path.GetFileName(folder));
        File.WriteAllText(Path.Combine(admin, "locked"), "initializing");
        File.WriteAllText(Path.Combine(admin, "gitdir"), Path.Combine(folder, ".git") + "\n");
        File.WriteAllText(Path.Combine(admin, "commondir"), "../..\n");
        File.WriteAllText(Path.Combine(admin, "HEAD"), $"ref: refs/heads/{branch}\n");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, ".git"), $"gitdir: {admin}\n");
        File.Delete(Path.Combine(admin, "locked"));
        FaultPoint.Reach("git.worktree-record.after");
        return admin;
    }

    /// <summary>The repository is locked by whoever makes work trees here; of others the first free name keeps clear.</summary>
    private static string MakeNamed(string records, string name)
    {
        var path = Enumerable.Range(0, int.MaxValue).Select(n => Path.Combine(records, n == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}{n}"))).First(p => !Path.Exists(p));
        return Directory.CreateDirectory(path).FullName;
    }

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

    /// <summary>Null when the record does not name a path.</summary>
    private static string? FolderOf(string admin) =>
        PlainFile.TryRead(Path.Combine(admin, "gitdir"))?.TrimEnd('\n') is { Length: > 0 } pointer && !pointer.Contains('\0', StringComparison.Ordinal) ? Path.GetDirectoryName(Path.GetFullPath(pointer, admin)) : null;
}
