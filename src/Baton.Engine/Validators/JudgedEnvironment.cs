using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Baton.Domain.Evidence;

namespace Baton.Engine.Validators;

/// <summary>What is recorded of the environment of commands: enough to tell whether two results were measured alike, and no secret.</summary>
internal static class JudgedEnvironment
{
    private static readonly string[] Shown = ["LANG", "LC_ALL", "PATH", "TZ"];

    public static EvidenceEnvironment Of(ValidationRequest request)
    {
        var system = $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}";
        var variables = request.Environment.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => Shown.Contains(v.Key) ? $"{v.Key}={v.Value}" : v.Key);
        string[] lines = [.. variables];
        return new EvidenceEnvironment(system, [.. lines], Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{system}\n{string.Join('\n', lines)}"))));
    }
}
