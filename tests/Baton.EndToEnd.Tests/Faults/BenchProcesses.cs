using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Baton.EndToEnd.Tests.Faults;

/// <summary>The processes that belong to a bench: its folder is in their words, their environment or their working directory.</summary>
internal static class BenchProcesses
{
    /// <returns>Pid and command line of each.</returns>
    public static string[] In(string folder) =>
        [.. Pids().Where(pid => Belongs(pid, folder)).Select(pid => $"{pid} {Read(pid, "cmdline").Replace('\0', ' ')}")];

    public static int[] ChildrenOf(int pid) =>
        [.. Pids().Where(child => Read(child, "stat") is { Length: > 0 } stat && ParentIn(stat) == pid)];

    public static bool IsAlive(int pid) => Read(pid, "stat") is { Length: > 0 } stat && StateIn(stat) != "Z";

    public static async Task EndAllAsync(string folder)
    {
        await Until.TrueAsync("the bench's processes end", () =>
        {
            var left = Pids().Where(pid => Belongs(pid, folder)).ToList();
            left.ForEach(Kill);
            return left.Count == 0;
        });
    }

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return;
        }
    }

    private static bool Belongs(int pid, string folder) => pid != Environment.ProcessId && IsAlive(pid)
        && (Read(pid, "cmdline").Contains(folder, StringComparison.Ordinal)
            || Read(pid, "environ").Contains(folder, StringComparison.Ordinal)
            || WorksIn(pid).StartsWith(folder, StringComparison.Ordinal));

    private static IEnumerable<int> Pids() => new DirectoryInfo("/proc").EnumerateDirectories()
        .Select(d => int.TryParse(d.Name, CultureInfo.InvariantCulture, out var pid) ? pid : 0).Where(pid => pid > 0);

    private static string WorksIn(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/cwd").LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Read(int pid, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/{file}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string[] FieldsOf(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

    private static string StateIn(string stat) => FieldsOf(stat)[0];

    private static int ParentIn(string stat) => int.Parse(FieldsOf(stat)[1], CultureInfo.InvariantCulture);
}

/// <summary>Waits for real conditions, looking often, with a bound.</summary>
internal static class Until
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    public static Task TrueAsync(string what, Func<bool> condition) => TrueAsync(what, () => Task.FromResult(condition()));

    public static async Task TrueAsync(string what, Func<Task<bool>> condition)
    {
        var start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Bound)
            {
                throw new TimeoutException($"Within {Bound.TotalSeconds:0} s it did not happen that {what}.");
            }

            await timer.WaitForNextTickAsync();
        }
    }
}
