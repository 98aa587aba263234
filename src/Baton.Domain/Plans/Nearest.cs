namespace Baton.Domain.Plans;

/// <summary>Finds the word that somebody probably meant.</summary>
public static class Nearest
{
    private const int LongestWord = 64;

    /// <summary>The known word with the fewest edits from <paramref name="word"/>; null when none is close (a third of the letters, at least two edits).</summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        if (word.Length > LongestWord)
        {
            return null;
        }

        var best = Math.Max(2, word.Length / 3) + 1;
        string? nearest = null;
        foreach (var candidate in known)
        {
            var distance = Distance(word, candidate, best);
            if (distance < best && distance < Math.Max(word.Length, candidate.Length))
            {
                best = distance;
                nearest = candidate;
            }
        }

        return nearest;
    }

    /// <summary>"Did you mean 'x'? " in front of the advice when there is a near word, else the advice alone.</summary>
    public static string Advice(string word, IEnumerable<string> known, string advice) =>
        Find(word, known) is { } nearest ? $"Did you mean '{nearest}'? {advice}" : advice;

    private static int Distance(string a, string b, int bound)
    {
        if (b.Length > LongestWord || Math.Abs(a.Length - b.Length) >= bound)
        {
            return bound;
        }

        var same = a.AsSpan().CommonPrefixLength(b);
        return Distance(a.AsSpan(same), b.AsSpan(same), bound);
    }

    private static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int bound)
    {
        Span<int> row = stackalloc int[LongestWord + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            if (NextRow(row, a[i - 1], i, b) >= bound)
            {
                return bound;
            }
        }

        return row[b.Length];
    }

    /// <summary>Gives the least of the row, below which no later row can fall.</summary>
    private static int NextRow(Span<int> row, char letter, int number, ReadOnlySpan<char> b)
    {
        var diagonal = row[0];
        row[0] = number;
        var least = number;
        for (var j = 1; j <= b.Length; j++)
        {
            var substitute = diagonal + (char.ToLowerInvariant(letter) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
            diagonal = row[j];
            row[j] = Math.Min(substitute, Math.Min(row[j], row[j - 1]) + 1);
            least = Math.Min(least, row[j]);
        }

        return least;
    }
}
