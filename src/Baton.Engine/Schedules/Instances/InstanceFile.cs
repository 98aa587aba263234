using System.Text;

namespace Baton.Engine.Schedules.Instances;

/// <summary>
/// Reads scheduling instances: single-mode PSPLIB (<c>.sm</c>, Kolisch and Sprecher 1996) and the Patterson format (<c>.rcp</c>).
/// Whatever a file holds, the answer is an instance or an error, in time and memory bounded by <see cref="MostBytes"/> and <see cref="MostJobs"/>.
/// </summary>
public static class InstanceFile
{
    /// <summary>Bytes of the largest file that is read: 16 MiB.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    /// <summary>Jobs of the largest instance, dummies included.</summary>
    public const int MostJobs = 100_000;

    /// <summary>Renewable resources of the largest instance.</summary>
    public const int MostResources = 1_000;

    /// <summary>True for names that <see cref="Read"/> knows how to read.</summary>
    public static bool HasKnownEnding(string path) => Ending(path) is ".sm" or ".rcp";

    /// <summary>Reads the file at <paramref name="path"/>. A file that cannot be opened is an error of the reading, too.</summary>
    public static InstanceReading Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var buffer = new byte[file is { CanSeek: true, Length: > 0 } ? (int)Math.Min(file.Length, MostBytes) + 1 : MostBytes + 1];
            var count = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return count > MostBytes
                ? Refuse($"The file is larger than {MostBytes / 1024 / 1024} MiB.", "Instances of that size are not read; check that it is the file you mean.")
                : Parse(Encoding.UTF8.GetString(buffer.AsSpan(0, count)), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Refuse("There is no such file.", "Check the path.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Refuse($"It cannot be read: {e.Message.TrimEnd('.')}.", "Check the path and its permissions.");
        }
    }

    /// <summary>Reads the text of an instance that is, or would be, at <paramref name="path"/>; its ending says which format it is.</summary>
    public static InstanceReading Parse(string text, string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return Ending(path) switch
        {
            ".sm" => PsplibReader.Read(text, name),
            ".rcp" => PattersonReader.Read(text, name),
            _ => Refuse("Its name ends neither in .sm (PSPLIB, single mode) nor in .rcp (Patterson).", "Name an instance of one of these formats, or a folder of them; a plan is scheduled by 'baton plan'."),
        };
    }

    private static string Ending(string path) => Path.GetExtension(path).ToLowerInvariant();

    private static InstanceReading Refuse(string message, string remedy) => new(null, new(null, message, remedy));
}
