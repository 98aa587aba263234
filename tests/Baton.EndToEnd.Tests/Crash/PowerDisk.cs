using Baton.EndToEnd.Tests.Packaging;
using Xunit;

namespace Baton.EndToEnd.Tests.Crash;

/// <summary>
/// A real ext4 file system in a file, below a sandbox's folder. What the kernel has not yet written to it is lost when the power is cut: the image is copied
/// as it is then, and the copy takes its place. Skips the test where such a disk cannot be mounted.
/// </summary>
internal sealed class PowerDisk : IAsyncDisposable
{
    private const int Megabytes = 96;
    private readonly string _folder;

    private PowerDisk(string folder) => _folder = folder;

    private string Image => _folder + ".disk";

    /// <summary>Puts a disk with the folder's files in the place of the folder; all of them are safe.</summary>
    public static async Task<PowerDisk> MountOverAsync(string folder)
    {
        var disk = new PowerDisk(folder);
        var aside = folder + ".before";
        Directory.Move(folder, aside);
        Directory.CreateDirectory(folder);
        await RunAsync("truncate", "-s", $"{Megabytes}M", disk.Image);
        await RunAsync("/sbin/mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", disk.Image);
        var mounted = await disk.MountAsync();
        Assert.SkipUnless(mounted.ExitCode == 0, $"A disk in a file cannot be mounted here: {mounted.Error.Trim()}");
        await RunAsync("cp", "-a", aside + "/.", folder);
        await RunAsync("sync", "-f", folder);
        await RunAsync("rm", "-rf", aside);
        return disk;
    }

    /// <summary>Nobody may be writing any more.</summary>
    public async Task CutAsync()
    {
        await RunAsync("cp", "--sparse=always", Image, Image + ".cut");
        await UnmountAsync();
        File.Move(Image + ".cut", Image, overwrite: true);
        (await MountAsync()).MustSucceed();
    }

    public async ValueTask DisposeAsync()
    {
        await UnmountAsync();
        File.Delete(Image);
    }

    /// <summary>The file system's own clock of five seconds would save by chance what the program did not.</summary>
    private Task<Execution> MountAsync() => Execution.RunAsync("/", null, "/bin/mount", "-o", "loop,commit=900", Image, _folder);

    private async Task UnmountAsync()
    {
        Execution? last = null;
        await Poll.UntilAsync(() => (last = Execution.RunAsync("/", null, "/bin/umount", _folder).GetAwaiter().GetResult()).ExitCode == 0);
        last!.MustSucceed();
    }

    private static async Task RunAsync(params string[] words) => (await Execution.RunAsync("/", null, words)).MustSucceed();
}
