using Baton.Engine.Faults;

namespace Baton.Engine.Git;

/// <summary>Lock files on Baton's own refs that a git left which died while it wrote, as in a power cut. git never removes them itself.</summary>
internal static class StaleLocks
{
    /// <summary>A git that lives holds such a lock for milliseconds.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for young ones to go or to grow old, and removes the old ones. Returns at once when there are none.</summary>
    public static async Task RemoveAsync(string commonDir, TimeProvider time, CancellationToken ct)
    {
        foreach (var file in Find(Path.Combine(commonDir, "refs", "heads", "baton")).Concat(Find(Path.Combine(commonDir, "refs", "baton"))))
        {
            while (File.Exists(file) && time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(file) < Age)
            {
                await Task.Delay(Pause, time, ct);
            }

            FaultPoint.Reach("git.stale-lock.before");
            File.Delete(file);
            FaultPoint.Reach("git.stale-lock.after");
        }
    }

    private static string[] Find(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder, "*.lock", SearchOption.AllDirectories) : [];
}
