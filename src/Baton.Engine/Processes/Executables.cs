namespace Baton.Engine.Processes;

/// <summary>Finds programs the way a shell does.</summary>
public static class Executables
{
    /// <summary>The absolute path of a program; null when there is none that may be executed.</summary>
    /// <param name="name">A bare name, looked up in <paramref name="path"/>, or a path relative to <paramref name="folder"/>.</param>
    /// <param name="path">Folders separated by ':', as in PATH; null for Baton's own PATH.</param>
    public static string? Find(string name, string? path, string folder)
    {
        if (name.Length == 0)
        {
            return null;
        }

        if (name.Contains('/'))
        {
            var full = Path.GetFullPath(name, folder);
            return IsExecutable(full) ? full : null;
        }

        return (path ?? Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':')
            .Select(p => Path.Combine(p.Length == 0 ? folder : Path.GetFullPath(p, folder), name))
            .FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path)
    {
        const UnixFileMode Any = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Any) != 0);
    }
}
