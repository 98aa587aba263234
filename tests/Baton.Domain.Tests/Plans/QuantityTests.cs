using Baton.Domain.Plans;
using Xunit;

namespace Baton.Domain.Tests.Plans;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("4h", 14_400)]
    [InlineData("90m", 5_400)]
    [InlineData("30s", 30)]
    [InlineData("250ms", 0.25)]
    [InlineData("1h30m", 5_400)]
    [InlineData("1h 30m", 5_400)]
    [InlineData("6 hours", 21_600)]
    [InlineData("1 hour 5 minutes", 3_900)]
    [InlineData("2d", 57_600)]
    [InlineData("1w", 144_000)]
    [InlineData("1.5h", 5_400)]
    [InlineData("PT4H30M", 16_200)]
    [InlineData("P1DT1H", 32_400)]
    [InlineData("PT0.5H", 1_800)]
    [InlineData("1,000s", 1_000)]
    [InlineData(" 4h ", 14_400)]
    [InlineData("0", 0)]
    public void Durations(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration, out var problem), problem);
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("4", "no unit")]
    [InlineData("-4h", "negative")]
    [InlineData("h", "not a duration")]
    [InlineData("4x", "unknown unit 'x'")]
    [InlineData("4 h 3", "no unit")]
    [InlineData("30m1h", "large units to small")]
    [InlineData("1h1h", "large units to small")]
    [InlineData("1,5h", "not a duration")]
    [InlineData("1.h", "not a duration")]
    [InlineData(".5h", "not a duration")]
    [InlineData("100001h", "longer than")]
    [InlineData("99999999999999999999999999999999h", "not a duration")]
    [InlineData("99999999999999999999h", "longer than")]
    [InlineData("60000h5999999m", "longer than")]
    [InlineData("P", "ISO")]
    [InlineData("PT", "ISO")]
    [InlineData("P1Y", "ISO")]
    [InlineData("PT1M1H", "ISO")]
    [InlineData("PTT1H", "ISO")]
    [InlineData("4ｈ", "unknown unit")]
    public void Bad_durations(string text, string problem)
    {
        Assert.False(DurationText.TryParse(text, out _, out var said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("20k", 20_000)]
    [InlineData("1.2M", 1_200_000)]
    [InlineData("90,000", 90_000)]
    [InlineData("90_000 tokens", 90_000)]
    [InlineData("5 k tokens", 5_000)]
    [InlineData("1 token", 1)]
    [InlineData("0", 0)]
    public void Token_counts(string text, long count)
    {
        Assert.True(QuantityText.TryParseTokens(text, out var tokens, out var problem), problem);
        Assert.Equal(count, tokens.Count);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("many", "not a number")]
    [InlineData("-1", "negative")]
    [InlineData("1.5", "whole number")]
    [InlineData("9,00", "not a number")]
    [InlineData("1,2,3", "not a number")]
    [InlineData("20q", "unknown unit")]
    [InlineData("9999999999999999999999", "more than")]
    [InlineData("2000000M", "more than")]
    public void Bad_token_counts(string text, string problem)
    {
        Assert.False(QuantityText.TryParseTokens(text, out _, out var said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$2.50", "2.50")]
    [InlineData("2.50 USD", "2.50")]
    [InlineData("USD 3", "3")]
    [InlineData("$1,000.25", "1000.25")]
    public void Amounts(string text, string usd)
    {
        Assert.True(QuantityText.TryParseMoney(text, out var money, out var problem), problem);
        Assert.Equal(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture), money.Usd);
    }

    [Theory]
    [InlineData("5", "no currency")]
    [InlineData("5 EUR", "unknown currency")]
    [InlineData("$5 USD", "unknown currency")]
    [InlineData("$-5", "negative")]
    [InlineData("$9999999999", "more than")]
    [InlineData("$", "empty")]
    public void Bad_amounts(string text, string problem)
    {
        Assert.False(QuantityText.TryParseMoney(text, out _, out var said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("512B", 512)]
    [InlineData("10KB", 10_000)]
    [InlineData("1 MB", 1_000_000)]
    [InlineData("1.5GB", 1_500_000_000)]
    [InlineData("64KiB", 65_536)]
    [InlineData("100", 100)]
    public void Sizes(string text, long bytes)
    {
        Assert.True(QuantityText.TryParseSize(text, out var size, out var problem), problem);
        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("1XB")]
    [InlineData("-1B")]
    [InlineData("99999999999GB")]
    public void Bad_sizes(string text) => Assert.False(QuantityText.TryParseSize(text, out _, out _));

    [Theory]
    [InlineData("50%", 0.5)]
    [InlineData("0.25", 0.25)]
    [InlineData("100 %", 1)]
    [InlineData("1", 1)]
    public void Shares(string text, double share)
    {
        Assert.True(QuantityText.TryParseShare(text, out var read, out var problem), problem);
        Assert.Equal(share, read, 6);
    }

    [Theory]
    [InlineData("101%")]
    [InlineData("50")]
    [InlineData("half")]
    [InlineData("-1%")]
    public void Bad_shares(string text) => Assert.False(QuantityText.TryParseShare(text, out _, out _));

    [Theory]
    [InlineData("need", "needs")]
    [InlineData("Needs", "needs")]
    [InlineData("outptus", "outputs")]
    [InlineData("xyz", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_found_when_it_is_near(string word, string? expected) =>
        Assert.Equal(expected, Nearest.Find(word, ["needs", "inputs", "outputs", "title"]));

    [Fact]
    public void Random_text_never_throws()
    {
        var random = new Random(11);
        const string Alphabet = "0123456789.,_-+ hmsdwkMPT$USD%eE\u0660é";
        for (var round = 0; round < 20_000; round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(30)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            Assert.True(DurationText.TryParse(text, out var duration, out var problem) ? duration >= TimeSpan.Zero && duration <= DurationText.Longest : problem.Length > 0);
            _ = QuantityText.TryParseTokens(text, out _, out _);
            _ = QuantityText.TryParseMoney(text, out _, out _);
            _ = QuantityText.TryParseSize(text, out _, out _);
            _ = QuantityText.TryParseShare(text, out _, out _);
        }
    }
}
