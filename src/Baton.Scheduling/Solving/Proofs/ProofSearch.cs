namespace Baton.Scheduling.Solving.Proofs;

/// <summary>
/// Looks for a schedule that is shorter than the best one, or for the proof that there is none, by lazy clause generation: bounds on starts are
/// literals, resources explain what they forbid, and every contradiction becomes a clause.
/// O. Ohrimenko, P. J. Stuckey, M. Codish, "Propagation via lazy clause generation", Constraints 14, 2009.
/// </summary>
internal static class ProofSearch
{
    /// <summary>Largest sum of domain sizes it takes on.</summary>
    private const long MaxValues = 8_000_000;

    /// <summary>Works until the incumbent is closed, the conflicts are spent, or <paramref name="stop"/> is set.</summary>
    /// <returns>The contradictions it met.</returns>
    public static long Run(CompactProblem problem, Incumbent incumbent, ProofOptions options, CancellationToken stop) =>
        Open(problem, incumbent, options)?.Run(stop) ?? 0;

    /// <returns>A search that has not begun; null when there is nothing left to prove or the problem is too large for it.</returns>
    public static RefutationSearch? Open(CompactProblem problem, Incumbent incumbent, ProofOptions options)
    {
        var latestEnd = Math.Min(problem.Horizon, incumbent.Makespan - 1);
        if (incumbent.IsClosed || problem.Count == 0 || !IsInRange(problem))
        {
            return null;
        }

        var model = ProofModel.Of(problem, latestEnd);
        if (!model.IsPossible)
        {
            incumbent.Raise(latestEnd + 1);
            options.Log?.Close(latestEnd + 1);
            return null;
        }

        return Values(model) <= MaxValues ? new(model, incumbent, options) : null;
    }

    private static long Values(ProofModel model)
    {
        long values = 0;
        for (var side = 0; side < model.Initial.Length; side += 2)
        {
            values += 2L - model.Initial[side + 1] - model.Initial[side];
        }

        return values;
    }

    private static bool IsInRange(CompactProblem problem)
    {
        var total = new long[problem.Network.Capacity.Length];
        foreach (var demand in problem.Network.Demands)
        {
            total[demand.Resource] += demand.Amount;
        }

        return total.All(t => t < int.MaxValue / 2);
    }
}
