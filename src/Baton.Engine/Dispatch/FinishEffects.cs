using System.Diagnostics;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Merging;

namespace Baton.Engine.Dispatch;

/// <summary>Hands over what a successful run has on its integration branch.</summary>
internal sealed class FinishEffects(RunContext context)
{
    public async Task<RunCommand> UpdateBaseAsync(RunState state, CancellationToken ct)
    {
        var branch = state.Origin.BaseBranch;
        if (state.Plan.Finish == Finish.Patches)
        {
            var folder = await context.Merges.WritePatchesAsync(context.Run, state.Origin.BaseCommit, context.IntegrationBranch, ct);
            return new RunCommand.ObserveBaseUpdated(branch, null, null, folder);
        }

        var outcome = await context.Merges.FinishAsync(branch, context.IntegrationBranch, ct);
        if (outcome is FinishOutcome.Diverged merge)
        {
            outcome = await context.Host.FindFailingAsync(state, merge.Commit, rollback: null, ct) is var (task, evidence)
                ? new FinishOutcome.Refused(Why(branch, task, evidence))
                : await context.Merges.TakeAsync(branch, context.IntegrationBranch, merge, ct);
        }

        return outcome switch
        {
            FinishOutcome.Updated u => new RunCommand.ObserveBaseUpdated(branch, u.Commit, null),
            FinishOutcome.Refused r => new RunCommand.ObserveBaseUpdated(branch, null, r.Reason),
            _ => throw new UnreachableException($"No case for {outcome.GetType().Name}."),
        };
    }

    private string Why(string branch, TaskId task, EvidenceRecord evidence)
    {
        return $"The branch {branch} moved meanwhile, and merged with it {task} does not pass: {evidence.Objections()}. {BaseBranch.ByHand(branch, context.IntegrationBranch)}";
    }
}
