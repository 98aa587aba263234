using System.Collections.Immutable;
using Baton.Scheduling.Solving;
using Baton.Scheduling.Solving.Proofs;

namespace Baton.Scheduling;

/// <summary>What an exact search found out about the shortest makespan.</summary>
/// <param name="Start">Per activity, of the best schedule known.</param>
/// <param name="LowerBound">No schedule ends sooner.</param>
/// <param name="Certificate">Proves the lower bound; null unless it was asked for and found room.</param>
/// <param name="Conflicts">Contradictions the search learnt from.</param>
public sealed record MakespanProof(ImmutableArray<long> Start, long Makespan, long LowerBound, BoundCertificate? Certificate, long Conflicts)
{
    /// <summary>No schedule is shorter than <see cref="Makespan"/>.</summary>
    public bool IsOptimal => Makespan == LowerBound;

    /// <summary>
    /// Searches for a shorter schedule, or for the proof that there is none. The result depends on the arguments alone unless <paramref name="stop"/> is
    /// set. A problem with fixed starts, or whose times have no unit that makes it small, keeps its schedule and its bound.
    /// </summary>
    /// <param name="schedule">Of the same network.</param>
    /// <param name="maxConflicts">Contradictions to learn from at most.</param>
    /// <param name="certify">Keep a certificate of the bound; costs memory with every conflict, up to some hundred megabytes.</param>
    public static MakespanProof Of(
        Network network, LevelledSchedule schedule, long maxConflicts = 100_000, bool certify = false, CancellationToken stop = default)
    {
        var fromStatic = certify ? StaticBound.Of(network, DependencyAnalysis.Of(network, maxPaths: 1)).Certificate() : null;
        if (schedule.IsOptimal || CompactProblem.From(network) is not { } problem)
        {
            return new(schedule.Start, schedule.Makespan, schedule.Bound.Value, fromStatic, 0);
        }

        var log = certify ? new RefutationLog() : null;
        var incumbent = new Incumbent((int)((schedule.Bound.Value + (certify ? 0 : problem.Unit - 1)) / problem.Unit));
        incumbent.Offer([.. schedule.Start.Select(s => (int)(s / problem.Unit))], (int)(schedule.Makespan / problem.Unit));
        var conflicts = ProofSearch.Run(problem, incumbent, new ProofOptions { MaxConflicts = maxConflicts, Log = log }, stop);
        var bound = Math.Max(schedule.Bound.Value, incumbent.LowerBound * problem.Unit);
        var certificate = bound == schedule.Bound.Value ? fromStatic : log?.Certificate(problem.Unit);
        return new([.. incumbent.CopyStarts().Select(s => s * problem.Unit)], incumbent.Makespan * problem.Unit, bound, certificate, conflicts);
    }
}
