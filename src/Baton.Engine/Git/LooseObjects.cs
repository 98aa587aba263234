using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Baton.Engine.Faults;

namespace Baton.Engine.Git;

/// <summary>
/// Objects that lie in files of their own: zlib over <c>type SP size NUL content</c>, named after the hash of just that (git's documentation,
/// gitformat-loose). Reading them here costs no process, and what is read is what its name says. Thread-safe.
/// </summary>
internal sealed class LooseObjects(string commonDir, bool isSha256)
{
    private const int MaxHeader = 32;
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const int MaxRemembered = 200_000;

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly ConcurrentDictionary<string, FileStat> _right = new();
    private readonly string _store = Path.Combine(commonDir, "objects");
    private readonly ulong? _folder = FileStat.Of(Path.Combine(commonDir, "objects"))?.Inode;

    /// <summary>Whether the store is the folder that it was when this began.</summary>
    public bool IsInPlace => FileStat.Of(_store)?.Inode == _folder;

    private HashAlgorithmName Algorithm => isSha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1;

    public string PathOf(string id) => Path.Combine(_store, id[..2], id[2..]);

    /// <summary>Null when there is no such file, it is larger than the bound, or it is not what its name says: git may have the object elsewhere.</summary>
    public (string Type, byte[] Content)? TryRead(string id, int maxBytes)
    {
        using var whole = new MemoryStream();
        if (Verify(id, maxBytes, whole) != true)
        {
            return null;
        }

        var bytes = whole.GetBuffer().AsSpan(0, (int)whole.Length);
        var (space, end) = (bytes.IndexOf((byte)' '), bytes.IndexOf((byte)0));
        return space > 0 && end is > 0 and < MaxHeader && end > space ? (Encoding.ASCII.GetString(bytes[..space]), bytes[(end + 1)..].ToArray()) : null;
    }

    /// <summary>Whether the file holds what its name says; null when there is none. A file that did not change since it was found right, a second after its last change at the least, is not read again.</summary>
    /// <param name="maxBytes">A larger one is taken for wrong.</param>
    public bool? IsRight(string id, long maxBytes)
    {
        if (FileStat.Of(PathOf(id)) is not { } stat)
        {
            return null;
        }

        if (_right.TryGetValue(id, out var then) && then == stat)
        {
            return true;
        }

        var right = Verify(id, maxBytes, Stream.Null) == true;
        if (right && stat.IsFile && _time.GetUtcNow().ToUnixTimeSeconds() > stat.Changed.Seconds + 1)
        {
            Remember(id, stat);
        }

        return right;
    }

    private void Remember(string id, FileStat stat)
    {
        if (_right.Count >= MaxRemembered)
        {
            _right.Clear();
        }

        _right[id] = stat;
    }

    /// <summary>Writes an object that git did not have to be started for. One that is there already, and right, is left as it is.</summary>
    /// <param name="effect">The middle part of the fault points around it.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="IOException">The disk is full or read-only.</exception>
    public string Write(string type, ReadOnlySpan<byte> content, string effect)
    {
        byte[] whole = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{type} {content.Length}\0")), .. content];
        var id = Convert.ToHexStringLower(CryptographicOperations.HashData(Algorithm, whole));
        FaultPoint.Reach($"git.{effect}.before");
        if (IsRight(id, whole.Length) != true)
        {
            Put(PathOf(id), whole);
        }

        FaultPoint.Reach($"git.{effect}.after");
        return id;
    }

    /// <summary>The draft has the name that <c>git gc</c> clears away when it is left behind.</summary>
    private static void Put(string path, byte[] whole)
    {
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(path)!).FullName;
        var draft = Path.Combine(folder, $"tmp_obj_{Guid.NewGuid():n}");
        try
        {
            using (var packed = new ZLibStream(File.Create(draft), CompressionLevel.Fastest))
            {
                packed.Write(whole);
            }

            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(draft, ReadOnly);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    private bool? Verify(string id, long maxBytes, Stream copy)
    {
        var path = PathOf(id);
        if (!PlainFile.Exists(path))
        {
            return null;
        }

        try
        {
            using var file = PlainFile.OpenRead(path);
            using var content = new ZLibStream(file, CompressionMode.Decompress);
            return HashOf(content, maxBytes + MaxHeader, copy, out var sum) == id && EndsWith(file, sum);
        }
        catch (Exception cause) when (cause is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>git takes a file for damaged that lacks its check sum or holds anything behind it; decompressing does not look.</summary>
    private static bool EndsWith(FileStream file, uint sum)
    {
        Span<byte> last = stackalloc byte[sizeof(uint)];
        file.Seek(-last.Length, SeekOrigin.End);
        file.ReadExactly(last);
        return BinaryPrimitives.ReadUInt32BigEndian(last) == sum;
    }

    /// <param name="sum">Adler-32 of the content (RFC 1950).</param>
    private string? HashOf(Stream content, long most, Stream copy, out uint sum)
    {
        const uint modulus = 65521;
        const int block = 3800; // no sum of so many bytes overflows
        var (low, high) = (1u, 0u);
        sum = 0;
        using var hash = IncrementalHash.CreateHash(Algorithm);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            for (int read; (read = content.Read(buffer)) > 0; most -= read)
            {
                if (read > most)
                {
                    return null;
                }

                hash.AppendData(buffer, 0, read);
                copy.Write(buffer, 0, read);
                for (var at = 0; at < read; low %= modulus, high %= modulus)
                {
                    for (var end = Math.Min(read, at + block); at < end; at++)
                    {
                        low += buffer[at];
                        high += low;
                    }
                }
            }

            sum = (high << 16) | low;
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
