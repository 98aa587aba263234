using System.Globalization;

namespace Baton.Domain.Plans;

/// <summary>The number at the front of a quantity: digits, thousands set off by commas or underscores, a decimal point.</summary>
internal static class NumberText
{
    private const int LongestNumber = 24;

    /// <summary>Takes the number and the blanks around it from the front of <paramref name="text"/>; leaves it alone when there is none.</summary>
    public static bool TryTake(ref ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        var trimmed = text.TrimStart();
        var length = Length(trimmed);
        if (length is 0 or > LongestNumber || !char.IsAsciiDigit(trimmed[0]) || !HasWholeGroups(trimmed[..length]))
        {
            return false;
        }

        Span<char> digits = stackalloc char[LongestNumber];
        var count = 0;
        foreach (var character in trimmed[..length])
        {
            if (character is not (',' or '_'))
            {
                digits[count++] = character;
            }
        }

        if (!decimal.TryParse(digits[..count], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number))
        {
            return false;
        }

        text = trimmed[length..].TrimStart();
        return true;
    }

    private static int Length(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || text[length] is '.' or ',' or '_'))
        {
            length++;
        }

        return length;
    }

    private static bool HasWholeGroups(ReadOnlySpan<char> number)
    {
        var point = number.IndexOf('.');
        var whole = point < 0 ? number : number[..point];
        if (point >= 0 && (point == number.Length - 1 || number[point..].IndexOfAny(',', '_') >= 0))
        {
            return false;
        }

        for (var first = true; whole.IndexOfAny(',', '_') is var comma && comma >= 0; first = false)
        {
            if (first ? comma is 0 or > 3 : comma != 3)
            {
                return false;
            }

            whole = whole[(comma + 1)..];
            var next = whole.IndexOfAny(',', '_');
            if (next < 0 && whole.Length != 3)
            {
                return false;
            }
        }

        return true;
    }
}
