using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Baton.Engine.Git;
using Baton.Engine.Workspaces;

namespace Baton.Engine.Validators;

/// <summary>
/// Remembers the tracked files of a clean checkout as they were before the first command, and puts back what a command changed.
/// Its git folder and its index are its own, so that nothing a command does to the checkout's index, HEAD, configuration or <c>.git</c> file matters.
/// Files that a command adds stay: builds are expensive.
/// </summary>
internal sealed class CheckoutGuard : IDisposable
{
    private const int MaxNewFilesListed = 200;
    private static readonly TimeSpan GitTime = TimeSpan.FromMinutes(5);

    private static readonly ImmutableArray<string> Settings =
        ["-c", "core.trustctime=true", "-c", "core.checkStat=default", "-c", "core.untrackedCache=false", "-c", "core.ignoreStat=false"];

    private readonly string _directory;
    private CheckoutSource _source;
    private bool _refreshed;
    private readonly string _index;
    private FrozenSet<string> _tracked = FrozenSet<string>.Empty;

    private CheckoutGuard(string directory, CheckoutSource source, string index)
    {
        _directory = directory;
        _source = source;
        _index = index;
    }

    /// <summary>Whether the file was part of the checkout before the first command.</summary>
    public bool Tracks(string path) => _tracked.Contains(path);

    public IEnumerable<string> Tracked => _tracked;

    /// <param name="index">Where the index is laid out for git while it is needed; outside the checkout.</param>
    public static async Task<CheckoutGuard> OpenAsync(string directory, CheckoutSource source, string index, CancellationToken ct)
    {
        var guard = new CheckoutGuard(directory, source, index);
        guard._tracked = [.. source.Read?.Paths ?? Split(await guard.GitAsync(["ls-files", "-z"], null, ct))];
        return guard;
    }

    /// <summary>Puts back tracked files that differ from the first look, and names them.</summary>
    public async Task<ImmutableArray<string>> RestoreAsync(CancellationToken ct)
    {
        if (_source.Read?.IsUntouched(_directory, FileTime.Of(_source.Time)) == true)
        {
            return [];
        }

        _refreshed = false;
        var changed = Split(await GitAsync(["diff-files", "--name-only", "-z", "--ignore-submodules=all"], null, ct)).ToImmutableArray();
        if (!changed.IsEmpty)
        {
            _refreshed = true;
            // diff-files also names files whose times alone changed; refreshing tells them apart.
            await GitAsync(["update-index", "-q", "--refresh"], null, ct, mayFail: true);
            changed = [.. Split(await GitAsync(["diff-files", "--name-only", "-z", "--ignore-submodules=all"], null, ct))];
        }

        if (!changed.IsEmpty)
        {
            await GitAsync(["checkout-index", "--force", "--index", "-z", "--stdin"], Encoding.UTF8.GetBytes(string.Join('\0', changed) + "\0"), ct);
        }

        if (_refreshed)
        {
            _source = new CheckoutSource(_source.Git, await File.ReadAllBytesAsync(_index, ct), File.GetLastWriteTimeUtc(_index));
            _refreshed = false;
        }

        return changed;
    }

    /// <summary>Files that are there now and not ignored, although they are not part of the commit; at most 200.</summary>
    public async Task<ImmutableArray<string>> NewFilesAsync(CancellationToken ct) =>
        [.. Split(await GitAsync(["ls-files", "-z", "--others", "--exclude-standard", "--directory"], null, ct)).Take(MaxNewFilesListed)];

    public void Dispose() => Clear();

    /// <summary>Every call gets the index as it was at the first, whatever was written to its file meanwhile.</summary>
    private async Task<string> GitAsync(ImmutableArray<string> words, byte[]? input, CancellationToken ct, bool mayFail = false)
    {
        if (!_refreshed)
        {
            Clear();
            await File.WriteAllBytesAsync(_index, _source.Index, ct);
            File.SetLastWriteTimeUtc(_index, _source.Time);
        }

        StrayPipes.ClearWorkTree(_directory);
        var command = _source.Git.Command(_directory, _index, [.. Settings, .. words]) with { Input = input, Timeout = GitTime };
        var result = await GitProcess.RunAsync(command, ct);
        return result.Succeeded || mayFail
            ? result.Output
            : throw new IOException($"git {words[0]} in {_directory} ended with exit code {result.ExitCode}: {result.Error.Trim()}");
    }

    private void Clear()
    {
        File.Delete(_index);
        File.Delete(_index + ".lock");
    }

    private static string[] Split(string text) => text.Split('\0', StringSplitOptions.RemoveEmptyEntries);
}
