using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>How to compare the files of a checkout with what was checked out, out of the reach of what runs in it.</summary>
public sealed class CheckoutSource
{
    private readonly Lazy<IndexFile?> _read;

    internal CheckoutSource(OwnGit git, byte[] index, DateTime time)
    {
        (Git, Index, Time) = (git, index, time);
        _read = new(() => IndexFile.TryRead(index, git.IsSha256));
    }

    internal OwnGit Git { get; }

    /// <summary>The index as it was when the files had been written; kept in memory, because whatever runs in the checkout could write to its file.</summary>
    internal byte[] Index { get; }

    /// <summary>When that index was written: git must not take younger files for unchanged ones.</summary>
    internal DateTime Time { get; }

    /// <summary>The index as Baton reads it; null when only git can.</summary>
    internal IndexFile? Read => _read.Value;

    /// <summary>For a work tree that Baton did not check out: its tracked files as they are now.</summary>
    /// <param name="scratch">A folder that may be made for this.</param>
    public static async Task<CheckoutSource> OfAsync(string directory, string scratch, CancellationToken ct)
    {
        var found = await GitProcess.RequireAsync(new GitCommand(directory, ["rev-parse", "--path-format=absolute", "--git-common-dir", "--git-path", "index", "HEAD"]), ct);
        var lines = found.Line.Split('\n');
        var git = new OwnGit(Path.Combine(scratch, "own"), lines[0], lines[2].Length == 64);
        var index = Path.Combine(scratch, "index");
        Directory.CreateDirectory(scratch);
        File.Copy(lines[1], index, overwrite: true);
        File.SetLastWriteTimeUtc(index, File.GetLastWriteTimeUtc(lines[1]));
        await GitProcess.RequireAsync(git.Command(directory, index, ["add", "--update"]), ct);
        return new CheckoutSource(git, await File.ReadAllBytesAsync(index, ct), File.GetLastWriteTimeUtc(index));
    }
}
