using System.Collections.Immutable;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>
/// Small files that git ignores, such as <c>.env</c>, as they were in the main work tree when the run was taken: what an agent does to them there later
/// reaches neither other attempts nor the checks.
/// </summary>
public sealed class CopiedFiles
{
    /// <summary>All of them together, in bytes; what is larger belongs into a cache that the plan's <c>env</c> names.</summary>
    public const long MostBytes = 16 * 1024 * 1024;

    public static readonly CopiedFiles None = new([]);

    private readonly ImmutableArray<(string Path, byte[] Bytes, UnixFileMode Mode)> _files;

    private CopiedFiles(ImmutableArray<(string Path, byte[] Bytes, UnixFileMode Mode)> files) => _files = files;

    /// <param name="globs">Relative to the repository.</param>
    /// <exception cref="GitException">A glob matches no file that git ignores, or they are too large.</exception>
    public static async Task<CopiedFiles> ReadAsync(GitRepository repository, ImmutableArray<string> globs, CancellationToken ct)
    {
        var files = ImmutableArray.CreateBuilder<(string, byte[], UnixFileMode)>();
        var left = MostBytes;
        foreach (var path in await FindAsync(repository, globs, ct))
        {
            var file = new FileInfo(Path.Combine(repository.Root, path));
            left -= file.Length;
            if (left < 0)
            {
                throw new GitException(GitFailure.Failed, $"The files of `worktrees: copy` have more than {MostBytes >> 20} MiB together; {path} is one too many. Copy small settings only, and give caches to the agents by `env`.");
            }

            files.Add((path, await File.ReadAllBytesAsync(file.FullName, ct), file.UnixFileMode));
        }

        return new CopiedFiles(files.ToImmutable());
    }

    /// <summary>Puts the files into a work tree. What a commit or an agent put in their place stays.</summary>
    public void WriteTo(string folder)
    {
        foreach (var (path, bytes, mode) in _files)
        {
            var target = Path.Combine(folder, path);
            if (Path.Exists(target) || new FileInfo(target).LinkTarget is not null || !IsOwn(folder, path))
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, bytes);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(target, mode);
            }
        }
    }

    /// <summary>No folder above the file is a link, through which it would be written somewhere else.</summary>
    private static bool IsOwn(string folder, string path)
    {
        for (var above = Path.GetDirectoryName(path); !string.IsNullOrEmpty(above); above = Path.GetDirectoryName(above))
        {
            if (new DirectoryInfo(Path.Combine(folder, above)).LinkTarget is not null || File.Exists(Path.Combine(folder, above)))
            {
                return false;
            }
        }

        return true;
    }

    private static async Task<SortedSet<string>> FindAsync(GitRepository repository, ImmutableArray<string> globs, CancellationToken ct)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var glob in globs)
        {
            var list = await repository.RequireAsync(["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", ":(top,glob)" + glob], ct);
            var plain = list.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(p => IsPlain(Path.Combine(repository.Root, p))).ToList();
            found.UnionWith(plain);
            if (plain.Count == 0)
            {
                throw new GitException(GitFailure.Failed, $"'{glob}' of `worktrees: copy` matches no file in {repository.Root} that git ignores. Add the file, and its name to .gitignore, so that no agent can commit it.");
            }
        }

        return found;
    }

    private static bool IsPlain(string path) => new FileInfo(path) is { Exists: true, LinkTarget: null };
}
