using Xunit;

namespace Baton.Engine.Tests.Journal;

/// <summary>A small file system in memory, mounted where the journal's folder is.</summary>
public sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    public static SmallDisk MountOrSkip(JournalFolder folder, string options)
    {
        var path = System.IO.Path.Combine(folder.Root, ".baton");
        Directory.CreateDirectory(path);
        try
        {
            JournalFolder.Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"A small disk cannot be mounted here (this needs root): {e.Message}");
        }

        return new SmallDisk(path);
    }

    /// <summary>Writes zeros until nothing fits any more.</summary>
    public static void Fill(string file)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                stream.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            stream.Flush();
        }
    }

    public void MakeReadOnly() => JournalFolder.Run("mount", "-o", "remount,ro", Path);

    public void MakeWritable() => JournalFolder.Run("mount", "-o", "remount,rw", Path);

    public void Dispose() => JournalFolder.Run("umount", "-l", Path);
}
