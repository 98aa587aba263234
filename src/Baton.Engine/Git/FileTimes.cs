using Baton.Engine.Processes;

namespace Baton.Engine.Git;

/// <summary>When the kernel last saw a file change; unlike the time of modification nobody but root can set it.</summary>
internal static unsafe class FileTimes
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint ChangeTime = 0x80;

    // struct statx: stx_ctime lies after mask, blksize, attributes, nlink, uid, gid, mode, ino, size, blocks, attributes_mask, atime and btime.
    private const int ChangeTimeOffset = 96;
    private const int StructSize = 256;

    /// <summary>Null when there is no such file.</summary>
    public static DateTimeOffset? ChangedAt(string path)
    {
        var buffer = stackalloc byte[StructSize];
        if (Libc.Statx(CurrentFolder, path, NoFollow, ChangeTime, buffer) != 0)
        {
            return null;
        }

        var seconds = *(long*)(buffer + ChangeTimeOffset);
        var nanoseconds = *(uint*)(buffer + ChangeTimeOffset + sizeof(long));
        return DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / 100);
    }
}
