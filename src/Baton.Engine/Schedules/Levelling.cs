using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Scheduling;
using Baton.Scheduling.Solving;

namespace Baton.Engine.Schedules;

/// <summary>The levelled schedule of a plan's problem, with pairs kept apart that may write the same files.</summary>
/// <param name="Network">With the pairs that are kept apart.</param>
internal sealed record Levelling(Network Network, LevelledSchedule Schedule, ConflictOrder? Conflicts)
{
    /// <summary>Above this many tasks pairs are taken all together or not at all.</summary>
    private const int ManyTasks = 400;

    private const int MostSingleTrials = 12;

    /// <summary>Enough for most plans of some fifty tasks; about 30 ms where it is not.</summary>
    private const int ProofWork = 30_000;

    /// <summary>How many schedules are tried beyond the first where that one is not proven: the more the smaller the plan, none above 400 tasks.</summary>
    private static int Schedules(int tasks) => tasks > ManyTasks ? 0 : Math.Clamp(10_000 / Math.Max(1, tasks), 30, 500);

    public static Levelling Of(Plan plan, PlanProblem problem, Network network, TaskHistory? history = null)
    {
        var plain = Solve(network, ProofWork);
        if (plan.Limits.Conflicts is not { } share || ConflictPairs.Of(plan, history) is not { IsEmpty: false } pairs)
        {
            return new(network, plain, null);
        }

        var most = (long)(plain.Makespan * (1 + share));
        var all = Try(problem, [.. pairs.Select(p => (p.First, p.Second))], ProofWork);
        var (best, apart) = all.Schedule.Makespan <= most ? (all, pairs) : OneByOne(plan, problem, new(network, plain, null), pairs, most);
        var kept = apart.Select(p => (p.First, p.Second)).ToHashSet();
        var cost = PlanTime.FromMilliseconds(Math.Max(0, best.Schedule.Makespan - plain.Makespan));
        return best with
        {
            Schedule = best.Schedule with { Bound = plain.Bound },
            Conflicts = new([.. pairs.Select(p => new ConflictPair(plan.Tasks[p.First].Id, plan.Tasks[p.Second].Id, p.Overlap, kept.Contains((p.First, p.Second))))], cost, 100 * share),
        };
    }

    /// <summary>Adds pair after pair as long as the schedule stays short enough.</summary>
    private static (Levelling Best, ImmutableArray<(int First, int Second, string Overlap)> Apart) OneByOne(
        Plan plan, PlanProblem problem, Levelling plain, ImmutableArray<(int First, int Second, string Overlap)> pairs, long most)
    {
        var (best, apart) = (plain, ImmutableArray<(int First, int Second, string Overlap)>.Empty);
        foreach (var pair in plan.Tasks.Length > ManyTasks ? [] : pairs.Take(MostSingleTrials))
        {
            var trial = Try(problem, [.. apart.Append(pair).Select(p => (p.First, p.Second))], proofWork: 0);
            if (trial.Schedule.Makespan <= most)
            {
                (best, apart) = (trial, apart.Add(pair));
            }
        }

        return (best, apart);
    }

    private static Levelling Try(PlanProblem problem, ImmutableArray<(int First, int Second)> apart, long proofWork)
    {
        var network = Network.From(problem.UnderLimits(apart)).Network!;
        return new(network, Solve(network, proofWork), null);
    }

    private static LevelledSchedule Solve(Network network, long proofWork) =>
        Solver.Solve(
            network,
            DependencyAnalysis.Of(network, maxPaths: 0),
            new SolverOptions { Schedules = Schedules(network.Count), ProofWork = proofWork, TakesProofSchedules = true });
}
