using System.Text.Json;

namespace Baton.Engine.Validators.Audits;

/// <summary>The report of <c>npm audit --json</c>, version 2 (npm 7 and later). Every advisory below <c>via</c> counts.</summary>
internal static class NpmAudit
{
    public static AuditReading Read(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error))
        {
            return AuditReading.Lacks($"npm could not audit: {error.Text("summary") ?? error.Text("code") ?? "it does not say why"}");
        }

        if (root.Number("auditReportVersion") != 2)
        {
            return AuditReading.Lacks("it is no npm audit report of version 2 (npm 7 and later)");
        }

        if (!root.TryGetProperty("vulnerabilities", out var packages) || packages.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("metadata", out var metadata) || metadata.ValueKind != JsonValueKind.Object
            || !metadata.TryGetProperty("dependencies", out var dependencies) || !metadata.TryGetProperty("vulnerabilities", out var sums))
        {
            return AuditReading.Lacks("it lacks 'vulnerabilities' or 'metadata'");
        }

        return dependencies.Number("total") is not > 0 ? AuditReading.Lacks("no dependency was looked at")
            : sums.Number("total") is not { } total || total < 0 ? AuditReading.Lacks("it does not say how many packages are vulnerable")
            : ReadPackages(packages, total);
    }

    private static AuditReading ReadPackages(JsonElement packages, int total)
    {
        var found = new List<Advisory>();
        var count = 0;
        foreach (var package in packages.EnumerateObject())
        {
            count++;
            if (AuditReading.Level(package.Value.Text("severity")) is null || !package.Value.TryGetProperty("via", out var via) || via.ValueKind != JsonValueKind.Array)
            {
                return AuditReading.Lacks($"it does not say how bad the vulnerability of {package.Name} is");
            }

            foreach (var advisory in via.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.Object))
            {
                if (AuditReading.Level(advisory.Text("severity")) is not { } level)
                {
                    return AuditReading.Lacks($"an advisory of {package.Name} has no severity that is known");
                }

                var id = advisory.Text("url") is { } url ? AuditReading.IdOf(url) : advisory.TryGetProperty("source", out var source) ? source.ToString() : "?";
                found.Add(new Advisory(id, advisory.Text("name") ?? package.Name, advisory.Text("range") ?? "", level));
            }
        }

        return new AuditReading(found, Contradiction: count != total ? $"it says that {total} packages are vulnerable and names {count}"
            : count > 0 && found.Count == 0 ? $"it names {count} vulnerable packages and no advisory" : null);
    }
}
