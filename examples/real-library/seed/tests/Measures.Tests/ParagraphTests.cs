namespace Measures.Tests;

public sealed class ParagraphTests
{
    [Theory]
    [InlineData("the quick brown fox", 9, "the quick|brown fox")]
    [InlineData("the quick brown fox", 10, "the quick|brown fox")]
    [InlineData("one", 10, "one")]
    [InlineData("a  b\tc\nd", 3, "a b|c d")]
    [InlineData("abcdefgh", 3, "abc|def|gh")]
    [InlineData("to abcdefgh", 3, "to|abc|def|gh")]
    [InlineData("", 5, "")]
    public void Lines_break_between_words(string text, int width, string lines) =>
        Assert.Equal(lines, string.Join('|', Paragraph.Wrap(text, width)));

    [Fact]
    public void No_line_is_longer_than_the_width()
    {
        const string Text = "Baton believes nothing that it has not checked, extraordinarily so.";
        for (var width = 1; width < 80; width++)
        {
            Assert.All(Paragraph.Wrap(Text, width), line => Assert.InRange(line.Length, 1, width));
        }
    }

    [Fact]
    public void A_width_below_one_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Paragraph.Wrap("text", 0));
}
