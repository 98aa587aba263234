namespace Baton.Domain.Plans.Checks;

/// <summary>Whether a path of the plan stays among the files of the repository.</summary>
public static class RepositoryPath
{
    /// <summary>What is wrong with the path, as the end of a sentence that starts with it; null when nothing is.</summary>
    public static string? Problem(string path)
    {
        if (path.Length == 0)
        {
            return "is empty";
        }

        if (path[0] is '/' or '~' || (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0])))
        {
            return "is absolute";
        }

        return path.Contains('\\', StringComparison.Ordinal) ? "has backslashes"
            : HasControl(path) ? "has control characters"
            : SegmentProblem(path);
    }

    private static bool HasControl(string path)
    {
        foreach (var character in path)
        {
            if (char.IsControl(character))
            {
                return true;
            }
        }

        return false;
    }

    private static string? SegmentProblem(string path)
    {
        var named = false;
        var rest = path.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf('/');
            var segment = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (segment is "..")
            {
                return "leaves the repository";
            }

            if (segment.Equals(".git", StringComparison.OrdinalIgnoreCase))
            {
                return "is inside .git";
            }

            if (!named && segment.Equals(".baton", StringComparison.OrdinalIgnoreCase))
            {
                return "is inside .baton";
            }

            named |= segment is not ("." or "");
        }

        return named ? null : "names the repository itself";
    }
}
