using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;

namespace Baton.Simulation.Worlds;

/// <summary>The truth about a tree, which no agent can change: what its checks would say.</summary>
/// <param name="discord">Of so many combinations of good pieces one does not work.</param>
internal sealed class Verdicts(ulong discord)
{
    /// <summary>What the task's own checks say, on its own commit as on a tree with the work of others.</summary>
    public Verdict Of(ImmutableSortedDictionary<string, string> files, PlanTask task)
    {
        var isThere = task.Outputs.All(o => files.ContainsKey(o.Path));
        return !isThere || IsBroken(files) || DoNotWorkTogether(files, task.Id.Value) ? Verdict.Fail : Verdict.Pass;
    }

    /// <summary>What the checks of the plan say.</summary>
    public Verdict OfPlan(ImmutableSortedDictionary<string, string> files) => IsBroken(files) || DoNotWorkTogether(files, "") ? Verdict.Fail : Verdict.Pass;

    private static bool IsBroken(ImmutableSortedDictionary<string, string> files) =>
        files.Any(f => f.Value.StartsWith("bad", StringComparison.Ordinal) || f.Value.StartsWith("<<<", StringComparison.Ordinal));

    /// <summary>Pieces that are good alone may fail together.</summary>
    private bool DoNotWorkTogether(ImmutableSortedDictionary<string, string> files, string check)
    {
        var digest = Digest(14695981039346656037UL, check);
        foreach (var (_, content) in files)
        {
            digest = Digest(digest, content);
        }

        return files.Count > 2 && (digest >> 7) % discord == 0;
    }

    private static ulong Digest(ulong digest, string text)
    {
        foreach (var c in text)
        {
            digest = unchecked((digest ^ c) * 1099511628211UL);
        }

        return digest;
    }
}
