using System.IO.Enumeration;
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
        if (!Directory.Exists(path))
        {
            return 0;
        }

        using var sizes = new FileSizes(path, options);
        var sum = 0L;
        while (sizes.MoveNext())
        {
            sum += sizes.Current;
        }

        return sum;
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

    /// <summary>Files and folders that go while they are counted are left out.</summary>
    private sealed class FileSizes(string folder, EnumerationOptions options) : FileSystemEnumerator<long>(folder, options)
    {
        protected override bool ShouldIncludeEntry(ref FileSystemEntry entry) => !entry.IsDirectory;

        protected override long TransformEntry(ref FileSystemEntry entry) => entry.Length;

        protected override bool ContinueOnError(int error) => true;
    }
}
