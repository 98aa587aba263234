using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Xunit;

namespace Baton.Engine.Tests.Validators;

/// <summary>Reports as npm 10, the .NET SDK 10 and analysers write them, shortened.</summary>
public sealed class AuditValidatorTests : ValidatorRoom
{
    private const string Npm = """
        {"auditReportVersion": 2,
         "vulnerabilities": {
          "lodash": {"name": "lodash", "severity": "high", "isDirect": true, "via": [
            {"source": 1065, "name": "lodash", "dependency": "lodash", "title": "Command Injection", "url": "https://github.com/advisories/GHSA-35jh-r3h4-6jhm", "severity": "high", "range": "<4.17.21"},
            {"source": 1066, "name": "lodash", "dependency": "lodash", "title": "ReDoS", "url": "https://github.com/advisories/GHSA-29mw-wpgm-hmr9", "severity": "moderate", "range": "<4.17.21"}],
            "effects": ["tool"], "range": "<=4.17.20", "nodes": ["node_modules/lodash"], "fixAvailable": true},
          "tool": {"name": "tool", "severity": "high", "isDirect": true, "via": ["lodash"], "effects": [], "range": "*", "nodes": ["node_modules/tool"], "fixAvailable": false}},
         "metadata": {"vulnerabilities": {"info": 0, "low": 0, "moderate": 0, "high": 2, "critical": 0, "total": 2}, "dependencies": {"prod": 3, "dev": 0, "total": 2}}}
        """;

    private const string Clean = """{"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {"vulnerabilities": {"total": 0}, "dependencies": {"total": 7}}}""";

    private const string DotNet = """
        {"version": 1, "parameters": "--vulnerable --include-transitive", "sources": ["https://api.nuget.org/v3/index.json"],
         "projects": [{"path": "/tree/a.csproj", "frameworks": [
           {"framework": "net8.0", "topLevelPackages": [{"id": "Newtonsoft.Json", "requestedVersion": "9.0.1", "resolvedVersion": "9.0.1", "vulnerabilities": [{"severity": "High", "advisoryurl": "https://github.com/advisories/GHSA-5crp-9r3c-p9vr"}]}]},
           {"framework": "net10.0", "topLevelPackages": [{"id": "Newtonsoft.Json", "requestedVersion": "9.0.1", "resolvedVersion": "9.0.1", "vulnerabilities": [{"severity": "High", "advisoryurl": "https://github.com/advisories/GHSA-5crp-9r3c-p9vr"}]}]}]},
          {"path": "/tree/b.csproj"}]}
        """;

    private const string Sarif = """
        {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "t", "rules": [
            {"id": "CVE-1", "properties": {"security-severity": "9.8"}}, {"id": "R2", "defaultConfiguration": {"level": "error"}}, {"id": "R3"}]}},
          "results": [
            {"ruleId": "CVE-1", "level": "warning", "message": {"text": "x"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "package-lock.json"}, "region": {"startLine": 7}}}]},
            {"ruleId": "CVE-1", "level": "warning", "message": {"text": "again"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "package-lock.json"}, "region": {"startLine": 7}}}]},
            {"ruleIndex": 1, "message": {"text": "x"}, "suppressions": [{"kind": "inSource"}]},
            {"ruleId": "R3", "message": {"text": "x"}}, {"ruleId": "R3", "kind": "pass", "message": {"text": "x"}}]}]}
        """;

    [Theory]
    [InlineData(VulnerabilityFormat.Npm, Npm, RiskLevel.High, "1 known vulnerability of level high or above; at most 0 are allowed: GHSA-35jh-r3h4-6jhm (lodash <4.17.21, high)")]
    [InlineData(VulnerabilityFormat.Npm, Npm, RiskLevel.Moderate, "2 known vulnerabilities")]
    [InlineData(VulnerabilityFormat.DotNet, DotNet, RiskLevel.Low, "1 known vulnerability of level low or above; at most 0 are allowed: GHSA-5crp-9r3c-p9vr (Newtonsoft.Json 9.0.1, high)")]
    [InlineData(VulnerabilityFormat.Sarif, Sarif, RiskLevel.Critical, "1 known vulnerability of level critical or above; at most 0 are allowed: CVE-1 (package-lock.json:7, critical)")]
    [InlineData(VulnerabilityFormat.Sarif, Sarif, RiskLevel.High, "R2 (?, high)")]
    [InlineData(VulnerabilityFormat.Sarif, Sarif, RiskLevel.Moderate, "3 known vulnerabilities")]
    public async Task Findings_are_counted_once_from_a_level_on(VulnerabilityFormat format, string report, RiskLevel from, string reason) =>
        Is(Verdict.Fail, await CheckAsync(Audit(format, report, from)), reason);

    [Theory]
    [InlineData(VulnerabilityFormat.Npm, Npm, RiskLevel.Critical)]
    [InlineData(VulnerabilityFormat.Npm, Clean, RiskLevel.Info)]
    [InlineData(VulnerabilityFormat.DotNet, DotNet, RiskLevel.Critical)]
    public async Task Below_the_level_it_passes(VulnerabilityFormat format, string report, RiskLevel from) =>
        Is(Verdict.Pass, await CheckAsync(Audit(format, report, from)), "No known vulnerabilities");

