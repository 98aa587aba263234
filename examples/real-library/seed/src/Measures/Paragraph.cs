namespace Measures;

/// <summary>Text in lines.</summary>
public static class Paragraph
{
    /// <summary>Breaks the text between words so that no line is longer than <paramref name="width"/>; a longer word is cut.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is below 1.</exception>
    public static IReadOnlyList<string> Wrap(string text, int width) => throw new NotImplementedException();
}
