using System.Security.Cryptography;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Plans;

/// <summary>Reads and checks plan files. Whatever the file holds, the answer is findings, in bounded time and memory.</summary>
public static class PlanFile
{
    /// <summary>Reads the file at <paramref name="path"/>. A file that cannot be opened is a finding, too.</summary>
    public static PlanReading Read(string path)
    {
        try
        {
            return Directory.Exists(path)
                ? Unreadable(path, "it is a folder", "Name the plan file itself.")
                : Parse(ReadBytes(path), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unreadable(path, "it does not exist", "Check the path, or write a first plan with 'baton init'.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Unreadable(path, e.Message.TrimEnd('.'), "Check the path and its permissions.");
        }
    }

    /// <summary>Reads the bytes of a plan file that is, or would be, at <paramref name="path"/>.</summary>
    public static PlanReading Parse(ReadOnlySpan<byte> utf8, string path)
    {
        var findings = new FindingList();
        if (PlanText.Decode(utf8, findings) is not { } text || ReadTree(text, findings) is not { } root)
        {
            return new PlanReading(null, findings.ToSorted());
        }

        var hash = HashOf(utf8);
        var source = TreeSourceMap.Of(root);
        var plan = new PlanReader(text, hash, findings).Read(root);
        if (plan is not null)
        {
            PlanChecks.Run(plan, source, findings, PlanFigures.Of);
            LinkCheck.Run(plan, path, source, findings);
        }

        return new PlanReading(plan, findings.ToSorted()) { Source = source };
    }

    public static PlanHash HashOf(ReadOnlySpan<byte> utf8) => new(Convert.ToHexStringLower(SHA256.HashData(utf8)));

    private static YamlMap? ReadTree(string text, FindingList findings)
    {
        var root = YamlTree.Read(text, findings);
        if (root is not YamlMap && !findings.HasErrors)
        {
            var shape = root is null or YamlScalar { IsNull: true } ? "empty" : root.Shape;
            findings.Error(CheckCode.NotAPlan, root?.Position ?? new(1, 1), "", $"The file is {shape}, not a plan.", "Begin it with 'baton: 1'; 'baton init' writes an example.");
        }

        return root as YamlMap;
    }

    /// <summary>Stops one byte behind the largest plan, so that an endless file does not fill the memory. Devices say that they have no length.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] ReadBytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var buffer = new byte[file is { CanSeek: true, Length: > 0 } ? (int)Math.Min(file.Length, PlanText.MostBytes) + 1 : PlanText.MostBytes + 1];
        var count = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return buffer[..count];
    }

    private static PlanReading Unreadable(string path, string reason, string remedy) =>
        new(null, [new Finding(CheckCode.Unreadable, Severity.Error, new(1, 1), path, $"The plan {path} cannot be read: {reason}.", remedy)]);
}
