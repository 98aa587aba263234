namespace Baton.Engine.Charts;

/// <summary>A table of plain text that wraps its last columns to a width.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    /// <param name="fixedColumns">How many columns keep the width of their widest cell, up to a third of the whole; the others share the rest.</param>
    public static IEnumerable<string> Lines(string[] head, IReadOnlyList<string[]> rows, int fixedColumns, int width, char line)
    {
        var widths = Widths(head, rows, fixedColumns, width);
        foreach (var text in Row(head, widths))
        {
            yield return text;
        }

        yield return string.Join(Gap, widths.Select(w => new string(line, w)));
        foreach (var text in rows.SelectMany(row => Row(row, widths)))
        {
            yield return text;
        }
    }

    private static int[] Widths(string[] head, IReadOnlyList<string[]> rows, int fixedColumns, int width)
    {
        int[] widest = [.. head.Select((h, c) => rows.Select(r => r[c].Length).Append(h.Length).Max())];
        int[] widths = [.. widest.Select((w, c) => c < fixedColumns ? Math.Min(w, width / 3) : w)];
        var room = width - (Gap.Length * (head.Length - 1)) - widths[..fixedColumns].Sum();
        for (var c = fixedColumns; c < head.Length; c++)
        {
            var share = Math.Max(4, room / (head.Length - c));
            widths[c] = Math.Min(widest[c], share);
            room -= widths[c];
        }

        return widths;
    }

    private static IEnumerable<string> Row(string[] cells, int[] widths)
    {
        List<string>[] wrapped = [.. cells.Select((cell, c) => Wrap(cell, widths[c]))];
        for (var k = 0; k < wrapped.Max(w => w.Count); k++)
        {
            yield return string.Join(Gap, wrapped.Select((w, c) => (k < w.Count ? w[k] : "").PadRight(widths[c]))).TrimEnd();
        }
    }

    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' ').SelectMany(w => w.Length > width ? w.Chunk(width).Select(c => new string(c)) : [w]))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        return [.. lines, line];
    }
}
