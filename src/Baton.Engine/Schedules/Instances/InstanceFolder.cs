namespace Baton.Engine.Schedules.Instances;

/// <summary>Which files stand behind the paths that a person names.</summary>
public static class InstanceFolder
{
    /// <summary>
    /// Every file as named; for a folder, its instances in natural order (<c>j301_2</c> before <c>j301_10</c>). Folders inside are not entered.
    /// A folder without instances gives nothing.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be listed.</exception>
    public static IReadOnlyList<string> Files(string path) => Directory.Exists(path)
        ? [.. Directory.EnumerateFiles(path).Where(InstanceFile.HasKnownEnding).Order(Comparer<string>.Create(Compare))]
        : [path];

    /// <summary>Digits count as numbers, everything else by character.</summary>
    internal static int Compare(string a, string b)
    {
        var (i, j) = (0, 0);
        while (i < a.Length && j < b.Length)
        {
            var order = char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j])
                ? CompareNumbers(Digits(a, ref i), Digits(b, ref j))
                : a[i++].CompareTo(b[j++]);
            if (order != 0)
            {
                return order;
            }
        }

        var rest = (a.Length - i).CompareTo(b.Length - j);
        return rest != 0 ? rest : string.CompareOrdinal(a, b);
    }

    private static ReadOnlySpan<char> Digits(string text, ref int position)
    {
        var start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
        {
            position++;
        }

        return text.AsSpan(start, position - start).TrimStart('0');
    }

    private static int CompareNumbers(ReadOnlySpan<char> a, ReadOnlySpan<char> b) =>
        a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
}
