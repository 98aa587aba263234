using Microsoft.Win32.SafeHandles;

namespace Baton.Cli.Rendering;

/// <summary>Standard output for long streams: writing fails once nobody reads a pipe any more, which the console's own writer keeps to itself.</summary>
internal static class PipeOutput
{
    private const int BrokenPipe = 32; // EPIPE on Linux

    public static TextWriter Open()
    {
        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.Out : new StreamWriter(stream) { AutoFlush = true };
    }

    /// <summary>True if the reader has gone, so that there is nothing left to do.</summary>
    public static bool IsClosed(IOException e) => e.HResult == BrokenPipe;
}
