using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;

namespace Baton.Engine.Git;

/// <summary>
/// An index that Baton's own git wrote (git's documentation, gitformat-index, version 2), to see without a process whether files still are as they
/// were checked out. What is not plain is left to git.
/// </summary>
internal sealed class IndexFile
{
    private const int Header = 12;
    private const int StatBytes = 40;
    private const ushort NameLength = 0xFFF;
    private const uint Link = 0xA000;
    private const uint Gitlink = 0xE000;
    private const long MaxHashedBytes = 32 * 1024 * 1024;
    private readonly ImmutableArray<IndexEntry> _entries;
    private readonly int _idBytes;

    private readonly ImmutableArray<string> _folders;

    private IndexFile(ImmutableArray<IndexEntry> entries, int idBytes)
    {
        (_entries, _idBytes) = (entries, idBytes);
        _folders = [.. entries.SelectMany(e => FoldersOf(e.Path)).Distinct()];
    }

    /// <summary>A link may take the place of any of them.</summary>
    private static IEnumerable<string> FoldersOf(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }

    /// <summary>Names of the files.</summary>
    public IEnumerable<string> Paths => _entries.Select(e => e.Path);

    /// <summary>The files that say how others are written into a work tree, in their order.</summary>
    public IEnumerable<(string Path, string Id)> Attributes => _entries.Where(e => TreeEntry.IsAttributes(Path.GetFileName(e.Path))).Select(e => (e.Path, e.Id));

    /// <summary>Null for an index that only git can read: another version, merges under way, parts that lie elsewhere.</summary>
    public static IndexFile? TryRead(ReadOnlySpan<byte> bytes, bool isSha256)
    {
        var idBytes = isSha256 ? 32 : 20;
        if (bytes.Length < Header + idBytes || !bytes.StartsWith("DIRC"u8) || BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) != 2)
        {
            return null;
        }

        var count = BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
        var entries = ImmutableArray.CreateBuilder<IndexEntry>();
        var at = Header;
        while (entries.Count < count)
        {
            if (IndexEntry.TryRead(bytes[at..^idBytes], idBytes) is not var (entry, length))
            {
                return null;
            }

            entries.Add(entry);
            at += length;
        }

