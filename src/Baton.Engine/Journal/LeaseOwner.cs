using System.Diagnostics;
using System.Globalization;

namespace Baton.Engine.Journal;

/// <summary>A process that owns a run, recognisable after restarts of it and of the machine. Nothing has to be renewed.</summary>
/// <param name="BootId">The kernel's id of this boot; empty where the system has none.</param>
/// <param name="StartTicks">When the process started, in clock ticks since boot; with pid and boot it names one process for ever.</param>
/// <param name="Since">When it asked for the lease; for people, not part of its identity.</param>
public sealed record LeaseOwner(string Host, string BootId, int Pid, long StartTicks, DateTimeOffset Since)
{
    /// <summary>This process.</summary>
    public static LeaseOwner Current(TimeProvider time) =>
        new(Environment.MachineName, ReadBootId(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0, time.GetUtcNow());

    /// <summary>
    /// False only when the owner is certainly gone: same host, and another boot, no such process, or a process that started at another time.
    /// An owner on another host cannot be seen from here and counts as alive.
    /// </summary>
    public static bool IsAlive(LeaseOwner owner) =>
        owner.Host != Environment.MachineName || (owner.BootId == ReadBootId() && StartOf(owner.Pid) == owner.StartTicks);

    public bool IsSameProcess(LeaseOwner other) =>
        Host == other.Host && BootId == other.BootId && Pid == other.Pid && StartTicks == other.StartTicks;

    public override string ToString() => $"process {Pid} on {Host}";

    private static string ReadBootId()
    {
        const string file = "/proc/sys/kernel/random/boot_id";
        return File.Exists(file) ? File.ReadAllText(file).Trim() : "";
    }

    private static long? StartOf(int pid) => OperatingSystem.IsLinux() ? StartFromProc(pid) : StartFromRuntime(pid);

    /// <summary>Field 22 of /proc/PID/stat; null for no process and for one that is dead but not yet collected by its parent.</summary>
    private static long? StartFromProc(int pid)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        // The second field is the program's name in parentheses and may hold spaces and parentheses itself.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
    }

    private static long? StartFromRuntime(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
