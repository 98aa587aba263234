using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Baton.Engine.Git;
using Baton.Engine.Processes;

namespace Baton.Engine.Agents;

/// <summary>
/// The output file of an attempt: the agent appends to it directly, and Baton frees its middle when it outgrows its bound, so that the
/// first and the last half of the bound stay. Offsets never change; the length is what the agent printed.
/// </summary>
public sealed class AttemptOutput
{
    /// <summary>A longer line is cut into several.</summary>
    public const int MaxLineBytes = 1024 * 1024;

    private const int MaxReadBytes = 4 * 1024 * 1024;

    // The first lines say which session and model it is; they are read even when too much came at once.
    private const int HeadBytes = 256 * 1024;
    private const int PunchHoleKeepSize = 3;
    private readonly string _file;
    private readonly long _max;
    private long _freedTo;
    private long _read;
    private byte[] _partial = [];

    /// <param name="folder">The attempt's folder.</param>
    /// <param name="maxBytes">How much is kept on disk.</param>
    public AttemptOutput(string folder, long maxBytes)
    {
        _file = FileIn(folder);
        _max = maxBytes;
    }

    public static string FileIn(string folder) => Path.Combine(folder, "output.log");

    /// <summary>What the attempt printed so far, in bytes, kept or not.</summary>
    public static long LengthIn(string folder) => LengthOf(FileIn(folder));

    /// <summary>The last lines, oldest first, for people; bytes that are no UTF-8 become U+FFFD.</summary>
    public static ImmutableArray<string> ReadTail(string folder, int lines, int maxBytes = 64 * 1024)
    {
        var file = FileIn(folder);
        if (!PlainFile.Exists(file))
        {
            return [];
        }

        using var stream = Open(file);
        var start = Math.Max(0, stream.Length - maxBytes);
        var text = Decode(ReadRange(stream, start, maxBytes)).TrimEnd('\n');
        return text.Length == 0 ? [] : [.. text.Split('\n').TakeLast(lines)];
    }

    /// <summary>Frees what is beyond the bound. Cheap when there is nothing to do.</summary>
    internal void Bound()
    {
        var length = LengthOf(_file);
        var until = length - (_max - (_max / 2));
        if (length <= _max || until <= _freedTo)
        {
            return;
        }

        var descriptor = Libc.Open(_file, 2 | Libc.OCloexec | Libc.ONofollow | Libc.ONonblock, 0);
        if (descriptor < 0)
        {
            throw new IOException($"Cannot bound {_file}: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        try
        {
            Free(descriptor, _max / 2, until);
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }

        _freedTo = until;
    }

    /// <summary>Complete lines that were not read before; skips what was freed or is too much at once.</summary>
    /// <param name="atEnd">Also gives a last line without its end.</param>
    internal (ImmutableArray<string> Lines, long Skipped) ReadNew(bool atEnd)
    {
        // The agent may have replaced the file, by a shorter one or by a pipe.
        if (LengthOf(_file) is var length && (length < _read || (length == _read && (!atEnd || _partial.Length == 0))) || !PlainFile.Exists(_file))
        {
            return ([], 0);
        }

        using var stream = Open(_file);
        var head = _read == 0 && stream.Length > MaxReadBytes ? ReadLines(stream, (int)Math.Min(HeadBytes, _max / 2), false) : [];
        var skipped = SkipBacklog(stream.Length);
        var rest = ReadLines(stream, (int)Math.Min(MaxReadBytes, stream.Length - _read), atEnd);
        return ([.. head, .. rest], skipped);
    }

    private ImmutableArray<string> ReadLines(FileStream stream, int count, bool atEnd)
    {
        var bytes = ReadRange(stream, _read, count);
        _read += bytes.Length;
        return CutLines(bytes, atEnd);
    }

    private static unsafe void Free(int descriptor, long from, long until)
    {
        if (Libc.Allocate(descriptor, PunchHoleKeepSize, from, until - from) == 0)
        {
            var note = Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"\n[baton: {until - from} bytes of output from here on were not kept]\n"));
            RandomAccess.Write(new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, false), note, from);
        }
    }

    // The middle may be a hole, and a program that prints faster than lines can be judged must not pile up here.
    private long SkipBacklog(long length)
    {
        var start = _freedTo > _read ? _freedTo : _read;
        start = length - start > MaxReadBytes ? length - (MaxReadBytes / 4) : start;
        var skipped = start - _read;
        if (skipped > 0)
        {
            _partial = [];
            _read = start;
        }

        return skipped;
    }

    private ImmutableArray<string> CutLines(byte[] bytes, bool atEnd)
    {
        var all = _partial.Length == 0 ? bytes : [.. _partial, .. bytes];
        var lines = ImmutableArray.CreateBuilder<string>();
        var rest = all.AsSpan();
        while (rest.Length > 0)
        {
            var end = rest.IndexOf((byte)'\n');
            if (end < 0 && rest.Length < MaxLineBytes && !atEnd)
            {
                break;
            }

            var length = Math.Min(end < 0 ? rest.Length : end, MaxLineBytes);
            lines.Add(Decode(rest[..length]));
            rest = rest[(length == end ? length + 1 : length)..];
        }

        _partial = rest.ToArray();
        return lines.ToImmutable();
    }

    private static string Decode(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes).TrimEnd('\r').Replace('\0', '\uFFFD');

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private static FileStream Open(string file) => new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);

    private static byte[] ReadRange(FileStream stream, long start, int count)
    {
        var bytes = new byte[count];
        stream.Position = start;
        var length = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        return length == count ? bytes : bytes[..length];
    }
}
