namespace Baton.Domain.Plans;

/// <summary>
/// Path patterns with forward slashes: <c>**</c> as a whole segment stands for any number of folders, <c>*</c> for any characters within a segment,
/// <c>?</c> for one. A pattern that ends with <c>/</c> means everything below. Everything else, brackets included, stands for itself. Case matters.
/// Matching takes time proportional to the product of both lengths at worst.
/// </summary>
public static class Glob
{
    private const string AnyDepth = "**";

    /// <summary>Whether the file at <paramref name="path"/> (relative, forward slashes) is meant by <paramref name="pattern"/>.</summary>
    public static bool IsMatch(string pattern, string path)
    {
        pattern = Normalize(pattern);
        path = TrimDots(path);
        return IsPlain(pattern) ? string.Equals(pattern, path, StringComparison.Ordinal) : Walk(pattern.Split('/'), path.Split('/'), literal: true);
    }

    /// <summary>
    /// Whether every path that <paramref name="narrow"/> can mean is also meant by <paramref name="wide"/>.
    /// A false answer may be wrong for unusual patterns, a true one never is.
    /// </summary>
    public static bool Covers(string wide, string narrow)
    {
        wide = Normalize(wide);
        narrow = Normalize(narrow);
        return string.Equals(wide, narrow, StringComparison.Ordinal)
            || (!IsPlain(wide) && Walk(wide.Split('/'), narrow.Split('/'), literal: false));
    }

    /// <summary>Whether the text holds a wildcard or means a whole folder, and so can stand for several files.</summary>
    public static bool IsPattern(string path) => !IsPlain(path) || path.EndsWith('/');

    /// <summary>The same pattern without <c>./</c> in front, and with <c>**</c> behind a final slash.</summary>
    public static string Normalize(string pattern)
    {
        var trimmed = TrimDots(pattern);
        return trimmed.EndsWith('/') ? trimmed + AnyDepth : trimmed;
    }

    private static string TrimDots(string path)
    {
        while (path.StartsWith("./", StringComparison.Ordinal))
        {
            path = path[2..];
        }

        return path;
    }

    private static bool IsPlain(string text) => text.AsSpan().IndexOfAny('*', '?') < 0;

    private static bool Walk(string[] pattern, string[] path, bool literal)
    {
        int p = 0, s = 0, star = -1, resume = 0;
        while (s < path.Length)
        {
            if (p < pattern.Length && pattern[p] == AnyDepth)
            {
                star = p++;
                resume = s;
            }
            else if (p < pattern.Length && SegmentMatches(pattern[p], path[s], literal))
            {
                p++;
                s++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                s = ++resume;
            }
            else
            {
                return false;
            }
        }

        return EndsWell(pattern, p);
    }

    /// <summary>What is left of the pattern must be able to mean nothing; a final <c>**</c> behind a folder has to mean something.</summary>
    private static bool EndsWell(string[] pattern, int p)
    {
        var before = p;
        while (p < pattern.Length && pattern[p] == AnyDepth)
        {
            p++;
        }

        return p == pattern.Length && before == p;
    }

    private static bool SegmentMatches(string pattern, string segment, bool literal)
    {
        if (!literal && segment == AnyDepth)
        {
            return false;
        }

        int p = 0, s = 0, star = -1, resume = 0;
        while (s < segment.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = s;
            }
            else if (p < pattern.Length && CharacterMatches(pattern[p], segment[s], literal))
            {
                p++;
                s++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                s = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }

    private static bool CharacterMatches(char pattern, char character, bool literal) =>
        pattern == '?' ? literal || character != '*' : pattern == character && (literal || character != '*');
}