        return IsWhole(bytes[at..^idBytes]) ? new IndexFile(entries.ToImmutable(), idBytes) : null;
    }

    /// <summary>
    /// True when every file of the index lies in the folder as it was when the index was written. False when one may not: git is to look closely.
    /// A file that is no younger than the index could have been changed within one tick of the clock, so it is read.
    /// </summary>
    /// <param name="written">When the index was written.</param>
    public bool IsUntouched(string folder, FileTime written)
    {
        try
        {
            return HasItsFolders(folder) && HasItsFiles(folder, written);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The same, and nothing else lies in the folder, not even an empty folder or one with other permissions than the top.</summary>
    /// <param name="exempt">The name of a regular file at the top that is no part of the commit.</param>
    public bool IsAllThereIs(string folder, FileTime written, string exempt)
    {
        if (_entries.Any(e => e.Type == Gitlink) || !IsUntouched(folder, written) || FileStat.Of(folder) is not { IsFolder: true } top || FileStat.Of(Path.Combine(folder, exempt)) is not { IsFile: true })
        {
            return false;
        }

        var files = Paths.Append(exempt).Select(p => Path.Combine(folder, p)).ToHashSet(StringComparer.Ordinal);
        var folders = files.SelectMany(f => Above(f, folder)).ToHashSet(StringComparer.Ordinal);
        try
        {
            return folders.All(f => FileStat.Of(f)?.Mode == top.Mode) && HasOnly(folder, files, folders);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool HasOnly(string folder, HashSet<string> files, HashSet<string> folders)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };
        var all = new FileSystemEnumerable<(string Path, bool IsFolder)>(folder, (ref FileSystemEntry e) => (e.ToFullPath(), e.IsDirectory && (e.Attributes & FileAttributes.ReparsePoint) == 0), options)
        {
            ShouldRecursePredicate = (ref FileSystemEntry e) => (e.Attributes & FileAttributes.ReparsePoint) == 0,
        };
        return all.All(e => (e.IsFolder ? folders : files).Contains(e.Path));
    }

    private static IEnumerable<string> Above(string path, string top)
    {
        for (var folder = Path.GetDirectoryName(path)!; folder.Length > top.Length; folder = Path.GetDirectoryName(folder)!)
        {
            yield return folder;
        }
    }

    /// <summary>A link in the place of a folder would lead the names below it elsewhere.</summary>
    private bool HasItsFolders(string folder) => _folders.All(f => FileStat.Of(Path.Combine(folder, f)) is { IsFolder: true });

    private bool HasItsFiles(string folder, FileTime written)
    {
        var toRead = MaxHashedBytes;
        foreach (var entry in _entries.Where(e => e.Type != Gitlink))
        {
            var path = Path.Combine(folder, entry.Path);
            if (FileStat.Of(path) is not { } stat || !entry.IsOf(stat))
            {
                return false;
            }

            if (stat.Modified.CompareTo(written) >= 0 && ((toRead -= (long)stat.Size) < 0 || HashOf(path, stat) != entry.Id))
            {
                return false;
            }
        }

        return true;
    }

    private string HashOf(string path, FileStat stat)
    {
        var content = stat.IsLink ? Encoding.UTF8.GetBytes(new FileInfo(path).LinkTarget ?? "") : PlainFile.ReadBytes(path);
        byte[] whole = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {content.Length}\0")), .. content];
        return Convert.ToHexStringLower(CryptographicOperations.HashData(_idBytes == 32 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1, whole));
    }

    /// <summary>Extensions that a reader may leave out begin with a capital letter.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> extensions)
    {
        while (!extensions.IsEmpty)
        {
            if (extensions.Length < 8 || extensions[0] is < (byte)'A' or > (byte)'Z')
            {
                return false;
            }

            var length = BinaryPrimitives.ReadUInt32BigEndian(extensions[4..]);
            if (length > extensions.Length - 8)
            {
                return false;
            }

            extensions = extensions[(8 + (int)length)..];
        }

        return true;
    }

    /// <param name="Mode">As git keeps it: the type, and for files 644 or 755.</param>
    private readonly record struct IndexEntry(FileTime Changed, FileTime Modified, uint Inode, uint Mode, uint User, uint Group, uint Size, string Id, string Path)
    {
        public uint Type => Mode & 0xF000;

        public static (IndexEntry Entry, int Length)? TryRead(ReadOnlySpan<byte> bytes, int idBytes)
        {
            var name = StatBytes + idBytes + sizeof(ushort);
            if (bytes.Length <= name)
            {
                return null;
            }

            var flags = BinaryPrimitives.ReadUInt16BigEndian(bytes[(name - sizeof(ushort))..]);
            var end = bytes[name..].IndexOf((byte)0);
            if (end < 1 || (flags & ~NameLength) != 0 || Math.Min(end, NameLength) != (flags & NameLength))
            {
                return null;
            }

            var length = (name + end + 8) / 8 * 8;
            var entry = new IndexEntry(new(At(bytes, 0), At(bytes, 1)), new(At(bytes, 2), At(bytes, 3)), At(bytes, 5), At(bytes, 6), At(bytes, 7), At(bytes, 8), At(bytes, 9),
                Convert.ToHexStringLower(bytes.Slice(StatBytes, idBytes)), Encoding.UTF8.GetString(bytes.Slice(name, end)));
            return length <= bytes.Length ? (entry, length) : null;
        }

        public bool IsOf(FileStat stat) => (Type == Link ? stat.IsLink : stat.IsFile && stat.IsExecutable == ((Mode & 0x40) != 0))
            && stat.Changed == Changed && stat.Modified == Modified && (uint)stat.Inode == Inode && stat.User == User && stat.Group == Group && (uint)stat.Size == Size;

        private static uint At(ReadOnlySpan<byte> bytes, int field) => BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 * field)..]);
    }
}
