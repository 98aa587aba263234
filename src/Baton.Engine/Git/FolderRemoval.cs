namespace Baton.Engine.Git;

/// <summary>Removes folders that agents and tools filled, read-only parts included. Never follows links.</summary>
internal static class FolderRemoval
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Removes it if it is there; a link at the path is removed, its target stays.</summary>
    public static void Remove(string path)
    {
        var info = new DirectoryInfo(path);
        if (info.LinkTarget is not null || File.Exists(path))
        {
            File.Delete(path);
            return;
        }

        if (!info.Exists)
        {
            return;
        }

        try
        {
            info.Delete(recursive: true);
        }
        catch (Exception cause) when (cause is UnauthorizedAccessException or IOException)
        {
            Open(info);
            if (info.Exists)
            {
                info.Delete(recursive: true);
            }
        }
    }

    /// <summary>Removes it as far as that goes; false when something is still there.</summary>
    public static bool TryRemove(string path)
    {
        try
        {
            Remove(path);
            return true;
        }
        catch (Exception cause) when (cause is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    /// <summary>Bytes of all files below, links not followed; 0 when it is not there.</summary>
    public static long Measure(string path)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        return Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFiles("*", options).Sum(f => f.Length) : 0;
    }

    private static void Open(DirectoryInfo folder)
    {
        if (folder.LinkTarget is not null || OperatingSystem.IsWindows())
        {
            return;
        }

        folder.UnixFileMode |= Owner;
        foreach (var below in folder.EnumerateDirectories())
        {
            Open(below);
        }
    }
}
