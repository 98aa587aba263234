using System.IO.Enumeration;

namespace Baton.Engine.Git;

/// <summary>
/// Named pipes and devices in the place of files that git opens by name. git would wait for ever for somebody to write to them. They hold no work
/// and are removed; sockets stay, because opening one fails at once.
/// </summary>
internal static class StrayPipes
{
    /// <summary>No more entries of one folder are looked at; git's time limit is there for the rest.</summary>
    private const int MaxEntries = 200_000;

    private static readonly string[] ReadFromTree = [".git", ".gitignore", ".gitattributes", ".gitmodules"];

    /// <summary>Removes what lies at this path if it is one.</summary>
    public static bool Remove(string path)
    {
        if (!PlainFile.IsPipeOrDevice(path))
        {
            return false;
        }

        File.Delete(path);
        return true;
    }

    /// <summary>Removes all of them from a git folder, links not followed.</summary>
    /// <returns>Their names below the folder.</returns>
    public static List<string> ClearGitFolder(string folder) => Clear(folder, _ => true);

    /// <summary>Removes those from a work tree that git reads on its way: its own files of every folder, and what lies in git folders.</summary>
    /// <returns>Their names below the folder.</returns>
    public static List<string> ClearWorkTree(string folder) =>
        Clear(folder, name => ReadFromTree.Contains(Path.GetFileName(name)) || $"/{name}".Contains("/.git/", StringComparison.Ordinal));

    private static List<string> Clear(string folder, Func<string, bool> isRead)
    {
        if (new DirectoryInfo(folder) is not { Exists: true, LinkTarget: null })
        {
            return [];
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = true };
        var files = new FileSystemEnumerable<string>(folder, (ref FileSystemEntry e) => Path.GetRelativePath(folder, e.ToFullPath()), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry e) => !e.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry e) => (e.Attributes & FileAttributes.ReparsePoint) == 0,
        };
        return [.. files.Take(MaxEntries).Where(isRead).Where(name => Remove(Path.Combine(folder, name))).Order(StringComparer.Ordinal)];
    }
}
