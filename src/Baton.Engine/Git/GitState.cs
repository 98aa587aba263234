using System.Security.Cryptography;
using System.Text;

namespace Baton.Engine.Git;

/// <summary>Baton's folder for one repository, outside its tree: worktrees, checkouts, locks.</summary>
internal static class GitState
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <param name="stateHome">Null: <c>$XDG_STATE_HOME</c>, or <c>~/.local/state</c>.</param>
    /// <returns>The folder, made if needed, holding a file <c>repository</c> that says whose it is.</returns>
    public static string Open(string root, string commonDir, string? stateHome)
    {
        var folder = Path.Combine(Resolve(stateHome ?? Home()), "baton", Id(commonDir));
        if (IsInside(folder, root) || IsInside(folder, commonDir))
        {
            throw new GitException(GitFailure.StateFolder,
                $"Baton's state folder {folder} lies inside the repository {root}, where tools would find its worktrees. Set XDG_STATE_HOME to a folder outside.");
        }

        try
        {
            Make(folder, commonDir);
            return folder;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new GitException(GitFailure.StateFolder, $"Baton's state folder {folder} cannot be written ({cause.Message}). Make it writable or set XDG_STATE_HOME to another folder.", cause);
        }
    }

    /// <summary>The path with every link along it resolved.</summary>
    public static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        var parent = Path.GetDirectoryName(full);
        if (parent is null)
        {
            return full;
        }

        var here = Path.Combine(Resolve(parent), Path.GetFileName(full));
        return Directory.Exists(here) && new DirectoryInfo(here).ResolveLinkTarget(returnFinalTarget: true) is { } target ? Resolve(target.FullName) : here;
    }

    public static bool IsInside(string path, string folder) => path == folder || path.StartsWith(folder.TrimEnd('/') + '/', StringComparison.Ordinal);

    private static string Id(string commonDir) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(commonDir)))[..12];

    private static string Home() => Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } home && Path.IsPathRooted(home)
        ? home
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");

    private static void Make(string folder, string commonDir)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, Private);
        }

        var owner = Path.Combine(folder, "repository");
        if (!File.Exists(owner))
        {
            AtomicFile.Write(owner, Encoding.UTF8.GetBytes(commonDir + "\n"), "repository");
        }
    }
}
