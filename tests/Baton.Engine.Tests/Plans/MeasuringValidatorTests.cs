using Baton.Domain.Plans;
using Xunit;

namespace Baton.Engine.Tests.Plans;

/// <summary>The validators that count or compare, as plans write them.</summary>
public sealed class MeasuringValidatorTests
{
    private static readonly TimeSpan Default = TimeSpan.FromMinutes(10);

    [Fact]
    public void Every_key_is_read()
    {
        var verify = Sample.ParseTask("""
            verify: [
              {run: {command: x, exit: [3, 0]}},
              {tests: {command: x, format: junit, report: r.xml, reruns: 2, allowFlaky: 1, keepsTests: true, coverage: {report: c.xml, format: lcov, lines: 80%, branches: 0.5, changed: [src/**]}}},
              {json-schema: {files: [a.json, b/*.json], schema: s.json, min: 2}},
              {fails-before: sh t.sh},
              {fails-before: {command: [sh, t.sh], exit: 2, timeout: 5m, with: tests/**, baseMatches: "no add"}},
              {vulnerabilities: {command: npm audit --json, format: npm, report: r.json, from: high, max: 3, accept: [GHSA-1], timeout: 2m}},
              {pattern: {regex: TODO, paths: [src/**], min: 1, max: 4}},
              {benchmark: {command: x, report: b.json, metric: /a/0, comparator: "<", threshold: 0.3, ofBase: 105%, timeout: 1m}}]
            """).Verify;

        var run = Assert.IsType<ValidatorSpec.Run>(verify[0]);
        Assert.Equal((3, 0), (run.ExitCode, Assert.Single(run.OtherExitCodes)));
        var tests = Assert.IsType<ValidatorSpec.Tests>(verify[1]);
        Assert.Equal((2, 1, true), (tests.Reruns, tests.AllowFlaky, tests.KeepsTests));
        Assert.Equal((CoverageFormat.Lcov, "c.xml", 0.8, 0.5, "src/**"), (tests.Coverage!.Format, tests.Coverage.Report, tests.Coverage.MinLines, tests.Coverage.MinBranches, tests.Coverage.Changed.Single()));
        var schema = Assert.IsType<ValidatorSpec.JsonSchema>(verify[2]);
        Assert.Equal(("a.json b/*.json", "s.json", 2), (string.Join(' ', schema.Paths), schema.Schema, schema.MinCount));
        Assert.Equal(new ValidatorSpec.FailsBefore(Command.FromShell("sh t.sh"), 0, Default, []) { Name = "fails-before" }, verify[3]);
        var before = Assert.IsType<ValidatorSpec.FailsBefore>(verify[4]);
        Assert.Equal((2, TimeSpan.FromMinutes(5), "tests/**", "no add"), (before.ExitCode, before.Timeout, before.With.Single(), before.BaseMatches));
        var audit = Assert.IsType<ValidatorSpec.Vulnerabilities>(verify[5]);
        Assert.Equal((VulnerabilityFormat.Npm, "r.json", RiskLevel.High, 3, "GHSA-1"), (audit.Format, audit.Report, audit.From, audit.Max, audit.Accept.Single()));
        var pattern = Assert.IsType<ValidatorSpec.Pattern>(verify[6]);
        Assert.Equal(("TODO", 1, 4), (pattern.Regex, pattern.Min, pattern.Max));
        Assert.Equal(new ValidatorSpec.Benchmark(Command.FromShell("x"), "b.json", "/a/0", Comparator.Below, 0.3m, 105, TimeSpan.FromMinutes(1)) { Name = "benchmark" }, verify[7]);
    }

