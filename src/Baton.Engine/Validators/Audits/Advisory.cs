using Baton.Domain.Plans;

namespace Baton.Engine.Validators.Audits;

/// <summary>One known vulnerability of one version of one package; two of them are the same when these three are.</summary>
/// <param name="Id">As advisories are called, such as <c>GHSA-35jh-r3h4-6jhm</c>.</param>
/// <param name="Version">The version or the range that is there; empty when the report does not say.</param>
internal sealed record Advisory(string Id, string Package, string Version, RiskLevel Level)
{
    public override string ToString() => $"{Id} ({Package}{(Version.Length > 0 ? " " + Version : "")}, {Level.ToString().ToLowerInvariant()})";
}

/// <summary>What one report says.</summary>
/// <param name="Lack">Why the report does not show what it would have to; null when it does. Nothing was measured then.</param>
/// <param name="Contradiction">What in it cannot be true; null when nothing.</param>
internal sealed record AuditReading(IReadOnlyList<Advisory> Found, string? Lack = null, string? Contradiction = null)
{
    public static AuditReading Lacks(string why) => new([], why);

    /// <summary>The level as advisories write it; null: none that is known.</summary>
    public static RiskLevel? Level(string? word) => word?.ToUpperInvariant() switch
    {
        "INFO" or "NONE" => RiskLevel.Info,
        "LOW" => RiskLevel.Low,
        "MODERATE" or "MEDIUM" => RiskLevel.Moderate,
        "HIGH" => RiskLevel.High,
        "CRITICAL" => RiskLevel.Critical,
        _ => null,
    };

    /// <summary>The last part of an advisory's address, or the address.</summary>
    public static string IdOf(string address)
    {
        var trimmed = address.TrimEnd('/');
        return trimmed[(trimmed.LastIndexOf('/') + 1)..] is { Length: > 0 } last ? last : address;
    }
}
