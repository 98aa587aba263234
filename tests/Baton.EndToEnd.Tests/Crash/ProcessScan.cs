using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Baton.EndToEnd.Tests.Crash;

/// <summary>Looks through the kernel's process table.</summary>
internal static class ProcessScan
{
    /// <summary>Living processes, zombies and this one excepted, with one of the texts in their environment or words.</summary>
    public static List<int> Find(IReadOnlyList<string> texts)
    {
        var found = new List<int>();
        foreach (var pid in All().Where(pid => pid != Environment.ProcessId))
        {
            var about = Read($"/proc/{pid}/environ") + Read($"/proc/{pid}/cmdline");
            if (texts.Any(text => about.Contains(text, StringComparison.Ordinal)) && IsAlive(pid))
            {
                found.Add(pid);
            }
        }

        return found;
    }

    /// <summary>The process and all below it.</summary>
    public static List<int> Tree(int root)
    {
        var parents = All().Select(pid => (pid, Parent: ParentOf(pid))).ToList();
        var tree = new List<int> { root };
        for (var i = 0; i < tree.Count; i++)
        {
            tree.AddRange(parents.Where(p => p.Parent == tree[i]).Select(p => p.pid));
        }

        return tree;
    }

    public static void Kill(int pid)
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

    public static bool IsAlive(int pid) => Read($"/proc/{pid}/stat") is { Length: > 0 } stat && stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');

    private static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0);

    public static int ParentOf(int pid) =>
        Read($"/proc/{pid}/stat") is { Length: > 0 } stat ? int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture) : 0;

    private static string Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
