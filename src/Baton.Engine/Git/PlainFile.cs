using Baton.Engine.Processes;

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

    // struct statx: stx_mode lies after mask, blksize, attributes, nlink, uid and gid.
    private const int ModeOffset = 28;
    private const int StructSize = 256;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>True for a regular file, or a link to one.</summary>
    public static bool Exists(string path)
    {
        var buffer = stackalloc byte[StructSize];
        return Libc.Statx(CurrentFolder, path, 0, TypeOnly, buffer) == 0 && (*(ushort*)(buffer + ModeOffset) & TypeMask) == Regular;
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
}
