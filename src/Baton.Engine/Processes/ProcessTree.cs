using System.Text;

namespace Baton.Engine.Processes;

/// <summary>
/// Every process that belongs to one piece of work: the members of its session, all their descendants, whoever carries its entry in
/// the environment, whoever still writes into its output, and whoever has left all four behind and was adopted (see <see cref="ProcessAdoption"/>).
/// </summary>
/// <param name="Root">Pid of the first process, which leads a session of its own; it need not live any more.</param>
/// <param name="Mark">The entry <c>NAME=value</c> that the work was started with and that no other work has.</param>
/// <param name="OutputFile">The file that its output goes to; null when that is a pipe.</param>
/// <param name="KnowsSession">The root's pid has been held since it started, so that a session or group of that number is the work's own and not a later program's.</param>
internal sealed record ProcessTree(int Root, string Mark, string? OutputFile, bool KnowsSession = true)
{
    /// <summary>Above this many new pids since the root's, the whole table is read instead.</summary>
    private const int LongestRange = 4096;
    private const int MostRounds = 1000;
    private readonly byte[] _mark = Encoding.UTF8.GetBytes(Mark);

    /// <summary>Living members, without zombies. Reads the whole table.</summary>
    public List<ProcessRow> FindAll() => Collect(ProcessTable.ReadAll());

    /// <summary>
    /// Living members beside the root, looking only at pids handed out since the root started; valid once the root has ended.
    /// Costs a few microseconds when the work started few processes.
    /// </summary>
    public List<ProcessRow> FindLeft()
    {
        var last = ProcessTable.LastPid();
        if (!KnowsSession || last is null || last < Root || last - Root > LongestRange)
        {
            return FindAll();
        }

        var rows = new List<ProcessRow>();
        for (var pid = Root + 1; pid <= last; pid++)
        {
            if (Libc.Kill(pid, 0) == 0 && ProcessTable.Find(pid) is { } row)
            {
                rows.Add(row);
            }
        }

        return rows.Count == 0 ? rows : Collect(rows);
    }

    /// <summary>Signals every member once.</summary>
    /// <param name="spare">A pid that is left alone; 0 for none.</param>
    /// <returns>How many were there.</returns>
    public int Signal(int signal, int spare) => SignalEach(FindAll(), signal, spare).Count;

    /// <summary>Kills until nothing is left. Returns how many different processes were killed.</summary>
    /// <param name="first">What a search already found.</param>
    /// <param name="spare">A pid that is left alone; 0 for none.</param>
    public int KillAll(List<ProcessRow> first, int spare)
    {
        var killed = new HashSet<(int, long)>();
        var members = first;
        for (var round = 0; round < MostRounds; round++)
        {
            members.RemoveAll(m => m.Pid == spare);
            if (members.Count == 0)
            {
                break;
            }

            killed.UnionWith(SignalEach(members, Libc.SigKill, spare));
            members = FindAll();
        }

        return killed.Count;
    }

    internal static List<(int Pid, long StartTicks)> SignalEach(List<ProcessRow> members, int signal, int spare) =>
        [.. members.Where(m => m.Pid != spare && SignalOne(m, signal)).Select(m => (m.Pid, m.StartTicks))];

    private static bool SignalOne(ProcessRow member, int signal)
    {
        var descriptor = Libc.OpenProcess(member.Pid);
        if (descriptor < 0)
        {
            return false;
        }

        try
        {
            return ProcessTable.Find(member.Pid) is { } now && now.StartTicks == member.StartTicks && Libc.Signal(descriptor, signal);
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    private List<ProcessRow> Collect(List<ProcessRow> rows)
    {
        var self = Environment.ProcessId;
        var members = new HashSet<int>();
        foreach (var row in rows.Where(r => r.Pid != self && Belongs(r)))
        {
            members.Add(row.Pid);
        }

        AddDescendants(members, rows, self);
        return rows.FindAll(r => members.Contains(r.Pid) && !r.IsDead);
    }

    private static void AddDescendants(HashSet<int> members, List<ProcessRow> rows, int self)
    {
        var before = 0;
        while (members.Count > before)
        {
            before = members.Count;
            members.UnionWith(rows.Where(r => r.Pid != self && members.Contains(r.Parent)).Select(r => r.Pid));
        }
    }

    private bool Belongs(ProcessRow row) =>
        ProcessAdoption.IsOrphan(row)
        || (KnowsSession && (row.Session == Root || row.Group == Root))
        || (!row.IsDead && (ProcessTable.HasEnvironment(row.Pid, _mark) || (OutputFile is not null && ProcessTable.WritesTo(row.Pid, OutputFile))));
}
