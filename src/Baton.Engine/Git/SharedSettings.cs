using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Baton.Engine.Git;

/// <summary>
/// What all work trees of a repository share beside objects and refs: configuration, hooks, attributes, excludes, grafts, alternates. No command
/// of Baton obeys it, but those of people do; so what an attempt changed is found and put back as it was. Thread-safe.
/// </summary>
internal sealed class SharedSettings(string commonDir, string folder)
{
    private const int MaxFileBytes = 256 * 1024;
    private const int MaxHooks = 200;
    private static readonly string[] Files = ["config", "config.worktree", "info/attributes", "info/exclude", "info/grafts", "info/sparse-checkout", "objects/info/alternates", "shallow"];
    private readonly ConcurrentDictionary<string, SharedSnapshot> _known = new();
    private readonly Lock _gate = new();
    private string? _baseline;

    /// <summary>What was last known to be as people left it; taken anew when nobody is at work who could have changed it.</summary>
    public string Mark(bool nobodyAtWork)
    {
        lock (_gate)
        {
            if (_baseline is null || nobodyAtWork)
            {
                _baseline = Keep(Take());
            }

            return _baseline;
        }
    }

    /// <summary>What differs from the mark: names of files, and what they hold now. Null when nothing does or nothing is known of before.</summary>
    public (SharedSnapshot Before, SharedSnapshot Now)? Compare(string? mark)
    {
        lock (_gate)
        {
            var now = Take();
            var reference = _baseline ?? mark;
            if (reference is null || now.Digest == reference)
            {
                return null;
            }

            return Find(reference) is { } before ? (before, now) : null;
        }
    }

    /// <summary>Puts the files that differ back.</summary>
    public void Restore(SharedSnapshot before)
    {
        lock (_gate)
        {
            var now = Take();
            foreach (var name in before.ChangedIn(now))
            {
                Put(name, before.Files.GetValueOrDefault(name));
            }

            _baseline = Keep(Take());
        }
    }

    /// <summary>The present state is as somebody who may has left it.</summary>
    public void Accept()
    {
        lock (_gate)
        {
            _baseline = Keep(Take());
        }
    }

    private void Put(string name, SharedFile? file)
    {
        var path = Path.Combine(commonDir, name);
        if (file is null)
        {
            FolderRemoval.Remove(path);
        }
        else if (file.Link is { } target)
        {
            FolderRemoval.Remove(path);
            File.CreateSymbolicLink(path, target);
        }
        else if (file.Content is { } content)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, content, "shared-settings");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, (UnixFileMode)file.Mode);
            }
        }
    }

    private SharedSnapshot Take()
    {
        var files = new SortedDictionary<string, SharedFile>(StringComparer.Ordinal);
        foreach (var name in Files.Concat(Hooks()))
        {
            if (Read(Path.Combine(commonDir, name)) is { } file)
            {
                files[name] = file;
            }
        }

        return new SharedSnapshot(files);
    }

    private IEnumerable<string> Hooks()
    {
        var hooks = new DirectoryInfo(Path.Combine(commonDir, "hooks"));
        return hooks.LinkTarget is not null ? ["hooks"]
            : hooks.Exists ? hooks.EnumerateFileSystemInfos().Select(f => "hooks/" + f.Name).Where(n => !n.EndsWith(".sample", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(MaxHooks)
            : [];
    }

    private static SharedFile? Read(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is { } target)
        {
            return new SharedFile(0, target, null, null);
        }

        if (!PlainFile.Exists(path))
        {
            return null;
        }

        var mode = OperatingSystem.IsWindows() ? 0 : (int)file.UnixFileMode;
        return file.Length <= MaxFileBytes
            ? new SharedFile(mode, null, File.ReadAllBytes(path), null)
            : new SharedFile(mode, null, null, $"{file.Length} {file.LastWriteTimeUtc.Ticks}");
    }

    /// <summary>On disk as well, so that another process can put things back.</summary>
    private string Keep(SharedSnapshot snapshot)
    {
        if (_known.TryAdd(snapshot.Digest, snapshot) && !File.Exists(FileOf(snapshot.Digest)))
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(FileOf(snapshot.Digest), JsonSerializer.SerializeToUtf8Bytes(snapshot.Files, SharedJson.Default.SortedDictionaryStringSharedFile), "settings-kept");
        }

        return snapshot.Digest;
    }

    private SharedSnapshot? Find(string digest)
    {
        if (_known.TryGetValue(digest, out var known) || !File.Exists(FileOf(digest)))
        {
            return known;
        }

        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(FileOf(digest)), SharedJson.Default.SortedDictionaryStringSharedFile);
            return read is not null && new SharedSnapshot(read) is { } snapshot && snapshot.Digest == digest ? snapshot : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string FileOf(string digest) => Path.Combine(folder, digest + ".json");
}

/// <param name="Mode">Permissions.</param>
/// <param name="Link">Where it leads if it is a link.</param>
/// <param name="Content">Null for links and for files that are too large to be kept.</param>
/// <param name="Mark">Tells versions of a large file apart.</param>
internal sealed record SharedFile(int Mode, string? Link, byte[]? Content, string? Mark)
{
    public string Text => $"{Mode} {Link} {Mark} {(Content is null ? "" : Convert.ToHexStringLower(SHA256.HashData(Content)))}";
}

/// <summary>The shared files of one moment, by their name below the common folder.</summary>
internal sealed record SharedSnapshot(SortedDictionary<string, SharedFile> Files)
{
    public string Digest { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Files.Select(f => $"{f.Key}\0{f.Value.Text}\n")))));

    /// <summary>Names of files that are not the same there.</summary>
    public IEnumerable<string> ChangedIn(SharedSnapshot other) => Files.Keys.Union(other.Files.Keys)
        .Where(name => Files.GetValueOrDefault(name)?.Text != other.Files.GetValueOrDefault(name)?.Text).Order(StringComparer.Ordinal).ToList();
}

[JsonSerializable(typeof(SortedDictionary<string, SharedFile>))]
internal sealed partial class SharedJson : JsonSerializerContext;
