namespace Baton.Engine.Git;

/// <summary>
/// Reads refs from their files, which costs no process. A loose file always wins over a packed ref and is replaced by renaming, so what
/// is read is whole and current. Whoever finds nothing here asks git (packed refs, other ref formats).
/// </summary>
internal static class LooseRefs
{
    private const string Symbolic = "ref: ";
    private static readonly string[] Baton = ["refs/heads/", "refs/baton/"];

    /// <summary>The object id in the ref's file, or null. git reads a link as the name of another ref, so that one is left to git.</summary>
    public static string? TryRead(string commonDir, string name) =>
        Path.Combine(commonDir, name) is var path && FileStat.Of(path) is { IsFile: true } && TryReadText(path) is { } text && IsObjectId(text) ? text : null;

    /// <summary>Removes a file in the place of a ref that git can neither read nor replace.</summary>
    /// <param name="digits">Of the ids in this repository.</param>
    /// <returns>False when there is none.</returns>
    public static bool TryRemoveBroken(string commonDir, string name, int digits)
    {
        var path = Path.Combine(commonDir, name);
        if (TryRead(commonDir, name)?.Length == digits || FileStat.Of(path) is not { IsFolder: false })
        {
            return false;
        }

        File.Delete(path);
        return true;
    }

    /// <summary>Where a branch or a ref of Baton's is, as far as files tell: its own one, then that of the packed ones, which is the order in which git looks.</summary>
    /// <returns>Not known: git has to be asked. Known, and null: there is no such ref.</returns>
    public static (bool IsKnown, string? Id) Look(string commonDir, string name)
    {
        if (TryRead(commonDir, name) is { } id)
        {
            return (true, id);
        }

        var packed = Path.Combine(commonDir, "packed-refs");
        return FileStat.Of(Path.Combine(commonDir, name)) is not null || HasOtherFormat(commonDir) || !Baton.Any(p => name.StartsWith(p, StringComparison.Ordinal)) ? (false, null)
            : !Path.Exists(packed) ? (true, null)
            : TryReadText(packed) is { } text ? LookIn(text, name) : (false, null);
    }

    /// <summary>Refs are no files there.</summary>
    public static bool HasOtherFormat(string commonDir) => Path.Exists(Path.Combine(commonDir, "reftable"));

    /// <summary>git looks for the middle first: only what is in order, and names everything once, has one answer.</summary>
    private static (bool IsKnown, string? Id) LookIn(string packed, string name)
    {
        var (before, found) = ("", (string?)null);
        foreach (var line in packed.Split('\n').Where(l => l.Length > 0 && l[0] is not ('#' or '^')))
        {
            if (line.Split(' ') is not [var id, var ending] || !IsObjectId(id) || string.CompareOrdinal(before, ending) >= 0)
            {
                return (false, null);
            }

            before = ending;
            found = ending == name ? id : found;
        }

        return (true, found);
    }

    /// <summary>Where a HEAD file points: a full ref name or an object id; null when the file does not tell.</summary>
    public static string? TryReadHead(string gitDir)
    {
        var text = TryReadText(Path.Combine(gitDir, "HEAD"));
        if (text is null || IsObjectId(text))
        {
            return text;
        }

        var target = text.StartsWith(Symbolic, StringComparison.Ordinal) ? text[Symbolic.Length..].Trim() : null;
        return target is null or "refs/heads/.invalid" ? null : target;
    }

    public static bool IsObjectId(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    private static string? TryReadText(string path)
    {
        try
        {
            return PlainFile.TryRead(path)?.Trim();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
