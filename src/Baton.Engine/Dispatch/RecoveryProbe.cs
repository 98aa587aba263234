using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Dispatch;

/// <summary>
/// After a fault: whether git reads the integration branch and writes an object, and whether the machine could start the task's attempt
/// (its folder takes a file and keeps it, its program is there). Nothing is assumed to work again because time has passed.
/// </summary>
internal static class RecoveryProbe
{
    public static async Task<ImmutableArray<RunCommand>> LookAsync(RunContext context, RunState state, TaskId task, CancellationToken ct)
    {
        var problem = await context.Host.ProbeAsync(state, new AttemptId(task, state[task].Attempts + 1), ct);
        await (problem is null ? context.Merges.ProbeAsync(context.IntegrationBranch, ct) : Task.CompletedTask);
        return [new RunCommand.ObserveProbed(task, problem, "git reads and writes, the objects of the integration branch are sound, the attempt's folder can be written, its program is there")];
    }
}
