using Baton.Domain.Plans;

namespace Baton.Engine.Validators;

/// <summary>Finds files below one folder and never leaves it: links to folders are not entered, links to files must stay inside.</summary>
internal sealed class CheckoutFiles(string directory)
{
    /// <summary>More entries than this below one pattern are refused.</summary>
    internal const int MaxEntries = 500_000;

    private readonly string _root = RealPath.Resolve(Path.GetFullPath(directory)) ?? Path.GetFullPath(directory);

    public string FullPath(string relative) => Path.Combine(_root, relative);

    /// <summary>Why a path of a plan cannot name files of the checkout; null when it can.</summary>
    public static string? Refuse(string pattern) =>
        pattern.Length == 0 ? "an empty path"
        : Path.IsPathRooted(pattern) ? $"{pattern} is not relative to the repository"
        : pattern.Contains('\0', StringComparison.Ordinal) ? "a path with a NUL character"
        : pattern.Split('/').Contains("..") ? $"{pattern} leads out of the repository"
        : null;

    /// <summary>Everything that the path or glob means, files and what only looks like one, in ordinal order.</summary>
    public IReadOnlyList<FoundFile> Find(string pattern)
    {
        var normal = Glob.Normalize(pattern);
        return Glob.IsPattern(normal)
            ? [.. Entries(normal).Where(e => Glob.IsMatch(normal, e)).Order(StringComparer.Ordinal).Select(Look)]
            : Look(normal) is { Kind: not FoundKind.Nothing } found ? [found] : [];
    }

    /// <summary>Whether a file can be written there without following a link or replacing a folder.</summary>
    public bool CanHold(string relative)
    {
        var full = FullPath(relative);
        for (var part = full; part.Length > _root.Length; part = Path.GetDirectoryName(part)!)
        {
            if (new FileInfo(part).LinkTarget is not null || (part == full ? Directory.Exists(part) : File.Exists(part)))
            {
                return false;
            }
        }

        return true;
    }

    private FoundFile Look(string relative)
    {
        var full = FullPath(relative);
        var isLink = new FileInfo(full).LinkTarget is not null;
        var real = RealPath.Resolve(full);
        if (real is null)
        {
            return new FoundFile(relative, isLink ? FoundKind.Dangling : FoundKind.Nothing, 0, isLink);
        }

        if (!IsInside(real))
        {
            return new FoundFile(relative, FoundKind.Outside, 0, isLink);
        }

        return Directory.Exists(real)
            ? new FoundFile(relative, FoundKind.Folder, 0, isLink)
            : new FoundFile(relative, FoundKind.File, new FileInfo(real).Length, isLink || real != full);
    }

    private bool IsInside(string real) =>
        real.StartsWith(_root + "/", StringComparison.Ordinal) && !real.StartsWith(_root + "/.git/", StringComparison.Ordinal) && real != _root + "/.git";

    private IEnumerable<string> Entries(string pattern)
    {
        var start = LiteralFolder(pattern);
        var folder = start.Length == 0 ? _root : FullPath(start);
        if (!Directory.Exists(folder) || RealPath.Resolve(folder) != folder)
        {
            yield break;
        }

        var count = 0;
        var open = new Stack<string>([folder]);
        while (open.TryPop(out var next))
        {
            foreach (var entry in new DirectoryInfo(next).EnumerateFileSystemInfos())
            {
                if (++count > MaxEntries)
                {
                    throw new IOException($"{pattern} means more than {MaxEntries} entries. Name a narrower folder.");
                }

                if (entry.LinkTarget is null && entry is DirectoryInfo)
                {
                    PushUnlessGit(open, entry.FullName);
                    continue;
                }

                yield return Path.GetRelativePath(_root, entry.FullName);
            }
        }
    }

    private void PushUnlessGit(Stack<string> open, string folder)
    {
        if (folder != Path.Combine(_root, ".git"))
        {
            open.Push(folder);
        }
    }

    private static string LiteralFolder(string pattern)
    {
        var wild = pattern.AsSpan().IndexOfAny('*', '?');
        var slash = wild < 0 ? pattern.LastIndexOf('/') : pattern.LastIndexOf('/', wild);
        return slash < 0 ? "" : pattern[..slash];
    }
}

internal enum FoundKind
{
    Nothing,
    File,
    Folder,

    /// <summary>A link to nowhere.</summary>
    Dangling,

    /// <summary>A link, or a path through a link, that leaves the checkout.</summary>
    Outside,
}

/// <param name="Path">Relative to the checkout.</param>
/// <param name="IsLink">It is a link, or is reached through one.</param>
internal sealed record FoundFile(string Path, FoundKind Kind, long Bytes, bool IsLink)
{
    /// <summary>What is wrong with it as a file; null when it is one.</summary>
    public string? Problem => Kind switch
    {
        FoundKind.File => null,
        FoundKind.Folder => $"{Path} is a folder, not a file; write {Path}/ for what is below it",
        FoundKind.Dangling => $"{Path} is a link to nothing",
        FoundKind.Outside => $"{Path} is a link that leaves the checkout",
        _ => $"{Path} does not exist",
    };
}
