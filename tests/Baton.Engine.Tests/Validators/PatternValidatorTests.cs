using System.Text;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Xunit;

namespace Baton.Engine.Tests.Validators;

public sealed class PatternValidatorTests : ValidatorRoom
{
    [Theory]
    [InlineData(0, 0, Verdict.Fail, "matches 3 times in 2 files; at most 0 are allowed: src/a.ts:1, src/a.ts:2, src/b.ts:1")]
    [InlineData(0, 2, Verdict.Fail, "at most 2")]
    [InlineData(0, 3, Verdict.Pass, "matches 3 times")]
    [InlineData(3, null, Verdict.Pass, "matches 3 times")]
    [InlineData(4, null, Verdict.Fail, "at least 4")]
    [InlineData(3, 3, Verdict.Pass, null)]
    public async Task Matches_are_counted_and_bounded(int min, int? max, Verdict verdict, string? reason)
    {
        Write("src/a.ts", "TODO one\nTODO two\n");
        Write("src/b.ts", "x(); // TODO\n");
        Write("docs/c.md", "TODO TODO TODO\n");

        var result = await CheckAsync(Pattern("TODO", min, max));

        Is(verdict, result, reason);
        Assert.Contains(new Figure("matches", 3), result.Figures);
    }

    [Fact]
    public async Task Lines_are_lines()
    {
        Write("src/a.ts", "import a\n  import b\nimport c\n");

        Is(Verdict.Pass, await CheckAsync(Pattern("^import .$", 2, 2)));
    }

    [Fact]
    public async Task Nothing_to_look_at_is_not_measured()
    {
        Is(Verdict.NotMeasured, await CheckAsync(Pattern("TODO", 0, 0)), "No file of the commit matches");
        Is(Verdict.NotMeasured, (await JudgeAsync(Run("mkdir src; echo x > src/made.ts"), Pattern("TODO", 0, 0))).Results[^1], "No file of the commit");
    }

    [Fact]
    public async Task What_cannot_be_looked_at_may_hide_a_match()
    {
        Write("src/a.ts", "ok ok");
        Write("src/b.ts", Encoding.UTF8.GetBytes("\0 TODO"));
        Write("src/c.ts", new string('x', 17 * 1024 * 1024));

        Is(Verdict.NotMeasured, await CheckAsync(Pattern("TODO", 0, 0)), "src/b.ts (binary), src/c.ts (larger than 16 MB)");
        Is(Verdict.Pass, await CheckAsync(Pattern("ok", 2, null)));
        Is(Verdict.NotMeasured, await CheckAsync(Pattern("ok", 3, null)));
    }

    [Fact]
    public async Task Other_encodings_hide_nothing()
    {
        Write("src/a.ts", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("TODO")]);
        Write("src/b.ts", [0xff, 0xfd, .. "TODO"u8.ToArray(), 0x80]);

        Is(Verdict.Fail, await CheckAsync(Pattern("TODO", 0, 1)), "matches 2 times");
    }

    [Fact]
    public async Task Links_stay_in_the_checkout()
    {
        Write("src/a.ts", "x");
        Write("hidden/b.txt", "TODO");
        Link("src/b.ts", "../hidden/b.txt");
        Commit();
        Is(Verdict.Fail, await CheckAsync(Pattern("TODO", 0, 0)), "src/b.ts:1");
        Link("src/c.ts", "/etc/passwd");
        Commit();
        Is(Verdict.Fail, await CheckAsync(Pattern("TODO", 0, 0)), "leaves the checkout");
    }

    [Fact]
    public async Task A_pattern_is_bounded_in_time()
    {
        Write("src/a.ts", new string('a', 100) + "!");

        Is(Verdict.NotMeasured, await CheckAsync(Pattern("(?=a)(a+)+$", 0, 0)), "took longer");
        Is(Verdict.Pass, await CheckAsync(Pattern("(a+)+$", 0, 0)), "matches 0 times");
        Is(Verdict.Fail, await CheckAsync(Pattern("(", 0, 0)), "not a regular expression");
    }

    [Fact]
    public async Task A_pattern_that_matches_everywhere_is_counted_without_harm()
    {
        Write("src/a.ts", new string('a', 100_000));

        Is(Verdict.Fail, await CheckAsync(Pattern("a", 0, 0)), "matches 100000 times");
    }

    private static ValidatorSpec.Pattern Pattern(string regex, int min, int? max) => new(regex, ["src/**"], min, max) { Name = "pattern" };
}
