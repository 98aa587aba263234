namespace Measures.Tests;

public sealed class SlugTests
{
    [Theory]
    [InlineData("Hello, World!", "hello-world")]
    [InlineData("  many   spaces  ", "many-spaces")]
    [InlineData("Crème brûlée", "creme-brulee")]
    [InlineData("C# 14 & .NET 10", "c-14-net-10")]
    [InlineData("already-a-slug", "already-a-slug")]
    [InlineData("---", "")]
    [InlineData("", "")]
    public void Titles_become_addresses(string title, string slug) => Assert.Equal(slug, Slug.From(title));

    [Fact]
    public void A_slug_of_a_slug_is_the_same_slug() =>
        Assert.Equal(Slug.From("Plans & Proofs, part 2"), Slug.From(Slug.From("Plans & Proofs, part 2")));
}
