using System.Globalization;
using System.Text;

namespace Baton.Engine.Charts;

/// <summary>
/// How wide text is at most in a picture whose font the reader's machine chooses: the advance widths of DejaVu Sans, the widest of the usual sans-serif
/// fonts, in thousandths of the font size (hmtx table of DejaVu Sans 2.37).
/// </summary>
public static class TextWidth
{
    private const int FirstKnown = ' ';
    private const double BoldFactor = 1.16;
    private const string More = "…";

    private static readonly short[] Known =
    [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
        1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
        500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
    ];

    /// <param name="size">The font size in pixels; so is the result.</param>
    public static double Of(string text, double size, bool bold = false)
    {
        var thousandths = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            thousandths += Thousandths(rune);
        }

        return thousandths / 1000.0 * size * (bold ? BoldFactor : 1);
    }

    /// <returns>The text, or as many of its characters as fit before an ellipsis; empty when not even one does. No character is cut in two.</returns>
    public static string Clip(string text, double width, double size, bool bold = false)
    {
        if (Of(text, size, bold) <= width)
        {
            return text;
        }

        var room = width - Of(More, size, bold);
        var kept = 0;
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            room -= Of(element, size, bold);
            if (room < 0)
            {
                break;
            }

            kept = elements.ElementIndex + element.Length;
        }

        return kept == 0 ? "" : text[..kept].TrimEnd() + More;
    }

    /// <returns>Lines that break at spaces; a word that is wider than a line is clipped, and so is the last line when there would be more.</returns>
    public static List<string> Wrap(string text, double width, double size, int mostLines)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && lines.Count + 1 < mostLines && Of(longer, size) > width)
            {
                lines.Add(Clip(line, width, size));
                longer = word;
            }

            line = longer;
        }

        return line.Length == 0 ? lines : [.. lines, Clip(line, width, size)];
    }

    private static int Thousandths(Rune rune) => rune.Value switch
    {
        < FirstKnown => 0,
        < FirstKnown + 95 => Known[rune.Value - FirstKnown],
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        >= 0x1F000 => 1400,
        >= 0x2E80 and < 0xFE00 => 1050,
        >= 0x2190 and < 0x2C00 => 1000,
        0x2014 or 0x2026 => 1000,
        _ => 900,
    };
}
