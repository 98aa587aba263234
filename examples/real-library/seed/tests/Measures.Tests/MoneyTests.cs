namespace Measures.Tests;

public sealed class MoneyTests
{
    [Theory]
    [InlineData(100, new[] { 1, 1 }, new long[] { 50, 50 })]
    [InlineData(100, new[] { 1, 1, 1 }, new long[] { 34, 33, 33 })]
    [InlineData(5, new[] { 3, 7 }, new long[] { 2, 3 })]
    [InlineData(-100, new[] { 1, 1, 1 }, new long[] { -34, -33, -33 })]
    [InlineData(7, new[] { 0, 1 }, new long[] { 0, 7 })]
    public void Shares_follow_the_weights_and_lose_no_cent(long cents, int[] weights, long[] expected) =>
        Assert.Equal(expected, new Money(cents, "EUR").Allocate(weights).Select(share => share.Cents));

    [Fact]
    public void Shares_always_sum_to_the_whole()
    {
        for (var cents = -250; cents <= 250; cents++)
        {
            var shares = new Money(cents, "EUR").Allocate(3, 0, 5, 7);
            Assert.Equal(new Money(cents, "EUR"), shares.Aggregate(new Money(0, "EUR"), (sum, share) => sum + share));
        }
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 0, 0 })]
    [InlineData(new[] { 2, -1 })]
    public void Weights_that_divide_nothing_are_refused(int[] weights) =>
        Assert.Throws<ArgumentException>(() => new Money(100, "EUR").Allocate(weights));
}
