using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Baton.Engine.Processes;

/// <summary>Reads one pipe to its end without ever blocking the writer, and keeps the first bytes of it.</summary>
internal sealed unsafe class BoundedCapture : IDisposable
{
    private const int ChunkBytes = 64 * 1024;
    private readonly ArrayBufferWriter<byte> _kept = new();
    private readonly byte[] _chunk = new byte[ChunkBytes];
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _limit;
    private readonly int _reader;
    private ProcessReactor.Registration? _registration;

    public BoundedCapture(long limit)
    {
        _limit = limit;
        var ends = stackalloc int[2];
        if (Libc.Pipe(ends, Libc.OCloexec | Libc.ONonblock) != 0)
        {
            throw new InvalidOperationException($"Cannot make a pipe: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        _reader = ends[0];
        Writer = BlockingWriter(ends[1]);
    }

    /// <summary>What the child gets; closed by <see cref="Start"/>.</summary>
    public int Writer { get; }
    public bool Truncated { get; private set; }

    /// <summary>Completes when nobody holds the writing end any more.</summary>
    public Task End => _end.Task;

    public ReadOnlySpan<byte> Bytes => _kept.WrittenSpan;

    public string Text => Encoding.UTF8.GetString(_kept.WrittenSpan);

    public void Start()
    {
        _ = Libc.Close(Writer);
        _registration = ProcessReactor.Shared.Watch(_reader, ReadChunk);
    }

    /// <summary>Takes what is in the pipe now and closes it, although somebody may still hold the other end.</summary>
    public void Dispose()
    {
        if (_registration is null)
        {
            _ = Libc.Close(Writer);
            _ = Libc.Close(_reader);
            return;
        }

        _registration.Dispose();
        _end.TrySetResult();
    }

    private bool ReadChunk()
    {
        fixed (byte* start = _chunk)
        {
            var length = Libc.Read(_reader, start, ChunkBytes);
            if (length < 0 && Marshal.GetLastPInvokeError() is Libc.Eintr or 11)
            {
                return true;
            }

            if (length <= 0)
            {
                _end.TrySetResult();
                return false;
            }

            Keep(_chunk.AsSpan(0, (int)length));
            return true;
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var room = (int)Math.Min(bytes.Length, _limit - _kept.WrittenCount);
        _kept.Write(bytes[..room]);
        Truncated |= room < bytes.Length;
    }

    // O_NONBLOCK belongs to the open file, and both ends are separate ones: only ours may stay non-blocking.
    private static int BlockingWriter(int descriptor)
    {
        var blocking = Libc.Open($"/proc/self/fd/{descriptor}", Libc.OWronly | Libc.OCloexec, 0);
        _ = Libc.Close(descriptor);
        return blocking;
    }
}
