using System.Text.Json.Serialization;
using Baton.Domain.Plans;

namespace Baton.Cli.Rendering;

/// <summary>Findings as SARIF 2.1.0 (OASIS, 27 March 2020), which code hosts and editors read.</summary>
internal static class SarifOutput
{
    private static readonly Dictionary<string, int> Indices = CheckReference.Chapters.Select((c, i) => (c.Code, i)).ToDictionary(x => x.Code, x => x.i);

    public static void Write(string path, PlanReading reading, int exitCode)
    {
        var driver = new SarifDriver("baton", ProgramVersion.Text, [.. CheckReference.Chapters.Select(Rule)]);
        var run = new SarifRun(new(driver), [new(exitCode == ExitCode.Done, exitCode)], [.. Results(path, reading)], "utf16CodeUnits");
        JsonOutput.Write(new SarifLog("https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", [run]), JsonContext.Default.SarifLog);
    }

    private static SarifRule Rule(CheckChapter chapter) => new(
        chapter.Code,
        string.Concat(chapter.Title.Split(' ', '-', ',').Where(w => w.Length > 0).Select(w => char.ToUpperInvariant(w[0]) + w[1..])),
        new(chapter.Title + "."),
        new(chapter.Text),
        new(chapter.Text, $"{chapter.Text}\n\n{chapter.Examples}"),
        new(Level(chapter.Severity)));

    private static IEnumerable<SarifResult> Results(string path, PlanReading reading)
    {
        var (uri, lines) = (UriOf(path), reading.Plan is null ? [] : File.ReadAllLines(path));
        return reading.Findings.Select(f => Result(uri, f, f.Position.Line <= lines.Length ? lines[f.Position.Line - 1] : ""));
    }

    private static SarifResult Result(string uri, Finding finding, string line) => new(
        finding.Code,
        Indices[finding.Code],
        Level(finding.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "info" }),
        new(finding.Remedy.Length == 0 ? finding.Message : $"{finding.Message} {finding.Remedy}"),
        [new(new(new(uri), Region(finding, line)))]);

    /// <summary>With an end where the offending text stands as it is; else from the place to the end of the line.</summary>
    private static SarifRegion Region(Finding finding, string line)
    {
        var start = finding.Position.Column - 1;
        var stands = finding.Text.Length > 0 && start <= line.Length && line.AsSpan(start).StartsWith(finding.Text, StringComparison.Ordinal);
        return new(finding.Position.Line, finding.Position.Column, stands ? finding.Position.Column + finding.Text.Length : null, stands ? new(finding.Text) : null);
    }

    private static string Level(string severity) => severity == "info" ? "note" : severity;

    /// <summary>Relative paths stay relative, so that a code host finds the file.</summary>
    private static string UriOf(string path) => Path.IsPathRooted(path)
        ? new Uri(path).AbsoluteUri
        : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}

internal sealed record SarifLog([property: JsonPropertyName("$schema")] string Schema, string Version, IReadOnlyList<SarifRun> Runs);

internal sealed record SarifRun(SarifTool Tool, IReadOnlyList<SarifInvocation> Invocations, IReadOnlyList<SarifResult> Results, string ColumnKind);

internal sealed record SarifTool(SarifDriver Driver);

internal sealed record SarifDriver(string Name, string Version, IReadOnlyList<SarifRule> Rules);

internal sealed record SarifRule(string Id, string Name, SarifMessage ShortDescription, SarifMessage FullDescription, SarifHelp Help, SarifConfiguration DefaultConfiguration);

internal sealed record SarifMessage(string Text);

internal sealed record SarifHelp(string Text, string Markdown);

internal sealed record SarifConfiguration(string Level);

internal sealed record SarifInvocation(bool ExecutionSuccessful, int ExitCode);

internal sealed record SarifResult(string RuleId, int RuleIndex, string Level, SarifMessage Message, IReadOnlyList<SarifLocation> Locations);

internal sealed record SarifLocation(SarifPhysicalLocation PhysicalLocation);

internal sealed record SarifPhysicalLocation(SarifArtifact ArtifactLocation, SarifRegion Region);

internal sealed record SarifArtifact(string Uri);

internal sealed record SarifRegion(
    int StartLine,
    int StartColumn,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? EndColumn,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SarifMessage? Snippet);
