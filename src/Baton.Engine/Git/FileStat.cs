using Baton.Engine.Processes;

namespace Baton.Engine.Git;

/// <summary>What the kernel knows about a file without opening it; links are not followed.</summary>
/// <param name="Mode">Type and permissions, as <c>st_mode</c>.</param>
internal readonly record struct FileStat(int Mode, uint User, uint Group, ulong Inode, ulong Size, FileTime Changed, FileTime Modified)
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint Basic = 0x7ff;
    private const int StructSize = 256;

    // struct statx (linux/stat.h): mask, blksize, attributes(8), nlink, uid, gid, mode(2), pad(2), ino(8), size(8), blocks(8), attributes_mask(8), atime, btime, ctime, mtime of 16 each.
    private const int UserOffset = 20;
    private const int GroupOffset = 24;
    private const int ModeOffset = 28;
    private const int InodeOffset = 32;
    private const int SizeOffset = 40;
    private const int ChangedOffset = 96;
    private const int ModifiedOffset = 112;

    public bool IsFile => (Mode & 0xF000) == 0x8000;

    public bool IsFolder => (Mode & 0xF000) == 0x4000;

    public bool IsLink => (Mode & 0xF000) == 0xA000;

    public bool IsExecutable => (Mode & 0x40) != 0;

    /// <summary>Null when there is nothing.</summary>
    public static unsafe FileStat? Of(string path)
    {
        var buffer = stackalloc byte[StructSize];
        return Libc.Statx(CurrentFolder, path, NoFollow, Basic, buffer) != 0 ? null : new FileStat(
            *(ushort*)(buffer + ModeOffset), *(uint*)(buffer + UserOffset), *(uint*)(buffer + GroupOffset),
            *(ulong*)(buffer + InodeOffset), *(ulong*)(buffer + SizeOffset), TimeAt(buffer + ChangedOffset), TimeAt(buffer + ModifiedOffset));
    }

    private static unsafe FileTime TimeAt(byte* at) => new((uint)*(long*)at, *(uint*)(at + sizeof(long)));
}

/// <summary>A time of a file as git's index keeps it: 32 bits of seconds.</summary>
internal readonly record struct FileTime(uint Seconds, uint Nanoseconds) : IComparable<FileTime>
{
    /// <summary>Rounded down to what a <see cref="DateTime"/> can hold.</summary>
    public static FileTime Of(DateTime utc)
    {
        var ticks = (utc - DateTime.UnixEpoch).Ticks;
        return new((uint)(ticks / TimeSpan.TicksPerSecond), (uint)(ticks % TimeSpan.TicksPerSecond * 100));
    }

    public int CompareTo(FileTime other) => Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Nanoseconds.CompareTo(other.Nanoseconds);
}
