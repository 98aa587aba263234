using System.Text.Json;

namespace Baton.Engine.Validators.Audits;

/// <summary>The report of <c>dotnet list package --vulnerable --format json</c>, version 1.</summary>
internal static class DotNetAudit
{
    public static AuditReading Read(JsonElement root)
    {
        if (root.Number("version") != 1 || root.Text("parameters")?.Contains("--vulnerable", StringComparison.Ordinal) != true)
        {
            return AuditReading.Lacks("it is no report of version 1 of dotnet list package --vulnerable");
        }

        if (Problem(root) is { } problem)
        {
            return AuditReading.Lacks($"dotnet reports a problem: {problem}");
        }

        if (!HasSome(root, "sources") || !HasSome(root, "projects"))
        {
            return AuditReading.Lacks("it names no source of advisories, or no project");
        }

        var found = new List<Advisory>();
        foreach (var project in root.GetProperty("projects").EnumerateArray())
        {
            if (project.Text("path") is null)
            {
                return AuditReading.Lacks("a project has no path");
            }

            foreach (var package in Items(project, "frameworks").SelectMany(f => Items(f, "topLevelPackages").Concat(Items(f, "transitivePackages"))))
            {
                if (ReadPackage(package, found) is { } lack)
                {
                    return AuditReading.Lacks(lack);
                }
            }
        }

        return new AuditReading(found);
    }

    private static string? ReadPackage(JsonElement package, List<Advisory> found)
    {
        foreach (var vulnerability in Items(package, "vulnerabilities"))
        {
            if (package.Text("id") is not { } id || vulnerability.Text("advisoryurl") is not { } url || AuditReading.Level(vulnerability.Text("severity")) is not { } level)
            {
                return $"a vulnerability of {package.Text("id") ?? "a package"} has no advisory or no severity that is known";
            }

            found.Add(new Advisory(AuditReading.IdOf(url), id, package.Text("resolvedVersion") ?? "", level));
        }

        return null;
    }

    private static string? Problem(JsonElement root) =>
        Items(root, "problems").Where(p => p.Text("level") != "warning").Select(p => p.Text("text") ?? "it does not say which").FirstOrDefault();

    private static bool HasSome(JsonElement root, string name) => Items(root, name).Any();

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;
}
