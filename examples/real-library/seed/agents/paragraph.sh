# Implements Paragraph.Wrap.
. agents/common.sh
work_for_the_planned_time

cat > src/Measures/Paragraph.cs <<'CS'
namespace Measures;

/// <summary>Text in lines.</summary>
public static class Paragraph
{
    /// <summary>Breaks the text between words so that no line is longer than <paramref name="width"/>; a longer word is cut.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is below 1.</exception>
    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var lines = new List<string>();
        var line = "";
        foreach (var piece in Words(text).SelectMany(word => word.Chunk(width).Select(part => new string(part))))
        {
            if (line.Length > 0 && line.Length + 1 + piece.Length > width)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? piece : $"{line} {piece}";
        }

        return line.Length == 0 ? lines : [.. lines, line];
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
CS
say 'Paragraph.Wrap breaks lines.'
