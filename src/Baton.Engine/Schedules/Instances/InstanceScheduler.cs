using Baton.Scheduling;
using Baton.Scheduling.Solving;

namespace Baton.Engine.Schedules.Instances;

/// <param name="Instance">Its name.</param>
/// <param name="CriticalPath">The longest chain by precedences alone.</param>
/// <param name="Elapsed">Wall time from the network to the schedule, bounds included; reading the file is not.</param>
public sealed record InstanceSchedule(string Instance, LevelledSchedule Levelled, long CriticalPath, TimeSpan Elapsed);

/// <summary>Schedules one instance with the effort that is allowed.</summary>
public static class InstanceScheduler
{
    /// <param name="stop">Ends the search with the best schedule so far; it does not throw.</param>
    public static InstanceSchedule Solve(Instance instance, InstanceEffort effort, TimeProvider time, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        using var over = effort.Time is { } most ? new CancellationTokenSource(most, time) : new CancellationTokenSource();
        using var spent = effort.CpuTime is { } cpu ? new CpuBudget(cpu, effort.Threads, time) : null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, spent?.Over ?? CancellationToken.None, stop);
        var options = new SolverOptions { Schedules = effort.SchedulesFor(instance.Network.Count), Threads = effort.Threads, Seed = effort.Seed, ProofWork = effort.Proves ? null : 0 };
        var analysis = DependencyAnalysis.Of(instance.Network, maxPaths: 1);
        var levelled = Solver.Solve(instance.Network, analysis, options, progress: null, either.Token);
        return new(instance.Name, levelled, analysis.Length, time.GetElapsedTime(started));
    }
}
