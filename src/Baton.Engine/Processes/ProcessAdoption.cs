using System.Text;

namespace Baton.Engine.Processes;

/// <summary>
/// Makes this program the parent of every process below it that loses its own, so that a process that left its session, environment and
/// parents behind is still known as one that nobody asked for. Thread-safe.
/// </summary>
public static class ProcessAdoption
{
    private const int SetChildSubreaper = 36;
    private const int MostRounds = 100;
    private static readonly Lock Gate = new();
    private static readonly Dictionary<int, string> Ours = [];
    private static readonly Lazy<int> OwnSession = new(() => ProcessTable.Find(Environment.ProcessId)?.Session ?? 0);
    private static bool _enabled;

    /// <summary>For the rest of this program's life. Without it, such processes go to the system's first process.</summary>
    public static void Enable() => _enabled = Libc.ProcessControl(SetChildSubreaper, 1, 0, 0, 0) == 0;

    /// <summary>Ends everything that lost its parents and belongs to no work under way.</summary>
    /// <returns>How many there were.</returns>
    internal static int EndOrphans()
    {
        var killed = new HashSet<(int, long)>();
        for (var round = 0; _enabled && round < MostRounds; round++)
        {
            var orphans = ProcessTable.ReadAll().FindAll(IsOrphan);
            if (orphans.Count == 0)
            {
                break;
            }

            killed.UnionWith(ProcessTree.SignalEach(orphans, Libc.SigKill, 0));
        }

        return killed.Count;
    }

    /// <summary>Starts a child and remembers it, with what marks its descendants.</summary>
    internal static int Spawn(string mark, Func<(int Failure, int Pid)> start)
    {
        lock (Gate)
        {
            var (failure, pid) = start();
            if (failure == 0)
            {
                Ours[pid] = mark;
            }

            return failure;
        }
    }

    internal static void Forget(int pid)
    {
        lock (Gate)
        {
            Ours.Remove(pid);
        }
    }

    /// <summary>It was adopted, and no work that is under way started it.</summary>
    internal static bool IsOrphan(ProcessRow row)
    {
        if (!_enabled || row.Parent != Environment.ProcessId || row.Session == OwnSession.Value)
        {
            return false;
        }

        string[] marks;
        lock (Gate)
        {
            if (Ours.ContainsKey(row.Pid) || Ours.ContainsKey(row.Session))
            {
                return false;
            }

            marks = [.. Ours.Values.Where(m => m.Length > 0)];
        }

        if (row.IsDead)
        {
            _ = Libc.Reap(row.Pid, out _);
            return false;
        }

        return !marks.Any(m => ProcessTable.HasEnvironment(row.Pid, Encoding.UTF8.GetBytes(m)));
    }
}
