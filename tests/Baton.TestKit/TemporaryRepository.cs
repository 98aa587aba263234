using System.Diagnostics;
using System.Text;
using Baton.Engine.Git;

namespace Baton.TestKit;

/// <summary>A real git repository on branch <c>main</c> with one commit (README.md), with its own state home; removed when disposed.</summary>
public sealed class TemporaryRepository : IAsyncDisposable
{
    private TemporaryRepository(string folder, string name)
    {
        Folder = folder;
        Root = Path.Combine(folder, name);
        StateHome = Path.Combine(folder, "state");
    }

    /// <summary>Holds the repository and the state home, and room for more.</summary>
    public string Folder { get; }

    public string Root { get; }

    public string StateHome { get; }

    /// <param name="name">The folder name of the repository.</param>
    /// <param name="empty">Without the first commit.</param>
    public static async Task<TemporaryRepository> CreateAsync(string name = "repo", bool empty = false)
    {
        var made = new TemporaryRepository(Directory.CreateTempSubdirectory("baton-test-").FullName, name);
        Directory.CreateDirectory(made.Root);
        await made.GitAsync("init", "-q", "-b", "main");
        if (!empty)
        {
            await made.CommitFilesAsync("start", ("README.md", "Readme\n"));
        }

        return made;
    }

    public Task<GitRepository> OpenAsync() => GitRepository.OpenAsync(Root, StateHome, CancellationToken.None);

    /// <summary>Writes a file of the main work tree, with its folders.</summary>
    public void Write(string path, string text) => WriteIn(Root, path, text);

    public static void WriteIn(string folder, string path, string text)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    /// <summary>Sets permissions where the system has them.</summary>
    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    /// <summary>Writes the files and commits everything in the main work tree.</summary>
    /// <returns>The commit.</returns>
    public async Task<string> CommitFilesAsync(string message, params (string Path, string Text)[] files)
    {
        foreach (var (path, text) in files)
        {
            Write(path, text);
        }

        return await CommitAllInAsync(Root, message);
    }

    public static async Task<string> CommitAllInAsync(string folder, string message)
    {
        await GitInAsync(folder, "add", "-A");
        await GitInAsync(folder, "commit", "-q", "--allow-empty", "-m", message);
        return await GitInAsync(folder, "rev-parse", "HEAD");
    }

    /// <summary>The file's text at a revision.</summary>
    public Task<string> ReadAtAsync(string rev, string path) => RunAsync(Root, ["show", $"{rev}:{path}"], trim: false);

    /// <summary>The paths of a revision's tree, in git's order.</summary>
    public async Task<string[]> PathsAtAsync(string rev) =>
        (await RunAsync(Root, ["ls-tree", "-r", "-z", "--name-only", rev], trim: false)).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs git in the main work tree; an exit code other than 0 is an error.</summary>
    /// <returns>What it printed, without the final line end.</returns>
    public Task<string> GitAsync(params string[] words) => GitInAsync(Root, words);

    public static Task<string> GitInAsync(string folder, params string[] words) => RunAsync(folder, words, trim: true);

    public ValueTask DisposeAsync()
    {
        foreach (var folder in new DirectoryInfo(Folder).EnumerateDirectories("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            if (!OperatingSystem.IsWindows() && !folder.UnixFileMode.HasFlag(UnixFileMode.UserWrite))
            {
                folder.UnixFileMode |= UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.UserRead;
            }
        }

        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<string> RunAsync(string folder, string[] words, bool trim)
    {
        var start = new ProcessStartInfo("git", ["-c", "protocol.file.allow=always", .. words])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        foreach (var (name, value) in Identity)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? trim ? output.TrimEnd('\n') : output
            : throw new InvalidOperationException($"git {string.Join(' ', words)} in {folder}: exit code {process.ExitCode}: {await error}");
    }

    private static readonly Dictionary<string, string> Identity = new()
    {
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_AUTHOR_NAME"] = "Tester",
        ["GIT_AUTHOR_EMAIL"] = "tester@example.invalid",
        ["GIT_COMMITTER_NAME"] = "Tester",
        ["GIT_COMMITTER_EMAIL"] = "tester@example.invalid",
    };
}