    [Fact]
    public async Task Accepted_advisories_and_a_maximum_are_the_plans()
    {
        Is(Verdict.Pass, await CheckAsync(Audit(VulnerabilityFormat.Npm, Npm, RiskLevel.Moderate) with { Accept = ["ghsa-35jh-r3h4-6jhm", "GHSA-29mw-wpgm-hmr9"] }), "2 below it or accepted");
        Is(Verdict.Pass, await CheckAsync(Audit(VulnerabilityFormat.Npm, Npm, RiskLevel.Moderate) with { Max = 2 }));
        Is(Verdict.Fail, await CheckAsync(Audit(VulnerabilityFormat.Npm, Npm, RiskLevel.Moderate) with { Max = 1 }));
    }

    [Fact]
    public async Task Levels_are_counted()
    {
        var result = await CheckAsync(Audit(VulnerabilityFormat.Npm, Npm, RiskLevel.High));

        Assert.Equal([0, 0, 1, 1, 0], result.Figures.Select(f => f.Value));
        Assert.Equal(["info", "low", "moderate", "high", "critical"], result.Figures.Select(f => f.Name));
    }

    [Theory]
    [InlineData(VulnerabilityFormat.Npm, """{"error": {"code": "ENOLOCK", "summary": "This command requires an existing lockfile."}}""", "requires an existing lockfile")]
    [InlineData(VulnerabilityFormat.Npm, """{"message": "request failed"}""", "version 2")]
    [InlineData(VulnerabilityFormat.Npm, """{"auditReportVersion": 2, "vulnerabilities": {}}""", "lacks")]
    [InlineData(VulnerabilityFormat.Npm, """{"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {"vulnerabilities": {"total": 0}, "dependencies": {"total": 0}}}""", "no dependency was looked at")]
    [InlineData(VulnerabilityFormat.Npm, """{"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {"vulnerabilities": {"total": -1}, "dependencies": {"total": 3}}}""", "does not say how many")]
    [InlineData(VulnerabilityFormat.Npm, """{"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {"vulnerabilities": {"total": 99999999999999999999}, "dependencies": {"total": 3}}}""", "does not say how many")]
    [InlineData(VulnerabilityFormat.Npm, """{"auditReportVersion": 2, "vulnerabilities": {"a": {"severity": "awful", "via": []}}, "metadata": {"vulnerabilities": {"total": 1}, "dependencies": {"total": 3}}}""", "how bad")]
    [InlineData(VulnerabilityFormat.DotNet, """{"version": 1, "parameters": "", "sources": ["s"], "projects": [{"path": "a"}]}""", "no report of version 1")]
    [InlineData(VulnerabilityFormat.DotNet, """{"version": 1, "parameters": "--vulnerable", "sources": [], "projects": [{"path": "a"}]}""", "names no source")]
    [InlineData(VulnerabilityFormat.DotNet, """{"version": 1, "parameters": "--vulnerable", "problems": [{"text": "Unable to load the service index", "level": "error"}], "sources": ["s"], "projects": [{"path": "a"}]}""", "Unable to load")]
    [InlineData(VulnerabilityFormat.Sarif, """{"version": "2.1.0", "runs": []}""", "no run")]
    [InlineData(VulnerabilityFormat.Sarif, """{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "t"}}}]}""", "did not look")]
    [InlineData(VulnerabilityFormat.Sarif, """{"version": "2.1.0", "runs": [{"invocations": [{"executionSuccessful": false}], "results": []}]}""", "did not succeed")]
    [InlineData(VulnerabilityFormat.Sarif, """{"version": "2.1.0", "runs": [{"results": [{"message": {"text": "x"}}]}]}""", "names no rule")]
    [InlineData(VulnerabilityFormat.Sarif, "[1]", "no SARIF")]
    [InlineData(VulnerabilityFormat.Npm, "npm ERR! network", "not JSON")]
    [InlineData(VulnerabilityFormat.Npm, """{"auditReportVersion": 2, "auditReportVersion": 2}""", "key twice")]
    public async Task A_report_that_lacks_data_is_not_measured(VulnerabilityFormat format, string report, string reason) =>
        Is(Verdict.NotMeasured, await CheckAsync(Audit(format, report, RiskLevel.Critical)), reason);

    [Fact]
    public async Task A_report_that_contradicts_itself_fails() =>
        Is(Verdict.Fail, await CheckAsync(Audit(VulnerabilityFormat.Npm, Clean.Replace("\"total\": 0", "\"total\": 4", StringComparison.Ordinal), RiskLevel.Low)), "says that 4 packages are vulnerable and names 0");

    [Fact]
    public async Task Exit_codes_other_than_0_and_1_fail()
    {
        Is(Verdict.Pass, await CheckAsync(Audit(VulnerabilityFormat.Npm, Npm, RiskLevel.Critical, "exit 1")));
        Is(Verdict.Fail, await CheckAsync(Audit(VulnerabilityFormat.Npm, Clean, RiskLevel.Critical, "exit 2")), "exit code 2");
    }

    [Fact]
    public async Task A_committed_report_is_a_forgery()
    {
        Write("audit.json", Clean);
        Changed("audit.json");

        Is(Verdict.Fail, await CheckAsync(Audit(VulnerabilityFormat.Npm, Clean, RiskLevel.Low) with { Report = "audit.json" }), "brings its own");
    }

    private ValidatorSpec.Vulnerabilities Audit(VulnerabilityFormat format, string report, RiskLevel from, string then = "") =>
        new(Command.FromShell($"{Reports(report, Path.Combine(Elsewhere, "printed"))} cat {Elsewhere}/printed; {then}"), format, null, from, 0, [], TimeSpan.FromSeconds(20)) { Name = "vulnerabilities" };
}
