using System.Security.Cryptography;
using System.Text;

namespace Baton.Engine.Workspaces;

/// <summary>Tells whether anybody changed what all work trees of a repository share: configuration, hooks, attributes, excludes.</summary>
internal static class SharedFingerprint
{
    private const int MaxHooks = 200;
    private static readonly string[] Files = ["config", "info/attributes", "info/exclude", "info/grafts", "objects/info/alternates"];

    public static string Take(string commonDir)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files.Select(name => Path.Combine(commonDir, name)).Concat(Hooks(commonDir)))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file + "\0"));
            if (File.Exists(file))
            {
                hash.AppendData(File.ReadAllBytes(file));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IEnumerable<string> Hooks(string commonDir)
    {
        var folder = Path.Combine(commonDir, "hooks");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Where(f => !f.EndsWith(".sample", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(MaxHooks)
            : [];
    }
}
