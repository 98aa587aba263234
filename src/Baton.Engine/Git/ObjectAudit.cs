using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Baton.Engine.Git;

/// <summary>
/// Whether the objects of a commit are what their names say. git believes the store when it reads trees and files, and an agent can write there.
/// Objects whose files did not change since <paramref name="since"/> are believed: the kernel keeps that time, and only root can set it.
/// </summary>
internal sealed class ObjectAudit(GitRepository repository, DateTimeOffset? since)
{
    private const int MaxNamed = 5;
    public const long MaxObjectBytes = 1L << 30;
    private readonly string _store = Path.Combine(repository.CommonDir, "objects");

    /// <returns>The paths whose objects are forged or unreadable, at most five; empty when all is well.</returns>
    public async Task<ImmutableArray<string>> FindForgedAsync(IEnumerable<string> commits, CancellationToken ct)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var commit in commits.Distinct())
        {
            names.TryAdd(commit, $"commit {commit[..12]}");
            var roots = await repository.Own.RunAsync(["rev-parse", commit + "^{tree}"], ct);
            var list = await repository.Own.RunAsync(["ls-tree", "-r", "-t", "-z", "--full-tree", commit], ct);
            if (!roots.Succeeded || !list.Succeeded || list.Truncated)
            {
                return [$"commit {commit[..12]}"];
            }

            names.TryAdd(roots.Line, "the top folder");
            AddEntries(names, list.Output);
        }

        var packs = PacksAreOld();
        ImmutableArray<string> doubtful = [.. names.Keys.Where(id => IsDoubtful(id, packs))];
        return doubtful.IsEmpty ? [] : [.. (await new ObjectHashes(repository.Own).FindWrongAsync(doubtful, MaxObjectBytes, ct)).Select(id => names[id]).Distinct().Take(MaxNamed)];
    }

    /// <summary>Reads <c>mode type id TAB path NUL</c>; submodules have no object here.</summary>
    private static void AddEntries(Dictionary<string, string> names, string list)
    {
        foreach (var entry in list.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = entry.IndexOf('\t', StringComparison.Ordinal);
            if (entry[..tab].Split(' ') is [_, "blob" or "tree", var id])
            {
                names.TryAdd(id, entry[(tab + 1)..]);
            }
        }
    }

    private bool IsDoubtful(string id, bool packsAreOld)
    {
        var changed = FileTimes.ChangedAt(Path.Combine(_store, id[..2], id[2..]));
        return changed is { } at ? since is null || at >= since : !packsAreOld;
    }

    private bool PacksAreOld()
    {
        var packs = new DirectoryInfo(Path.Combine(_store, "pack"));
        return since is { } start && !File.Exists(Path.Combine(_store, "info", "alternates"))
            && (!packs.Exists || packs.EnumerateFiles().All(f => FileTimes.ChangedAt(f.FullName) < start));
    }
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
        if (result.Truncated && ids.Length > 1)
        {
            await CheckAsync(ids[..(ids.Length / 2)], wrong, maxBytes, ct);
            await CheckAsync(ids[(ids.Length / 2)..], wrong, maxBytes, ct);
            return;
        }

        wrong.AddRange(ids.Except(Right(Encoding.Latin1.GetBytes(result.Output))));
    }

    /// <summary>Reads <c>id type size LF content LF</c>.</summary>
    private static HashSet<string> Right(byte[] output)
    {
        var right = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < output.Length;)
        {
            var end = Array.IndexOf(output, (byte)'\n', at);
            if (end < 0 || Encoding.ASCII.GetString(output, at, end - at).Split(' ') is not [var id, var type, var size]
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
