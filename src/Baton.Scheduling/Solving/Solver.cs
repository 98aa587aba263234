using Baton.Scheduling.Solving.Genetic;
using Baton.Scheduling.Solving.Packed;

namespace Baton.Scheduling.Solving;

/// <summary>Levels a network: a first schedule from priority rules at once, then better ones until the work is spent, it is proven optimal, or the caller stops it.</summary>
public static class Solver
{
    /// <param name="analysis">Of the same network.</param>
    /// <param name="progress">Gets the first schedule and every better one, on the calling thread.</param>
    /// <param name="stop">Ends the search with the best schedule so far; it does not throw.</param>
    public static LevelledSchedule Solve(
        Network network,
        DependencyAnalysis analysis,
        SolverOptions options,
        IProgress<LevelledSchedule>? progress = null,
        CancellationToken stop = default)
    {
        var first = ListScheduler.Solve(network, analysis);
        progress?.Report(first);
        if (first.IsOptimal || CompactProblem.From(network) is not { } problem)
        {
            return first;
        }

        var incumbent = new Incumbent((int)((first.Bound.Value + problem.Unit - 1) / problem.Unit));
        incumbent.Offer([.. first.Start.Select(s => (int)(s / problem.Unit))], (int)(first.Makespan / problem.Unit));
        var search = PackedProblem<uint>.From(problem, 1) is { } narrow
            ? new GeneticSearch(problem, incumbent, () => new(problem, new Decoder<uint>(narrow)), options, stop)
            : PackedProblem<ulong>.From(problem, 64) is { } wide
                ? new GeneticSearch(problem, incumbent, () => new(problem, new Decoder<ulong>(wide)), options, stop)
                : null;
        search?.Run();
        var makespan = incumbent.Makespan * problem.Unit;
        return makespan < first.Makespan
            ? ListScheduler.Complete(network, analysis, [.. incumbent.CopyStarts().Select(s => s * problem.Unit)], first.Bound) with { Schedules = search!.Schedules }
            : first with { Schedules = search?.Schedules ?? 0 };
    }
}
