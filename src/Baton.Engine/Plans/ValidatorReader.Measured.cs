using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;

namespace Baton.Engine.Plans;

/// <summary>The kinds that count or compare.</summary>
internal sealed partial class ValidatorReader
{
    private const int MostReruns = 20;
    private const int MostExitCode = 255;

    private static ValidatorSpec.JsonSchema? ReadJsonSchema(Section json, string name)
    {
        json.Require("files", "Add 'files:' with a path, a glob or a list of them.");
        json.Require("schema", "Add 'schema:' with the schema's file in the repository.");
        return json.Text("schema") is { } schema
            ? new ValidatorSpec.JsonSchema(json.Texts("files"), schema, json.Count("min", MostFiles, least: 1) ?? 1) { Name = name }
            : null;
    }

    private ValidatorSpec.FailsBefore? ReadFailsBefore(Section before, string name)
    {
        before.Require("command", "Add 'command:'.");
        var code = before.Count("exit", MostExitCode) ?? 0;
        var timeout = before.Duration("timeout", positive: true) ?? DefaultTimeout;
        var matches = ReadRegex(before, "baseMatches");
        return before.Command("command") is { } command
            ? new ValidatorSpec.FailsBefore(command, code, timeout, before.Texts("with"), matches) { Name = name }
            : null;
    }

    private static ValidatorSpec.Vulnerabilities? ReadVulnerabilities(Section audit, string name)
    {
        audit.Require("command", "Add 'command:', such as npm audit --json.");
        audit.Require("format", "Add 'format:' with one of: sarif, npm, dotnet.");
        var format = audit.Choice("format", ("sarif", VulnerabilityFormat.Sarif), ("npm", VulnerabilityFormat.Npm), ("dotnet", VulnerabilityFormat.DotNet));
        var from = audit.Choice("from", ("info", RiskLevel.Info), ("low", RiskLevel.Low), ("moderate", RiskLevel.Moderate), ("high", RiskLevel.High), ("critical", RiskLevel.Critical));
        var timeout = audit.Duration("timeout", positive: true) ?? DefaultTimeout;
        return audit.Command("command") is { } command && format is { } known
            ? new ValidatorSpec.Vulnerabilities(command, known, audit.Text("report"), from ?? RiskLevel.Low, audit.Count("max", MostFiles) ?? 0, audit.Texts("accept"), timeout) { Name = name }
            : null;
    }

    private ValidatorSpec.Pattern? ReadPattern(Section pattern, string name)
    {
        pattern.Require("regex", "Add 'regex:' with a regular expression.");
        pattern.Require("paths", "Add 'paths:' with a path, a glob or a list of them.");
        if (pattern.Find("min") is null && pattern.Find("max") is null)
        {
            pattern.Require("max", "Add 'max:', 'min:' or both.");
        }

        return ReadRegex(pattern, "regex") is { } regex
            ? new ValidatorSpec.Pattern(regex, pattern.Texts("paths"), pattern.Count("min", MostFiles) ?? 0, pattern.Count("max", MostFiles)) { Name = name }
            : null;
    }

    private ValidatorSpec.Benchmark? ReadBenchmark(Section bench, string name)
    {
        bench.Require("command", "Add 'command:'.");
        bench.Require("metric", "Add 'metric:' with a JSON pointer into the report, such as /results/0/median.");
        bench.Require("comparator", "Add 'comparator:' with one of: <, <=, >, >=, =. Write it in quotes.");
        var comparator = bench.Choice("comparator", ("<", Comparator.Below), ("<=", Comparator.AtMost), (">", Comparator.Above), (">=", Comparator.AtLeast), ("=", Comparator.Equal));
        if (bench.Find("threshold") is null && bench.Find("ofBase") is null)
        {
            bench.Require("threshold", "Add 'threshold:' with a number, 'ofBase:' with a percentage of what the base gives, or both.");
        }

        var (threshold, ofBase) = (ReadThreshold(bench, "threshold", ""), ReadThreshold(bench, "ofBase", "%"));
        var timeout = bench.Duration("timeout", positive: true) ?? DefaultTimeout;
        return bench.Command("command") is { } command && bench.Text("metric") is { Length: > 0 } metric && comparator is { } known && (threshold ?? ofBase) is not null
            ? new ValidatorSpec.Benchmark(command, bench.Text("report"), metric, known, threshold, ofBase, timeout) { Name = name }
            : null;
    }

    private decimal? ReadThreshold(Section section, string key, string unit)
    {
        if (section.Text(key) is not { } text)
        {
            return null;
        }

        if (Measure.TryParse(text, out var measure, out _) && measure.Unit == unit)
        {
            return measure.Number;
        }

        findings.Error(CheckCode.BadQuantity, section.Find(key)!.Position, text, $"{section.Name(key)} is not a number{(unit.Length > 0 ? " with %" : " without a unit")}: '{FindingList.Shorten(text)}'.",
            unit.Length > 0 ? "Write a percentage such as 105%." : "Write a number such as 0.3, in the unit of the report.");
        return null;
    }

    private ImmutableArray<int> ReadExitCodes(Section run)
    {
        var codes = ImmutableArray.CreateBuilder<int>();
        foreach (var item in ValueReader.Items(run.Find("exit")))
        {
            if (_values.Count(item, run.Name("exit"), 0, MostExitCode) is { } code && !codes.Contains(code))
            {
                codes.Add(code);
            }
        }

        return codes.Count == 0 ? [0] : codes.ToImmutable();
    }

    private static CoverageSpec? ReadCoverage(Section tests)
    {
        if (tests.Inner("coverage", PlanKeys.Coverage) is not { } coverage)
        {
            return null;
        }

        coverage.Require("report", "Add 'report:' with the path or glob of the coverage report that the command writes.");
        coverage.Require("format", "Add 'format:' with cobertura or lcov.");
        if (coverage.Find("lines") is null && coverage.Find("branches") is null)
        {
            coverage.Require("lines", "Add 'lines:', 'branches:' or both, with the share that has to be covered.");
        }

        var format = coverage.Choice("format", ("cobertura", CoverageFormat.Cobertura), ("lcov", CoverageFormat.Lcov));
        return new CoverageSpec(format ?? CoverageFormat.Cobertura, coverage.Text("report") ?? "", coverage.Share("lines"), coverage.Share("branches"), coverage.Texts("changed"));
    }
}
