using System.Reflection;
using System.Text.RegularExpressions;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Xunit;

namespace Baton.Engine.Tests.Plans;

public sealed partial class ChecksReferenceTests
{
    private static readonly string[] Codes =
        [.. typeof(CheckCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)];

    public static TheoryData<string> AllCodes => [.. Codes];

    [Fact]
    public void Codes_are_unique_and_used() => Assert.Equal(Codes.Length, Codes.Distinct().Count());

    [Fact]
    public void Every_constant_is_used_by_the_source()
    {
        var source = string.Concat(Directory.EnumerateFiles(Path.Combine(Sample.Root(), "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => f.Contains("Plans", StringComparison.Ordinal)).Select(File.ReadAllText));

        Assert.All(typeof(CheckCode).GetFields(BindingFlags.Public | BindingFlags.Static), f => Assert.Contains("CheckCode." + f.Name, source, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(AllCodes))]
    public void Every_code_has_a_chapter_with_severity_bad_and_good(string code)
    {
        var chapter = Chapter(code);

        Assert.Matches("Severity: (error|warning|info)\\.", chapter);
        Assert.Contains("\nBad:", chapter, StringComparison.Ordinal);
        Assert.Contains("\nGood:", chapter, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllCodes))]
    public void The_bad_example_has_the_finding_and_the_good_one_has_not(string code)
    {
        var chapter = Chapter(code);
        var good = chapter.IndexOf("\nGood:", StringComparison.Ordinal);
        var severity = Enum.Parse<Severity>(SeverityWord().Match(chapter).Groups[1].Value, ignoreCase: true);

        if (Block().Match(chapter[..good]) is { Success: true } bad)
        {
            var reading = Sample.Parse(bad.Groups[1].Value);
            Assert.True(reading.Findings.Any(f => f.Code == code && f.Severity == severity), Sample.Show(reading));
            Assert.All(reading.Findings.Where(f => f.Severity == Severity.Error), f => Assert.Equal(code, f.Code));
        }

        if (Block().Match(chapter[good..]) is { Success: true } better)
        {
            var reading = Sample.Parse(better.Groups[1].Value);
            Assert.False(reading.HasErrors || reading.Findings.Any(f => f.Code == code), Sample.Show(reading));
        }
    }

    private static string Chapter(string code)
    {
        var text = File.ReadAllText(Path.Combine(Sample.Root(), "docs", "reference", "checks.md"));
        var start = text.IndexOf($"## {code} ", StringComparison.Ordinal);
        Assert.True(start >= 0, $"{code} has no chapter in docs/reference/checks.md.");
        var end = text.IndexOf("\n## ", start, StringComparison.Ordinal);
        return end < 0 ? text[start..] : text[start..end];
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("Severity: (\\w+)\\.")]
    private static partial Regex SeverityWord();
}
