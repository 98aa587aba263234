using Baton.EndToEnd.Tests.Packaging;
using Xunit;

namespace Baton.EndToEnd.Tests.Faults;

/// <summary>A file system of a few megabytes that a test can fill. Skips the test where mounting is not allowed.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    public static async Task<SmallDisk> MountAsync(string folder, int megabytes)
    {
        Directory.CreateDirectory(folder);
        var mount = await Execution.RunAsync("/", null, "/bin/mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "none", folder);
        Assert.SkipUnless(mount.ExitCode == 0, $"A small disk cannot be mounted here: {mount.Error.Trim()}");
        return new SmallDisk(folder);
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Path.Combine(_folder, "ballast"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            return;
        }
    }

    public void MakeRoom() => File.Delete(Path.Combine(_folder, "ballast"));

    public async ValueTask DisposeAsync()
    {
        await Until.TrueAsync("the small disk is unmounted", async () => (await Execution.RunAsync("/", null, "/bin/umount", _folder)).ExitCode == 0);
    }
}
