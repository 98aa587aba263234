namespace Baton.Engine.Dispatch;

/// <summary>Whether somebody works in a folder, seen from the times of its files.</summary>
internal static class WorkspaceActivity
{
    /// <summary>Looked at; more count as quiet.</summary>
    private const int MostEntries = 50_000;

    /// <summary>Some file or folder below it, git's own aside, changed after the moment.</summary>
    public static bool IsAnyNewer(string folder, DateTimeOffset than)
    {
        var open = new Stack<DirectoryInfo>([new DirectoryInfo(folder)]);
        var seen = 0;
        while (open.TryPop(out var next))
        {
            foreach (var entry in EntriesOf(next))
            {
                if (++seen > MostEntries)
                {
                    return false;
                }

                if (IsNewer(entry, than))
                {
                    return true;
                }

                if (entry is DirectoryInfo { LinkTarget: null } inner)
                {
                    open.Push(inner);
                }
            }
        }

        return false;
    }

    public static bool IsNewer(FileSystemInfo entry, DateTimeOffset than) => entry.Exists && entry.LastWriteTimeUtc > than.UtcDateTime;

    /// <summary>Files come and go while an agent works.</summary>
    private static FileSystemInfo[] EntriesOf(DirectoryInfo folder)
    {
        try
        {
            return [.. folder.EnumerateFileSystemInfos().Where(e => e.Name is not (".git" or ".baton"))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
