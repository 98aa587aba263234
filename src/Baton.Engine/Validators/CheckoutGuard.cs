using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Baton.Engine.Processes;

namespace Baton.Engine.Validators;

/// <summary>
/// Remembers the tracked files of a clean checkout as they were before the first command, and puts back what a command changed.
/// It keeps an index and names the git directory itself, so that nothing a command does to the checkout's own index, HEAD or <c>.git</c> file matters.
/// Files that a command adds stay: builds are expensive.
/// </summary>
internal sealed class CheckoutGuard : IDisposable
{
    private const int MaxNewFilesListed = 200;
    private static readonly TimeSpan GitTime = TimeSpan.FromMinutes(5);

    private static readonly ImmutableArray<string> Settings =
        ["core.trustctime=true", "core.checkStat=default", "core.fsmonitor=false", "core.untrackedCache=false", "core.hooksPath=/dev/null", "core.ignoreStat=false"];

    private readonly string _directory;
    private readonly string _gitFolder;
    private readonly string _index;
    private FrozenSet<string> _tracked = FrozenSet<string>.Empty;

    private CheckoutGuard(string directory, string gitFolder, string index)
    {
        _directory = directory;
        _gitFolder = gitFolder;
        _index = index;
    }

    /// <summary>Whether the file was part of the checkout before the first command.</summary>
    public bool Tracks(string path) => _tracked.Contains(path);

    public IEnumerable<string> Tracked => _tracked;

    /// <summary>Null when the folder is not the root of a git checkout.</summary>
    /// <param name="index">Where the guard keeps its own index; outside the checkout.</param>
    public static async Task<CheckoutGuard?> OpenAsync(string directory, string index, CancellationToken ct)
    {
        if (!Path.Exists(Path.Combine(directory, ".git")))
        {
            return null;
        }

        var found = await RunAsync(["git", "rev-parse", "--absolute-git-dir"], directory, null, null, ct);
        var gitFolder = found.Output.TrimEnd('\n');
        if (found.ExitCode != 0 || !Directory.Exists(gitFolder))
        {
            throw new IOException($"{directory} has a .git, but git does not know it: {found.Error.Trim()}");
        }

        var guard = new CheckoutGuard(directory, gitFolder, index);
        // A validation that was killed may have left both.
        File.Delete(index);
        File.Delete(index + ".lock");
        var own = Path.Combine(gitFolder, "index");
        if (File.Exists(own))
        {
            File.Copy(own, index, overwrite: true);
        }

        // Restored protected files differ from the commit on purpose: the tree as it is now is what counts.
        await guard.GitAsync(["add", "--update"], null, ct);
        guard._tracked = [.. Split(await guard.GitAsync(["ls-files", "-z"], null, ct))];
        return guard;
    }

    /// <summary>Puts back tracked files that differ from the first look, and names them.</summary>
    public async Task<ImmutableArray<string>> RestoreAsync(CancellationToken ct)
    {
        var changed = Split(await GitAsync(["diff-files", "--name-only", "-z", "--ignore-submodules=all"], null, ct)).ToImmutableArray();
        if (!changed.IsEmpty)
        {
            // diff-files also names files whose times alone changed; refreshing tells them apart.
            await GitAsync(["update-index", "-q", "--refresh"], null, ct, mayFail: true);
            changed = [.. Split(await GitAsync(["diff-files", "--name-only", "-z", "--ignore-submodules=all"], null, ct))];
        }

        if (!changed.IsEmpty)
        {
            await GitAsync(["checkout-index", "--force", "--index", "-z", "--stdin"], Encoding.UTF8.GetBytes(string.Join('\0', changed) + "\0"), ct);
        }

        return changed;
    }

    /// <summary>Files that are there now and not ignored, although they are not part of the commit; at most 200.</summary>
    public async Task<ImmutableArray<string>> NewFilesAsync(CancellationToken ct) =>
        [.. Split(await GitAsync(["ls-files", "-z", "--others", "--exclude-standard", "--directory"], null, ct)).Take(MaxNewFilesListed)];

    public void Dispose() => File.Delete(_index);

    private async Task<string> GitAsync(ImmutableArray<string> words, byte[]? input, CancellationToken ct, bool mayFail = false)
    {
        ImmutableArray<string> all =
        [
            "git", $"--git-dir={_gitFolder}", $"--work-tree={_directory}", .. Settings.SelectMany(s => new[] { "-c", s }), .. words,
        ];
        var result = await RunAsync(all, _directory, _index, input, ct);
        return result.ExitCode == 0 || mayFail
            ? result.Output
            : throw new IOException($"git {words[0]} in {_directory} ended with exit code {result.ExitCode}: {result.Error.Trim()}");
    }

    private static Task<ProcessResult> RunAsync(ImmutableArray<string> words, string directory, string? index, byte[]? input, CancellationToken ct)
    {
        var environment = new Dictionary<string, string> { ["LC_ALL"] = "C", ["GIT_OPTIONAL_LOCKS"] = "0", ["GIT_TERMINAL_PROMPT"] = "0", ["GIT_NO_REPLACE_OBJECTS"] = "1" };
        foreach (var name in new[] { "PATH", "HOME", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM" })
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                environment[name] = value;
            }
        }

        if (index is not null)
        {
            environment["GIT_INDEX_FILE"] = index;
        }

        var spec = new ProcessSpec(words)
        {
            WorkingDirectory = directory,
            Environment = environment.ToImmutableDictionary(),
            Input = input is null ? null : input.AsMemory(),
            Timeout = GitTime,
            MaxOutputBytes = 64 * 1024 * 1024,
        };
        return ProcessRunner.RunAsync(spec, ct);
    }

    private static string[] Split(string text) => text.Split('\0', StringSplitOptions.RemoveEmptyEntries);
}
