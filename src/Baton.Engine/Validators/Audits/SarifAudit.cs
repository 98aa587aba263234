using System.Globalization;
using System.Text.Json;
using Baton.Domain.Plans;

namespace Baton.Engine.Validators.Audits;

/// <summary>
/// SARIF 2.1.0. A result's level comes from its rule's <c>security-severity</c> (CVSS: 9 critical, 7 high, 4 moderate), else from its SARIF level:
/// error is high, warning moderate, note low. Suppressions do not count: whoever writes the code can write them.
/// </summary>
internal static class SarifAudit
{
    public static AuditReading Read(JsonElement root)
    {
        if (root.Text("version") != "2.1.0" || !root.TryGetProperty("runs", out var runs) || runs.ValueKind != JsonValueKind.Array)
        {
            return AuditReading.Lacks("it is no SARIF 2.1.0 log");
        }

        var found = new List<Advisory>();
        foreach (var run in runs.EnumerateArray())
        {
            if (Lack(run) is { } lack)
            {
                return AuditReading.Lacks(lack);
            }

            var rules = new SarifRules(run);
            foreach (var result in run.GetProperty("results").EnumerateArray().Where(r => r.Text("kind") is null or "fail"))
            {
                if (rules.IdOf(result) is not { } id || rules.LevelOf(result, id) is not { } level)
                {
                    return AuditReading.Lacks("a result names no rule, or no level that is known");
                }

                found.Add(new Advisory(id, Place(result), "", level));
            }
        }

        return runs.GetArrayLength() == 0 ? AuditReading.Lacks("it holds no run of a tool") : new AuditReading(found);
    }

    private static string? Lack(JsonElement run)
    {
        if (run.ValueKind != JsonValueKind.Object || !run.TryGetProperty("results", out var results) || results.ValueKind != JsonValueKind.Array)
        {
            return "a run has no results, so its tool did not look";
        }

        var failed = run.TryGetProperty("invocations", out var invocations) && invocations.ValueKind == JsonValueKind.Array
            && invocations.EnumerateArray().Any(i => i.ValueKind == JsonValueKind.Object && i.TryGetProperty("executionSuccessful", out var done) && done.ValueKind == JsonValueKind.False);
        return failed ? "a run of a tool says that it did not succeed" : null;
    }

    private static string Place(JsonElement result)
    {
        var location = JsonPath.Find(result, "/locations/0/physicalLocation");
        var file = location is { } at ? JsonPath.Find(at, "/artifactLocation/uri") : null;
        var line = location is { } within ? JsonPath.Find(within, "/region/startLine") : null;
        return file is { ValueKind: JsonValueKind.String } uri ? $"{uri.GetString()}{(line is { } number ? ":" + number : "")}" : "?";
    }
}

/// <summary>The rules of one run: of its driver and of extensions.</summary>
internal sealed class SarifRules
{
    private readonly Dictionary<string, JsonElement> _rules = new(StringComparer.Ordinal);
    private readonly List<string> _driver = [];

    public SarifRules(JsonElement run)
    {
        var tools = new List<JsonElement>();
        tools.AddRange(JsonPath.Find(run, "/tool/driver") is { } driver ? [driver] : []);
        tools.AddRange(JsonPath.Find(run, "/tool/extensions") is { ValueKind: JsonValueKind.Array } extensions ? extensions.EnumerateArray() : []);
        foreach (var rule in tools.SelectMany(t => JsonPath.Find(t, "/rules") is { ValueKind: JsonValueKind.Array } rules ? rules.EnumerateArray().ToList() : []))
        {
            if (rule.Text("id") is { } id)
            {
                _driver.Add(id);
                _rules.TryAdd(id, rule);
            }
        }
    }

    public string? IdOf(JsonElement result) => result.Text("ruleId") ?? JsonPath.Find(result, "/rule/id")?.ToString()
        ?? (result.Number("ruleIndex") is { } index && index >= 0 && index < _driver.Count ? _driver[index] : null);

    public RiskLevel? LevelOf(JsonElement result, string id)
    {
        var rule = _rules.TryGetValue(id, out var found) ? found : (JsonElement?)null;
        var score = Score(result) ?? (rule is { } known ? Score(known) : null);
        return score is { } cvss ? FromScore(cvss)
            : (result.Text("level") ?? (rule is { } of ? JsonPath.Find(of, "/defaultConfiguration/level")?.ToString() : null) ?? "warning") switch
            {
                "error" => RiskLevel.High,
                "warning" => RiskLevel.Moderate,
                "note" => RiskLevel.Low,
                "none" => RiskLevel.Info,
                _ => null,
            };
    }

    private static double? Score(JsonElement element) =>
        JsonPath.Find(element, "/properties/security-severity") is { } text
        && double.TryParse(text.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var score) ? score : null;

    /// <summary>The scale of CVSS 3.1, section 5.</summary>
    private static RiskLevel? FromScore(double score) => score switch
    {
        >= 9 and <= 10 => RiskLevel.Critical,
        >= 7 and < 9 => RiskLevel.High,
        >= 4 and < 7 => RiskLevel.Moderate,
        > 0 and < 4 => RiskLevel.Low,
        0 => RiskLevel.Info,
        _ => null,
    };
}
