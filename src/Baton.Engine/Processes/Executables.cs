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

        var folders = path ?? Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        if (_lastFound is { } last && last.Name == name && last.Folders == folders && IsExecutable(last.Program))
        {
            return last.Program;
        }

        var found = folders.Split(':')
            .Select(p => Path.Combine(p.Length == 0 ? folder : Path.GetFullPath(p, folder), name))
            .FirstOrDefault(IsExecutable);
        _lastFound = found is not null && !folders.Split(':').Any(p => p.Length == 0 || p[0] != '/') ? new Found(name, folders, found) : _lastFound;
        return found;
    }

    // A run asks for the same few programs thousands of times; a program put earlier into the PATH meanwhile is found by the next run.
    private static volatile Found? _lastFound;

    private sealed record Found(string Name, string Folders, string Program);

    private static bool IsExecutable(string path)
    {
        const UnixFileMode Any = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Any) != 0);
    }
}