    [Theory]
    [InlineData("json-schema: {files: a.json}", "BTN014", "schema")]
    [InlineData("json-schema: {schema: a.json}", "BTN014", "files")]
    [InlineData("json-schema: {files: a.json, schema: s.json, draft: 7}", "BTN013", "draft")]
    [InlineData("fails-before: {exit: 1}", "BTN014", "command")]
    [InlineData("fails-before: {command: x, baseMatches: '('}", "BTN023", "(")]
    [InlineData("vulnerabilities: {command: x}", "BTN014", "format")]
    [InlineData("vulnerabilities: {command: x, format: yarn}", "BTN020", "yarn")]
    [InlineData("vulnerabilities: {command: x, format: npm, from: severe}", "BTN020", "severe")]
    [InlineData("pattern: {regex: x, paths: a}", "BTN014", "max")]
    [InlineData("pattern: {regex: '[', paths: a, max: 0}", "BTN023", "[")]
    [InlineData("pattern: {regex: x, paths: a, max: -1}", "BTN019", "-1")]
    [InlineData("benchmark: {command: x, metric: a, comparator: '<'}", "BTN014", "threshold")]
    [InlineData("benchmark: {command: x, metric: a, comparator: '<', threshold: 3ms}", "BTN019", "3ms")]
    [InlineData("benchmark: {command: x, metric: a, comparator: '<', ofBase: 105}", "BTN019", "105")]
    [InlineData("benchmark: {command: x, metric: a, comparator: below, threshold: 1}", "BTN020", "below")]
    [InlineData("run: {command: x, exit: [0, 256]}", "BTN019", "256")]
    [InlineData("tests: {command: x, format: go, reruns: 21}", "BTN019", "21")]
    [InlineData("tests: {command: x, format: go, coverage: {report: c.xml, format: lcov}}", "BTN014", "lines")]
    [InlineData("tests: {command: x, format: go, coverage: {report: c.xml, format: jacoco, lines: 1}}", "BTN020", "jacoco")]
    [InlineData("tests: {command: x, format: go, coverage: {report: c.xml, format: lcov, lines: 80}}", "BTN019", "80")]
    [InlineData("tests: {command: x, format: go, flaky: 3}", "BTN013", "flaky")]
    public void What_cannot_be_meant_is_an_error(string validator, string code, string text)
    {
        var reading = Sample.Parse(Sample.Task($"verify: [{{{validator}}}]"));

        Assert.True(reading.Findings.Any(f => f.Code == code && f.Text == text), Sample.Show(reading));
    }

    [Theory]
    [InlineData("pattern: {regex: x, paths: a, min: 0}")]
    [InlineData("pattern: {regex: 'x*', paths: a, min: 1}")]
    [InlineData("pattern: {regex: x, paths: [], max: 0}")]
    [InlineData("json-schema: {files: [], schema: s.json}")]
    [InlineData("run: {command: exit 3, exit: [0, 3]}")]
    [InlineData("tests: {command: x, format: go, coverage: {report: c.xml, format: lcov, lines: 0%}}")]
    public void What_cannot_fail_is_an_error(string validator) => Assert.Contains(Sample.Parse(Sample.Task($"verify: [{{{validator}}}]")).Findings, f => f.Code == "BTN060");

    [Theory]
    [InlineData("json-schema: {files: ../a.json, schema: s.json}")]
    [InlineData("json-schema: {files: a.json, schema: /etc/s.json}")]
    [InlineData("fails-before: {command: x, with: [../t]}")]
    [InlineData("vulnerabilities: {command: x, format: npm, report: /tmp/r}")]
    [InlineData("pattern: {regex: x, paths: ../**, max: 0}")]
    [InlineData("benchmark: {command: x, metric: a, comparator: '<', threshold: 1, report: ../b}")]
    [InlineData("tests: {command: x, format: go, coverage: {report: ../c, format: lcov, lines: 1}}")]
    public void Paths_stay_in_the_repository(string validator) => Assert.Contains(Sample.Parse(Sample.Task($"verify: [{{{validator}}}]")).Findings, f => f.Code == "BTN042");

    [Fact]
    public void Fails_before_belongs_to_a_task() =>
        Assert.Contains(Sample.Parse($"{Sample.Head}verify: [fails-before: sh t.sh]\ntasks:\n  T1: {{agent: a}}\n").Findings, f => f.Code == "BTN066");
}
