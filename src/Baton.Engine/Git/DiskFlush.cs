using System.Runtime.InteropServices;
using Baton.Engine.Processes;

namespace Baton.Engine.Git;

/// <summary>
/// Sees to it that files outlive a power cut. On file systems with one journal for all of them (ext4, XFS) many files cost little more than one: their contents
/// are written out, and one synchronised file takes the names along, as <c>core.fsyncMethod=batch</c> of git does (git-config). Elsewhere the whole
/// file system is synchronised.
/// </summary>
internal static unsafe class DiskFlush
{
    /// <summary>From so many files on, asking for everything is quicker.</summary>
    private const int Many = 5000;

    // linux/magic.h; f_type is the first word of struct statfs.
    private const long Ext4 = 0xEF53;
    private const long Xfs = 0x58465342;
    private const int StructSize = 256;

    // errno.h: ENOENT, ENOTDIR, ELOOP.
    private const int NoSuchFile = 2;
    private const int NoFolder = 20;
    private const int IsLink = 40;

    // sync_file_range(2): wait before, write, wait after.
    private const uint WriteOut = 1 | 2 | 4;

    /// <summary>Writes out the contents of files that are there; with the next <see cref="Seal"/> they are safe, whatever comes in between.</summary>
    /// <param name="folder">Of the file system in question.</param>
    /// <exception cref="IOException">The disk does not take them.</exception>
    public static void Write(IReadOnlyCollection<string> files, string folder)
    {
        if (files.Count == 0)
        {
            return;
        }

        if (files.Count > Many || !HasOneJournal(folder))
        {
            Everything(folder);
            return;
        }

        foreach (var file in files)
        {
            With(file, descriptor => Libc.SynchronizeRange(descriptor, 0, 0, WriteOut));
        }
    }

    /// <summary>Makes a file safe, with its name and with all names that were made or changed before it. One that is not there is nothing to be saved.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public static void Seal(string file)
    {
        if (HasOneJournal(Path.GetDirectoryName(file)!))
        {
            With(file, Libc.Synchronize);
        }
        else
        {
            Everything(Path.GetDirectoryName(file)!);
        }
    }

    /// <summary>The same by a new file, which goes again.</summary>
    public static void SealBy(string newFile)
    {
        try
        {
            File.WriteAllText(newFile, "");
            Seal(newFile);
        }
        finally
        {
            File.Delete(newFile);
        }
    }

    /// <summary>Synchronises the file system of a folder.</summary>
    public static void Everything(string folder) => With(folder, Libc.SynchronizeFileSystem);

    private static bool HasOneJournal(string folder)
    {
        var type = 0L;
        With(folder, descriptor =>
        {
            var buffer = stackalloc byte[StructSize];
            var result = Libc.FileSystemOf(descriptor, buffer);
            type = *(long*)buffer;
            return result;
        });
        return type is Ext4 or Xfs;
    }

    private static void With(string path, Func<int, int> act)
    {
        var descriptor = Libc.Open(path, Libc.ONonblock | Libc.OCloexec | Libc.ONofollow, 0);
        if (descriptor < 0)
        {
            _ = Marshal.GetLastPInvokeError() is NoSuchFile or NoFolder or IsLink ? 0 : throw Failure(path);
            return;
        }

        try
        {
            _ = act(descriptor) == 0 ? 0 : throw Failure(path);
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    private static IOException Failure(string path) =>
        new($"{path} cannot be made safe on its disk: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
}
