using System.Text.RegularExpressions;

namespace Baton.Cli.Rendering;

/// <summary>What the reference of checks says about one code.</summary>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>info</c>.</param>
/// <param name="Text">What it means.</param>
/// <param name="Examples">Its bad and its good example, in Markdown.</param>
internal sealed record CheckChapter(string Code, string Title, string Severity, string Text, string Examples);

/// <summary>The reference of checks, docs/reference/checks.md, as it was when the program was built.</summary>
internal static partial class CheckReference
{
    private static readonly Lazy<IReadOnlyList<CheckChapter>> All = new(Read);

    /// <summary>One chapter per code, in the order of the codes.</summary>
    public static IReadOnlyList<CheckChapter> Chapters => All.Value;

    private static List<CheckChapter> Read()
    {
        using var stream = typeof(CheckReference).Assembly.GetManifestResourceStream("checks.md")
            ?? throw new InvalidOperationException("The program was built without its reference of checks.");
        using var reader = new StreamReader(stream);
        return [.. Chapter().Matches(reader.ReadToEnd().ReplaceLineEndings("\n")).Select(m =>
            new CheckChapter(m.Groups["code"].Value, m.Groups["title"].Value, m.Groups["severity"].Value, m.Groups["text"].Value, m.Groups["examples"].Value.Trim()))];
    }

    [GeneratedRegex(@"^## (?<code>BTN\d{3}) (?<title>.+)\n\nSeverity: (?<severity>\w+)\. (?<text>.+)\n\n(?<examples>(?:(?!## ).*\n?)*)", RegexOptions.Multiline)]
    private static partial Regex Chapter();
}
