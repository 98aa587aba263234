using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Baton.Engine.Git;

/// <param name="Mode">Six octal digits, as git prints them.</param>
/// <param name="Name">One character per byte, so that any name survives the way back into git.</param>
internal readonly record struct TreeEntry(string Mode, string Id, string Name)
{
    public const string FolderMode = "040000";

    /// <summary>Whether git looks into files of this name for how others are written into a work tree.</summary>
    public static bool IsAttributes(string name) => name.Equals(".gitattributes", StringComparison.OrdinalIgnoreCase);

    public bool IsFolder => Mode == FolderMode;

    public bool IsSubmodule => Mode == RawChange.Gitlink;
}

/// <summary>The content of tree objects: <c>mode SP name NUL id</c> for every entry, ids as bytes.</summary>
internal static class TreeFormat
{
    // There are four modes and one for folders; every entry naming its own string would be most of the memory.
    private static readonly string[] Modes = [TreeEntry.FolderMode, "100644", "100755", RawChange.Link, RawChange.Gitlink];

    /// <summary>Null when it is no tree.</summary>
    public static ImmutableArray<TreeEntry>? Parse(ReadOnlySpan<byte> content, int idBytes)
    {
        var entries = ImmutableArray.CreateBuilder<TreeEntry>();
        while (!content.IsEmpty)
        {
            var (space, end) = (content.IndexOf((byte)' '), content.IndexOf((byte)0));
            if (space is < 1 or > 6 || end < space || content.Length < end + 1 + idBytes)
            {
                return null;
            }

            var id = Convert.ToHexStringLower(content.Slice(end + 1, idBytes));
            entries.Add(new TreeEntry(ModeOf(Encoding.ASCII.GetString(content[..space])), id, Encoding.Latin1.GetString(content[(space + 1)..end])));
            content = content[(end + 1 + idBytes)..];
        }

        return entries.ToImmutable();
    }

    /// <summary>The id of the tree that has these entries.</summary>
    public static string IdOf(IReadOnlyCollection<TreeEntry> entries, bool isSha256)
    {
        using var content = new MemoryStream();
        foreach (var entry in entries)
        {
            content.Write(Encoding.Latin1.GetBytes($"{entry.Mode.TrimStart('0')} {entry.Name}\0"));
            content.Write(Convert.FromHexString(entry.Id));
        }

        byte[] whole = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"tree {content.Length}\0")), .. content.GetBuffer().AsSpan(0, (int)content.Length)];
        return Convert.ToHexStringLower(CryptographicOperations.HashData(isSha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1, whole));
    }

    public static string ModeOf(string mode) => Modes.FirstOrDefault(m => m == mode.PadLeft(6, '0')) ?? mode.PadLeft(6, '0');
}
