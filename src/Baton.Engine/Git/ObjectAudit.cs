using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Baton.Engine.Git;

/// <summary>
/// Whether the objects of a commit are what their names say. git believes the store when it reads trees and files, and an agent can write there.
/// An object's own file is always read, once. Packs whose files did not change since <paramref name="since"/> are believed: the kernel keeps that time, and only root can set it.
/// </summary>
internal sealed class ObjectAudit(GitRepository repository, DateTimeOffset? since)
{
    private const int MaxNamed = 5;
    public const long MaxObjectBytes = 1L << 30;

    /// <returns>The paths whose objects are forged or unreadable, at most five; empty when all is well.</returns>
    public async Task<ImmutableArray<string>> FindForgedAsync(IEnumerable<string> commits, CancellationToken ct)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var commit in commits.Distinct())
        {
            names.TryAdd(commit, $"commit {commit[..12]}");
            if (!await AddAllAsync(names, commit, ct))
            {
                return [$"commit {commit[..12]}"];
            }
        }

        // git prefers a pack to an object's own file, and a pack made by hand may hold anything under any name.
        var wrong = PacksAreOld()
            ? names.Keys.Where(id => repository.Own.Loose.IsRight(id, MaxObjectBytes) == false)
            : await new ObjectHashes(repository.Own).FindWrongAsync([.. names.Keys], MaxObjectBytes, ct);
        return [.. wrong.Select(id => names[id]).Distinct().Take(MaxNamed)];
    }

    /// <summary>False when git cannot say what the commit holds, or says what is not so; submodules have no object here.</summary>
    private async Task<bool> AddAllAsync(Dictionary<string, string> names, string commit, CancellationToken ct)
    {
        try
        {
            var root = await repository.Own.TreeOfAsync(commit, ct);
            names.TryAdd(root, "the top folder");
            foreach (var (path, entry) in await repository.Own.Trees.ListAsync(root, ct))
            {
                if (!entry.IsSubmodule)
                {
                    names.TryAdd(entry.Id, RawChange.ToText(path));
                }
            }

            return true;
        }
        catch (GitException)
        {
            return false;
        }
    }

    /// <summary>Neither files nor folders of files that are old were put in their place: a link's target and what lies in a renamed folder keep their times.</summary>
    private bool PacksAreOld()
    {
        var store = Path.Combine(repository.CommonDir, "objects");
        var packs = Path.Combine(store, "pack");
        return since is { } start && repository.Own.Loose.IsInPlace && !File.Exists(Path.Combine(store, "info", "alternates"))
            && (!Path.Exists(packs) || (IsOld(packs, start, f => f.IsFolder) && Directory.EnumerateFileSystemEntries(packs).All(f => IsOld(f, start, s => s.IsFile))));
    }

    private static bool IsOld(string path, DateTimeOffset start, Func<FileStat, bool> isOfKind) =>
        FileStat.Of(path) is { } stat && isOfKind(stat) && FileTimes.ChangedAt(path) < start;
}

/// <summary>Reads objects and computes their names anew.</summary>
internal sealed class ObjectHashes(OwnGit git)
{
    private const int Batch = 2000;
    private const int MaxBatchBytes = 256 * 1024 * 1024;

    public async Task<List<string>> FindWrongAsync(ImmutableArray<string> ids, long maxBytes, CancellationToken ct)
    {
        var wrong = new List<string>();
        foreach (var batch in ids.Chunk(Batch))
        {
            await CheckAsync(batch, wrong, maxBytes, ct);
        }

        return wrong;
    }

    private async Task CheckAsync(string[] ids, List<string> wrong, long maxBytes, CancellationToken ct)
    {
        var input = Encoding.ASCII.GetBytes(string.Join('\n', ids) + "\n");
        var command = git.Command(["cat-file", "--batch", "--buffer"]) with { Input = input, RawBytes = true, MaxOutputBytes = MaxBatchBytes };
        var result = await GitProcess.RunAsync(command, ct);
        if ((result.Truncated || !result.Succeeded) && ids.Length > 1)
        {
            await CheckAsync(ids[..(ids.Length / 2)], wrong, maxBytes, ct);
            await CheckAsync(ids[(ids.Length / 2)..], wrong, maxBytes, ct);
            return;
        }

        wrong.AddRange(ids.Except(Right(Encoding.Latin1.GetBytes(result.Output))));
    }

    /// <summary>Reads <c>id type size LF content LF</c>, or <c>id missing LF</c> for what cannot even be begun to be read; the others count all the same.</summary>
    private static HashSet<string> Right(byte[] output)
    {
        var right = new HashSet<string>(StringComparer.Ordinal);
        var at = 0;
        while (at < output.Length)
        {
            var end = Array.IndexOf(output, (byte)'\n', at);
            var words = end < 0 ? [] : Encoding.ASCII.GetString(output, at, end - at).Split(' ');
            if (words is [_, "missing"])
            {
                at = end + 1;
                continue;
            }

            if (words is not [var id, var type, var size]
                || !int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || end + 1 + length > output.Length)
            {
                break;
            }

            if (NameOf(type, output.AsSpan(end + 1, length), id.Length) == id)
            {
                right.Add(id);
            }

            at = end + 1 + length + 1;
        }

        return right;
    }

    private static string NameOf(string type, ReadOnlySpan<byte> content, int digits)
    {
        using var hash = IncrementalHash.CreateHash(digits == 64 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{type} {content.Length}\0")));
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
