using System.Collections.Immutable;
using System.Diagnostics;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;
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
            var folder = Path.Combine(OwnFolders.Secure(context.Repository.Root, Path.Combine(context.Repository.Root, ".baton", "runs", context.Run.Value)), "patches");
            await context.Merges.WritePatchesAsync(state.Origin.BaseCommit, context.IntegrationBranch, folder, ct);
            return new RunCommand.ObserveBaseUpdated(branch, null, null, folder);
        }

        var outcome = await context.Merges.FinishAsync(branch, context.IntegrationBranch, ct);
        if (outcome is FinishOutcome.Diverged merge)
        {
            outcome = await WhyNotAsync(state, merge, ct) is { } reason
                ? new FinishOutcome.Refused(reason)
                : await context.Merges.TakeAsync(branch, context.IntegrationBranch, merge, ct);
        }

        return outcome switch
        {
            FinishOutcome.Updated u => new RunCommand.ObserveBaseUpdated(branch, u.Commit, null),
            FinishOutcome.Refused r => new RunCommand.ObserveBaseUpdated(branch, null, r.Reason),
            _ => throw new UnreachableException($"No case for {outcome.GetType().Name}."),
        };
    }

    /// <summary>The validators of every task and of the plan on the tree that people and run made together; what only a task's own changes can tell is left out.</summary>
    private async Task<string?> WhyNotAsync(RunState state, FinishOutcome.Diverged merge, CancellationToken ct)
    {
        var tasks = state.Plan.Tasks.Where(t => state[t.Id] is { Status: TaskStatus.Complete, MergeCommit: not null }).ToList();
        foreach (var task in tasks)
        {
            ImmutableArray<ValidatorSpec> validators = [.. task.Verify.Where(v => v is not ValidatorSpec.Scope), .. task == tasks[^1] ? state.Plan.Verify : []];
            var work = new CapturedWork(merge.From, merge.Commit, "", "", [], Salvaged: false, []);
            await using var checkout = await TreeJudge.CheckoutAsync(context, state, merge.Commit, merge.Commit, [], ct);
            var evidence = await TreeJudge.InCheckoutAsync(context, state, new AttemptId(task.Id, state[task.Id].Attempts), work, EvidenceStage.Merge, checkout, validators, ct, "base");
            if (!evidence.Passed)
            {
                var reasons = evidence.Results.Where(r => r.Verdict != Verdict.Pass).Select(r => $"{r.Name}: {r.Reason}");
                return $"The branch {state.Origin.BaseBranch} moved meanwhile, and merged with it {task.Id} does not pass: {string.Join("; ", reasons)}. {BaseBranch.ByHand(state.Origin.BaseBranch, context.IntegrationBranch)}";
            }
        }

        return null;
    }
}
