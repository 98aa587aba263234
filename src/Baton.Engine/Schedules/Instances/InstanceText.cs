using System.Globalization;
using System.Text.RegularExpressions;

namespace Baton.Engine.Schedules.Instances;

/// <summary>
/// The words of an instance with their lines, read one after another. The first failure stays: after it every read gives 0 and
/// <see cref="AtEnd"/>, so that a reader asks for <see cref="Error"/> once, at its end.
/// </summary>
internal sealed class InstanceText(string text)
{
    private const int MostShown = 30;
    private const string Incomplete = "The file is cut short or damaged; get a complete copy.";

    private int _position = text.StartsWith('\uFEFF') ? 1 : 0;
    private int _line = 1;

    public InstanceError? Error { get; private set; }

    /// <summary>The line of the next word, from 1.</summary>
    public int Line
    {
        get
        {
            SkipBlanks();
            return _line;
        }
    }

    public bool AtEnd
    {
        get
        {
            SkipBlanks();
            return Error is not null || _position == text.Length;
        }
    }

    public void Fail(int? line, string message, string remedy) => Error ??= new(line, message, remedy);

    /// <summary>A whole number between the limits, zero or more.</summary>
    /// <param name="what">Names the number in messages, for instance "the duration of job 3".</param>
    public long Number(string what, long least = 0, long most = int.MaxValue)
    {
        if (AtEnd)
        {
            Fail(_line, $"The file ends where {what} should be.", Incomplete);
            return 0;
        }

        var (line, word) = (_line, Word());
        if (!long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            Fail(line, $"{Capital(what)} should be a whole number, not '{Shown(word)}'.", "Correct it, or get a clean copy of the file.");
            return 0;
        }

        if (number < least || number > most)
        {
            Fail(line, $"{Capital(what)} is {number}, outside {least} to {most}.", "Correct it.");
            return 0;
        }

        return number;
    }

    public int Count(string what, int least, int most) => (int)Number(what, least, most);

    /// <summary>The next line that has words on it, without blanks at its ends; null at the end.</summary>
    public string? NextLine()
    {
        if (AtEnd)
        {
            return null;
        }

        var end = text.IndexOfAny(['\n', '\r'], _position);
        var line = text[_position..(end < 0 ? text.Length : end)].TrimEnd();
        _position += line.Length;
        return line;
    }

    /// <summary>Passes over the next line if it matches.</summary>
    public void SkipLine(Regex pattern)
    {
        var before = (_position, _line);
        if (NextLine() is { } line && !pattern.IsMatch(line))
        {
            (_position, _line) = before;
        }
    }

    /// <summary>True if there is a next word and it stands on this line.</summary>
    public bool IsOnLine(int line) => !AtEnd && _line == line;

    public bool NextIs(char first) => !AtEnd && text[_position] == first;

    private string Word()
    {
        var start = _position;
        while (_position < text.Length && !char.IsWhiteSpace(text[_position]))
        {
            _position++;
        }

        return text[start.._position];
    }

    private void SkipBlanks()
    {
        for (; _position < text.Length && char.IsWhiteSpace(text[_position]); _position++)
        {
            var lone = text[_position] == '\r' && (_position + 1 == text.Length || text[_position + 1] != '\n');
            _line += text[_position] == '\n' || lone ? 1 : 0;
        }
    }

    /// <summary>A word as it may stand in a message: short, and without control characters.</summary>
    public static string Shown(string word)
    {
        var clean = string.Concat(word.Take(MostShown).Select(c => char.IsControl(c) ? '?' : c));
        return word.Length > MostShown ? clean + "..." : clean;
    }

    private static string Capital(string what) => char.ToUpperInvariant(what[0]) + what[1..];
}
