namespace Baton.Engine.Processes;

/// <summary>Finds out whether this program was started from inside an attempt: by what its ancestors are, not only by what they say.</summary>
public static class CallerOrigin
{
    private const int MostAncestors = 200;
    private const string AttemptName = "BATON_ATTEMPT=";
    private const string Supervisor = "baton-supervisor";

    /// <param name="runsFolder">Where the repository keeps the folders of its runs.</param>
    /// <param name="isRun">Whether it is the id of a run of the repository.</param>
    /// <param name="owners">Processes that drive its runs.</param>
    /// <returns>The attempt as <c>run/task/number</c>; empty when only the run is known; null when no attempt is behind it.</returns>
    public static string? Find(string runsFolder, Func<string, bool> isRun, IReadOnlyCollection<int> owners)
    {
        string? found = null;
        foreach (var pid in Line())
        {
            if (AttemptOf(pid, runsFolder, isRun) is { } attempt)
            {
                return attempt;
            }

            found ??= pid != Environment.ProcessId && owners.Contains(pid) ? "" : null;
        }

        return found;
    }

    private static string? AttemptOf(int pid, string runsFolder, Func<string, bool> isRun)
    {
        var said = ProcessTable.Words(pid, "environ").FirstOrDefault(e => e.StartsWith(AttemptName, StringComparison.Ordinal))?[AttemptName.Length..];
        if (said is not null && isRun(said.Split('/')[0]))
        {
            return said;
        }

        var words = ProcessTable.Words(pid, "cmdline");
        var at = Array.IndexOf(words, Supervisor);
        return at >= 0 && at + 2 < words.Length && words[at + 1].StartsWith(runsFolder + "/", StringComparison.Ordinal) ? words[at + 2] : null;
    }

    /// <summary>This process, its parents, and the first of its session.</summary>
    private static IEnumerable<int> Line()
    {
        var session = ProcessTable.Find(Environment.ProcessId)?.Session ?? 0;
        var pid = Environment.ProcessId;
        for (var i = 0; pid > 1 && i < MostAncestors; i++)
        {
            yield return pid;
            pid = ProcessTable.Find(pid)?.Parent ?? 0;
        }

        if (session > 1)
        {
            yield return session;
        }
    }
}
