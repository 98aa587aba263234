using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Baton.Engine.Git;

/// <summary>The content of commit objects.</summary>
internal static class CommitFormat
{
    private const string TreeLine = "tree ";
    private const int ParentLine = 7;

    /// <param name="identity">Author and committer as git's environment variables.</param>
    public static byte[] Write(string tree, IEnumerable<string> parents, string message, ImmutableDictionary<string, string> identity, DateTimeOffset at)
    {
        var text = new StringBuilder().Append(TreeLine).Append(tree).Append('\n');
        foreach (var parent in parents.Distinct())
        {
            text.Append("parent ").Append(parent).Append('\n');
        }

        text.Append("author ").Append(Person(identity, "GIT_AUTHOR", at)).Append('\n').Append("committer ").Append(Person(identity, "GIT_COMMITTER", at)).Append("\n\n");
        text.Append(message.Replace("\0", "", StringComparison.Ordinal));
        return Encoding.UTF8.GetBytes(message.EndsWith('\n') ? text.ToString() : text.Append('\n').ToString());
    }

    /// <summary>The tree that a commit names; null when it is no commit.</summary>
    public static string? TreeOf(ReadOnlySpan<byte> content, int digits)
    {
        var line = Encoding.ASCII.GetString(content[..Math.Min(content.Length, TreeLine.Length + digits)]);
        return line.StartsWith(TreeLine, StringComparison.Ordinal) && LooseRefs.IsObjectId(line[TreeLine.Length..]) ? line[TreeLine.Length..] : null;
    }

    /// <summary>The parents that a commit names, in their order.</summary>
    public static List<string> ParentsOf(ReadOnlySpan<byte> content, int digits)
    {
        var parents = new List<string>();
        var line = content.Length > TreeLine.Length + digits ? content[(TreeLine.Length + digits + 1)..] : [];
        for (; line.StartsWith("parent "u8) && line.Length > ParentLine + digits; line = line[(ParentLine + digits + 1)..])
        {
            parents.Add(Encoding.ASCII.GetString(line.Slice(ParentLine, digits)));
        }

        return parents;
    }

    private static string Person(ImmutableDictionary<string, string> identity, string who, DateTimeOffset at)
    {
        var offset = at.Offset;
        return string.Create(CultureInfo.InvariantCulture,
            $"{Plain(identity[who + "_NAME"])} <{Plain(identity[who + "_EMAIL"])}> {at.ToUnixTimeSeconds()} {(offset < TimeSpan.Zero ? '-' : '+')}{offset:hhmm}");
    }

    /// <summary>Without what ends a name or an address.</summary>
    private static string Plain(string text) => string.Concat(text.Where(c => c is not ('<' or '>') && !char.IsControl(c))).Trim();
}
