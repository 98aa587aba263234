namespace Baton.Engine.Git;

/// <summary>
/// Reads refs from their files, which costs no process. A loose file always wins over a packed ref and is replaced by renaming, so what
/// is read is whole and current. Whoever finds nothing here asks git (packed refs, other ref formats).
/// </summary>
internal static class LooseRefs
{
    private const string Symbolic = "ref: ";
    private static readonly string[] Baton = ["refs/heads/", "refs/baton/"];

    /// <summary>The object id in the ref's file, or null.</summary>
    public static string? TryRead(string commonDir, string name) => TryReadText(Path.Combine(commonDir, name)) is { } text && IsObjectId(text) ? text : null;

    /// <summary>Where a branch or a ref of Baton's is, as far as files tell: its own one, then that of the packed ones, which is the order in which git looks.</summary>
    /// <returns>Not known: git has to be asked. Known, and null: there is no such ref.</returns>
    public static (bool IsKnown, string? Id) Look(string commonDir, string name)
    {
        if (TryRead(commonDir, name) is { } id)
        {
            return (true, id);
        }

        var packed = Path.Combine(commonDir, "packed-refs");
        return Path.Exists(Path.Combine(commonDir, name)) || HasOtherFormat(commonDir) || !Baton.Any(p => name.StartsWith(p, StringComparison.Ordinal)) ? (false, null)
            : !Path.Exists(packed) ? (true, null)
            : TryReadText(packed) is { } text ? (true, Packed(text, name)) : (false, null);
    }

    /// <summary>Refs are no files there.</summary>
    public static bool HasOtherFormat(string commonDir) => Path.Exists(Path.Combine(commonDir, "reftable"));

    private static string? Packed(string text, string name) =>
        text.Split('\n').Select(line => line.Split(' ')).FirstOrDefault(f => f is [var id, var ending] && ending == name && IsObjectId(id))?[0];

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
        catch (IOException)
        {
            return null;
        }
    }
}
