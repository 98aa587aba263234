using System.Runtime.InteropServices;
using Baton.Engine.Processes;
using Microsoft.Win32.SafeHandles;

namespace Baton.Engine.Git;

/// <summary>
/// Reads small files of a git folder that an attempt could write to. A pipe in the place of one would keep its reader waiting for ever, and a device
/// or a huge file would fill the memory: those are not opened.
/// </summary>
internal static unsafe class PlainFile
{
    private const int MaxBytes = 1024 * 1024;
    private const int CurrentFolder = -100;
    private const uint TypeOnly = 1;

    // struct statx: stx_mode lies after mask, blksize, attributes, nlink, uid and gid; stx_rdev_major and _minor after the four times.
    private const int ModeOffset = 28;
    private const int DeviceOffset = 128;
    private const int StructSize = 256;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Pipe = 0x1000;
    private const int CharacterDevice = 0x2000;
    private const int BlockDevice = 0x6000;

    // Major 1, minor 3 is /dev/null (Linux, Documentation/admin-guide/devices.txt).
    private static readonly (uint Major, uint Minor) Null = (1, 3);

    /// <summary>True for a regular file, or a link to one.</summary>
    public static bool Exists(string path)
    {
        var buffer = stackalloc byte[StructSize];
        return TypeOf(path, buffer) == Regular;
    }

    /// <summary>True for a pipe or a device, or a link to one: who opens it may wait for ever. <c>/dev/null</c> is harmless.</summary>
    public static bool IsPipeOrDevice(string path)
    {
        var buffer = stackalloc byte[StructSize];
        return TypeOf(path, buffer) switch
        {
            Pipe or BlockDevice => true,
            CharacterDevice => (*(uint*)(buffer + DeviceOffset), *(uint*)(buffer + DeviceOffset + sizeof(uint))) != Null,
            _ => false,
        };
    }

    /// <summary>Null when there is no regular file of at most 1 MiB.</summary>
    public static string? TryRead(string path)
    {
        try
        {
            return Exists(path) && new FileInfo(path) is var file && (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length <= MaxBytes ? File.ReadAllText(path) : null;
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>A stream that does not wait for ever even when a pipe was put there since it was looked at: reading that fails.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static FileStream OpenRead(string path)
    {
        var descriptor = Libc.Open(path, Libc.ONonblock | Libc.OCloexec, 0);
        return descriptor >= 0
            ? new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 0)
            : throw new IOException($"{path} cannot be opened: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
    }

    /// <inheritdoc cref="OpenRead"/>
    public static byte[] ReadBytes(string path)
    {
        using var file = OpenRead(path);
        using var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>0 when there is nothing.</summary>
    private static int TypeOf(string path, byte* buffer) =>
        Libc.Statx(CurrentFolder, path, 0, TypeOnly, buffer) == 0 ? *(ushort*)(buffer + ModeOffset) & TypeMask : 0;
}
