using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;

namespace Baton.Engine.Plans;

/// <summary>The bytes of a plan file as text, if they are text at all.</summary>
internal static class PlanText
{
    /// <summary>Largest plan file in bytes.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    private const string SaveAsUtf8 = "Save the file as UTF-8.";
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(Controls());
    private static readonly SearchValues<char> Suspicious = SearchValues.Create("\uFFFDÃÂâ");

    /// <summary>The text without a byte order mark; null after an error, which is then among the findings.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, FindingList findings)
    {
        if (bytes.Length > MostBytes)
        {
            findings.Error(CheckCode.TooLarge, new(1, 1), "", $"The file is too large: it has more than {MostBytes:N0} bytes.", "Split the plan, or check that this is the right file.");
            return null;
        }

        bytes = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        if (IsWide(bytes))
        {
            findings.Error(CheckCode.NotText, new(1, 1), "", "The file is UTF-16 or UTF-32, not UTF-8.", SaveAsUtf8);
            return null;
        }

        var text = new char[bytes.Length];
        var status = Utf8.ToUtf16(bytes, text, out var read, out var written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
        {
            findings.Error(CheckCode.NotText, PositionOf(text, written), $"0x{bytes[read]:X2}", $"The byte 0x{bytes[read]:X2} here is not valid UTF-8.", SaveAsUtf8);
            return null;
        }

        return IsClean(text.AsSpan(0, written), findings) ? new string(text, 0, written) : null;
    }

    private static bool IsWide(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
        || (bytes.Length >= 4 && ((bytes[0] == 0 && bytes[2] == 0) || (bytes[1] == 0 && bytes[3] == 0)));

    private static bool IsClean(ReadOnlySpan<char> text, FindingList findings)
    {
        if (FindMojibake(text) is { } place)
        {
            findings.Error(CheckCode.Mojibake, PositionOf(text, place), text.Slice(place, Math.Min(2, text.Length - place)).ToString(),
                "The text here was decoded with a wrong encoding before it was saved.",
                "Restore the original characters. If they are meant, write them as escapes in double quotes, for example \"\\u00C3\".");
            return false;
        }

        if (text.IndexOfAny(Forbidden) is var index and >= 0)
        {
            findings.Error(CheckCode.NotText, PositionOf(text, index), "", $"The file holds the control character U+{(int)text[index]:X4}.",
                "Remove it. If it is meant, write it as an escape in double quotes.");
            return false;
        }

        return true;
    }

    private static int? FindMojibake(ReadOnlySpan<char> text)
    {
        var offset = 0;
        while (text[offset..].IndexOfAny(Suspicious) is var found and >= 0)
        {
            offset += found;
            if (IsMojibake(text[offset], offset + 1 < text.Length ? text[offset + 1] : ' '))
            {
                return offset;
            }

            offset++;
        }

        return null;
    }

    /// <summary>The replacement character, or what the two or three bytes of one character look like in Latin-1 and Windows-1252.</summary>
    private static bool IsMojibake(char first, char second) => first switch
    {
        '\uFFFD' => true,
        'â' => second is '€' or '\u0080',
        _ => second is (>= '\u0080' and <= '\u00BF') or '€' or '™' or (>= '\u2013' and <= '\u203A'),
    };

    private static SourcePosition PositionOf(ReadOnlySpan<char> text, int index)
    {
        var before = text[..index];
        var line = 1 + before.Count('\n');
        return new SourcePosition(line, index - before.LastIndexOf('\n'));
    }

    private static string Controls()
    {
        var controls = new StringBuilder();
        for (var c = '\0'; c <= '\u009F'; c++)
        {
            if (char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\u0085'))
            {
                controls.Append(c);
            }
        }

        return controls.Append("\uFFFE\uFFFF").ToString();
    }
}
