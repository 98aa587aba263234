using System.Security.Cryptography;

namespace Baton.Engine.Dispatch;

/// <summary>Whether a folder takes a file, keeps it and gives it back.</summary>
internal static class DiskProbe
{
    private const int Size = 4096;

    /// <exception cref="IOException">It does not.</exception>
    public static async Task WriteAsync(string folder, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $".probe-{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");
        var bytes = RandomNumberGenerator.GetBytes(Size);
        try
        {
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(bytes, ct);
                file.Flush(flushToDisk: true);
            }

            var back = await File.ReadAllBytesAsync(path, ct);
            if (!bytes.AsSpan().SequenceEqual(back))
            {
                throw new IOException($"{folder} does not give back what was written.");
            }
        }
        finally
        {
            File.Delete(path);
        }
    }
}
