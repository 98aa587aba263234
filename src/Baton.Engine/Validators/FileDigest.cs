using System.Security.Cryptography;

namespace Baton.Engine.Validators;

/// <summary>SHA-256 of files, lower-case hex.</summary>
internal static class FileDigest
{
    public static string Of(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
