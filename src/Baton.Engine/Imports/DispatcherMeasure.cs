namespace Baton.Engine.Imports;

/// <summary>Foreign validators that say enough for one of Baton's that counts or compares. Keys are asked for only when all that is needed is there.</summary>
internal static class DispatcherMeasure
{
    /// <summary>The validator as a flow mapping's entry, and what it does in words; null: too little is said.</summary>
    public static (string Entry, string Does)? Of(ForeignMap map, string type, DraftTask task) =>
        Schema(map, task) ?? (Has(map, "command") ? Benchmark(map) ?? Tests(map) ?? Audit(map, type) : Pattern(map));

    private static (string, string)? Schema(ForeignMap map, DraftTask task)
    {
        if (Has(map, "command") || Peek(map, "schema") is not { } schema || !schema.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        List<string> named = [.. DispatcherValidator.PathKeys.SelectMany(map.Texts)];
        List<string> files = named.Count > 0 ? named : [.. task.Outputs.Select(o => o.Path).Where(p => p.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && p != schema)];
        return files.Count == 0 ? null : ($"json-schema: {{files: {YamlText.List(files)}, schema: {YamlText.Of(map.Text("schema")!)}}}", $"holds {string.Join(", ", files)} against {schema}");
    }

    private static (string, string)? Benchmark(ForeignMap map)
    {
        var (above, below) = (Peek(map, "min"), Peek(map, "max"));
        if (Peek(map, "metric") is not { } metric || (Peek(map, "threshold") ?? below ?? above) is not { } threshold)
        {
            return null;
        }

        var given = Peek(map, "comparator") ?? Peek(map, "operator");
        var comparator = given is "<" or "<=" or ">" or ">=" or "=" ? given : above is not null && below is null ? ">=" : "<=";
        var report = Peek(map, "report") ?? Peek(map, "file");
        foreach (var key in new[] { "command", "metric", "threshold", "comparator", "operator", "report", "file", below is not null ? "max" : "min" })
        {
            _ = map.Find(key);
        }

        return ($"benchmark: {{command: {YamlText.Of(Peek(map, "command")!)}{Key("report", report)}, metric: {YamlText.Of(metric)}, comparator: \"{comparator}\", threshold: {YamlText.Of(threshold)}}}",
            $"holds {metric} of its report against {comparator} {threshold}");
    }

    private static (string, string)? Tests(ForeignMap map)
    {
        var format = (Peek(map, "format") ?? Peek(map, "reporter"))?.ToLowerInvariant();
        var report = Peek(map, "report");
        if (format is not ("junit" or "trx" or "pytest" or "go") || (report is null && format != "go"))
        {
            return null;
        }

        var least = Peek(map, "minTests") ?? Peek(map, "minimum");
        foreach (var key in new[] { "command", "format", "reporter", "report", Has(map, "minTests") ? "minTests" : "minimum" })
        {
            _ = map.Find(key);
        }

        return ($"tests: {{command: {YamlText.Of(Peek(map, "command")!)}, format: {format}{Key("report", report)}{Key("min", least, plain: true)}}}", $"counts its {format} report");
    }

    private static (string, string)? Audit(ForeignMap map, string type)
    {
        var command = Peek(map, "command")!;
        var format = command.Contains("npm audit", StringComparison.Ordinal) && command.Contains("--json", StringComparison.Ordinal) ? "npm"
            : command.Contains("list package", StringComparison.Ordinal) && command.Contains("--vulnerable", StringComparison.Ordinal) && command.Contains("--format json", StringComparison.Ordinal) ? "dotnet"
            : null;
        var level = (Peek(map, "severity") ?? Peek(map, "level"))?.ToLowerInvariant() is "info" or "low" or "moderate" or "high" or "critical" ? (Peek(map, "severity") ?? Peek(map, "level"))!.ToLowerInvariant() : null;
        if (format is null)
        {
            return null;
        }

        foreach (var key in level is null ? new[] { "command" } : ["command", "severity", "level"])
        {
            _ = map.Find(key);
        }

        return ($"vulnerabilities: {{command: {YamlText.Of(command)}, format: {format}{Key("from", level)}}}", $"counts what {type} finds in its {format} report");
    }

    private static (string, string)? Pattern(ForeignMap map)
    {
        var regex = Peek(map, "pattern") ?? Peek(map, "regex");
        if (regex is null || (Peek(map, "min") ?? Peek(map, "max")) is null || !map.Entries.Any(e => DispatcherValidator.PathKeys.Contains(e.Key.Value, StringComparer.OrdinalIgnoreCase)))
        {
            return null;
        }

        List<string> paths = [.. DispatcherValidator.PathKeys.SelectMany(map.Texts)];
        var (min, max) = (map.Text("min"), map.Text("max"));
        _ = map.Find(Has(map, "pattern") ? "pattern" : "regex");
        return ($"pattern: {{regex: {YamlText.Of(regex)}, paths: {YamlText.List(paths)}{Key("min", min, plain: true)}{Key("max", max, plain: true)}}}", $"counts {regex} in {string.Join(", ", paths)}");
    }

    private static string Key(string key, string? value, bool plain = false) => value is null ? "" : $", {key}: {(plain && value.All(char.IsAsciiDigit) ? value : YamlText.Of(value))}";

    private static bool Has(ForeignMap map, string key) => Peek(map, key) is not null;

    /// <summary>A text without asking for it.</summary>
    private static string? Peek(ForeignMap map, string key) =>
        map.Entries.FirstOrDefault(e => e.Key.Value.Equals(key, StringComparison.OrdinalIgnoreCase))?.Value is Plans.Yaml.YamlScalar { IsNull: false } scalar ? scalar.Value.Trim() : null;
}
