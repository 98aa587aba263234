using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Baton.Engine.Reports;

/// <summary>
/// A part of a document that Baton owns, between two markers. The first marker carries the digest of what Baton wrote, so that an edit inside is noticed and never overwritten.
/// </summary>
public static partial class ManagedRegion
{
    /// <param name="name">Letters only; several regions of different names can live in one file.</param>
    /// <returns>Why nothing was written; null when it was.</returns>
    public static async Task<string?> PutAsync(string path, string name, string text, CancellationToken ct)
    {
        var before = File.Exists(path) ? await File.ReadAllTextAsync(path, ct) : "";
        var region = $"<!-- BATON BEGIN {name} sha256={DigestOf(text)} -->\n{text.TrimEnd('\n')}\n<!-- BATON END {name} -->";
        if (!TryReplace(before, name, region, out var after, out var refused))
        {
            return $"{path}: {refused}";
        }

        var draft = $"{path}.{Environment.ProcessId}.draft";
        await File.WriteAllTextAsync(draft, after, new UTF8Encoding(false), ct);
        if (File.Exists(path) && await File.ReadAllTextAsync(path, ct) != before)
        {
            File.Delete(draft);
            return $"{path} was changed while it was being written. Try again.";
        }

        File.Move(draft, path, overwrite: true);
        return null;
    }

    private static bool TryReplace(string before, string name, string region, out string after, out string? refused)
    {
        (after, refused) = ("", null);
        var begins = Begin().Matches(before).Where(m => m.Groups["name"].Value == name).ToList();
        var endMark = $"<!-- BATON END {name} -->";
        if (begins.Count == 0)
        {
            after = before.Length == 0 ? region + "\n" : $"{before.TrimEnd('\n')}\n\n{region}\n";
            return true;
        }

        var end = before.IndexOf(endMark, begins[0].Index, StringComparison.Ordinal);
        if (begins.Count > 1 || end < 0)
        {
            refused = $"the markers of '{name}' are damaged. Restore one BEGIN and one END line, or remove both.";
            return false;
        }

        var body = before[(begins[0].Index + begins[0].Length)..end].TrimStart('\r', '\n');
        if (DigestOf(body) != begins[0].Groups["digest"].Value)
        {
            refused = $"somebody edited inside the markers of '{name}'. Move the edit outside of them, then run this again; nothing was changed.";
            return false;
        }

        after = before[..begins[0].Index] + region + before[(end + endMark.Length)..];
        return true;
    }

    private static string DigestOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n").Trim('\n'))));

    [GeneratedRegex(@"<!-- BATON BEGIN (?<name>\w+) sha256=(?<digest>[0-9a-f]{64}) -->")]
    private static partial Regex Begin();
}
