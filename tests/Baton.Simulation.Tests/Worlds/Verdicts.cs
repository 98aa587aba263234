using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;

namespace Baton.Simulation.Worlds;

/// <summary>The truth about a tree, which no agent can change: what its checks would say.</summary>
internal static class Verdicts
{
    /// <param name="task">Its output must be there; null: the tree as a whole.</param>
    public static Verdict Of(ImmutableSortedDictionary<string, string> files, TaskId? task)
    {
        var isBroken = files.Any(f => f.Value.StartsWith("bad", StringComparison.Ordinal) || f.Value.StartsWith("<<<", StringComparison.Ordinal));
        var isThere = task is null || files.ContainsKey($"{task}.txt");
        return isBroken || !isThere || (task is null && DoNotWorkTogether(files)) ? Verdict.Fail : Verdict.Pass;
    }

    /// <summary>Pieces that are good alone may fail together: about one pair in forty.</summary>
    private static bool DoNotWorkTogether(ImmutableSortedDictionary<string, string> files)
    {
        var digest = 14695981039346656037UL;
        foreach (var c in files.SelectMany(f => f.Value))
        {
            digest = unchecked((digest ^ c) * 1099511628211UL);
        }

        return files.Count > 2 && digest % 40 == 0;
    }
}
