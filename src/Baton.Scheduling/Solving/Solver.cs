using Baton.Scheduling.Solving.Genetic;
using Baton.Scheduling.Solving.Packed;

namespace Baton.Scheduling.Solving;

/// <summary>Levels a network: a first schedule from priority rules at once, then better ones until the work is spent, the best is proven, or the caller stops it.</summary>
public static class Solver
{
    private const int MaxWords = 64;
    private const long MaxMoments = 1 << 24;

    /// <param name="analysis">Of the same network.</param>
    /// <param name="options">Without a count of schedules only <paramref name="stop"/> or a proof ends the search.</param>
    /// <param name="progress">Gets the first schedule and whatever is better, schedule or bound: from any thread, one at a time, while the search waits.</param>
    /// <param name="stop">Ends the search with the best schedule so far; it does not throw.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one thread, or a count of schedules below zero.</exception>
    public static LevelledSchedule Solve(
        Network network,
        DependencyAnalysis analysis,
        SolverOptions options,
        IProgress<LevelledSchedule>? progress = null,
        CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Schedules ?? 0);
        var first = ListScheduler.Solve(network, analysis);
        progress?.Report(first);
        if (first.IsOptimal || options.Schedules == 0 || stop.IsCancellationRequested)
        {
            return first;
        }

        return CompactProblem.From(network) is { } problem && Breeders(problem) is { } breeder
            ? new Portfolio(problem, analysis, first, options, progress).Run(breeder, stop)
            : Sampled(network, analysis, first, options, progress, stop);
    }

    /// <returns>Null when the resources do not fit few enough words.</returns>
    private static Func<Breeder>? Breeders(CompactProblem problem)
    {
        if (PackedProblem<uint>.From(problem, 1) is { } narrow)
        {
            return () => new(problem, new Decoder<uint>(narrow));
        }

        return PackedProblem<ulong>.From(problem, MaxWords) is { } wide && (long)wide.Empty.Length * problem.Horizon <= MaxMoments
            ? () => new(problem, new Decoder<ulong>(wide))
            : null;
    }

    private static LevelledSchedule Sampled(
        Network network,
        DependencyAnalysis analysis,
        LevelledSchedule first,
        SolverOptions options,
        IProgress<LevelledSchedule>? progress,
        CancellationToken stop)
    {
        var search = new SampledSearch(network, first, options, stop);
        LevelledSchedule Whole(long[] starts) => ListScheduler.Complete(network, analysis, starts, first.Bound, search.Schedules);
        return Whole(search.Run(starts => progress?.Report(Whole(starts))));
    }
}
