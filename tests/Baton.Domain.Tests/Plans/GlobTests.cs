using Baton.Domain.Plans;
using Xunit;

namespace Baton.Domain.Tests.Plans;

public sealed class GlobTests
{
    [Theory]
    [InlineData("src/a.ts", "src/a.ts", true)]
    [InlineData("src/a.ts", "src/b.ts", false)]
    [InlineData("./src/a.ts", "src/a.ts", true)]
    [InlineData("src/a.ts", "./src/a.ts", true)]
    [InlineData("src", "src/a.ts", false)]
    [InlineData("src/", "src/a.ts", true)]
    [InlineData("src/", "src/b/c/a.ts", true)]
    [InlineData("src/", "src", false)]
    [InlineData("src/**", "src", false)]
    [InlineData("src/**", "src/a", true)]
    [InlineData("src/**", "src2/a", false)]
    [InlineData("**", "a", true)]
    [InlineData("**", "a/b/c", true)]
    [InlineData("**/a.ts", "a.ts", true)]
    [InlineData("**/a.ts", "x/y/a.ts", true)]
    [InlineData("**/a.ts", "x/ba.ts", false)]
    [InlineData("a/**/b", "a/b", true)]
    [InlineData("a/**/b", "a/x/y/b", true)]
    [InlineData("a/**/b", "a/x/y/c", false)]
    [InlineData("a/**/b/**/c", "a/b/x/b/c", true)]
    [InlineData("*.sql", "a.sql", true)]
    [InlineData("*.sql", "db/a.sql", false)]
    [InlineData("db/*", "db/a/b", false)]
    [InlineData("db/*", "db/", true)]
    [InlineData("a*b*c", "aXbYc", true)]
    [InlineData("a*b*c", "aXbY", false)]
    [InlineData("?.txt", "a.txt", true)]
    [InlineData("?.txt", "ab.txt", false)]
    [InlineData("?.txt", ".txt", false)]
    [InlineData("a/?/c", "a//c", false)]
    [InlineData("src/[id].ts", "src/[id].ts", true)]
    [InlineData("src/[id].ts", "src/i.ts", false)]
    [InlineData("A.ts", "a.ts", false)]
    [InlineData("**/*.ts", "a/b.ts", true)]
    [InlineData("a**b", "axb", true)]
    [InlineData("a**b", "a/b", false)]
    public void IsMatch(string pattern, string path, bool expected) => Assert.Equal(expected, Glob.IsMatch(pattern, path));

    [Theory]
    [InlineData("**", "a/*.ts", true)]
    [InlineData("a/**", "a/**/b", true)]
    [InlineData("a/**", "a/", true)]
    [InlineData("a/*", "a/**", false)]
    [InlineData("a/*", "a/?", true)]
    [InlineData("a/?", "a/*", false)]
    [InlineData("a/*.ts", "a/*.d.ts", true)]
    [InlineData("a/*.d.ts", "a/*.ts", false)]
    [InlineData("a/b", "a/*", false)]
    [InlineData("**/x", "*/x", true)]
    [InlineData("**/*/x", "**/x", false)]
    public void Covers(string wide, string narrow, bool expected) => Assert.Equal(expected, Glob.Covers(wide, narrow));

    [Fact]
    public void What_a_covered_glob_matches_the_covering_one_matches_too()
    {
        var random = new Random(7);
        string[] segments = ["a", "b", "ab", "*", "?", "a*", "*b", "**"];
        string[] names = ["a", "b", "ab", "ba", "aab"];
        var covered = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var wide = Join(random, segments);
            var narrow = Join(random, segments);
            var path = Join(random, names);
            if (Glob.Covers(wide, narrow) && Glob.IsMatch(narrow, path))
            {
                covered++;
                Assert.True(Glob.IsMatch(wide, path), $"{wide} covers {narrow}, which matches {path}.");
            }
        }

        Assert.True(covered > 100);
    }

    [Fact]
    public void A_hostile_pattern_comes_to_an_end()
    {
        var pattern = string.Concat(Enumerable.Repeat("**/a*a*a*a*/", 40)) + "z";
        var path = string.Concat(Enumerable.Repeat("aaaaaaaaaaaaaaaaaaaa/", 80)) + "y";

        Assert.False(Glob.IsMatch(pattern, path));
    }

    private static string Join(Random random, string[] parts) =>
        string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => parts[random.Next(parts.Length)]));
}
