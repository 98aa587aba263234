using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Dispatch;

/// <summary>The validators of every task and of the plan on a tree that people and run made together; what only a task's own changes can tell is left out.</summary>
internal sealed class WholeJudge(AttemptHost host, RunState state)
{
    public async Task<(TaskId Task, EvidenceRecord Evidence)?> FindFailingAsync(string commit, CancellationToken ct)
    {
        var tasks = state.Plan.Tasks.Where(t => state[t.Id] is { Status: TaskStatus.Complete, MergeCommit: not null }).ToList();
        foreach (var task in tasks)
        {
            ImmutableArray<ValidatorSpec> validators = [.. task.Verify.Where(v => v is not ValidatorSpec.Scope), .. task == tasks[^1] ? state.Plan.Verify : []];
            await using var checkout = await TreeJudge.CheckoutAsync(host, state, commit, commit, [], ct);
            var attempt = new AttemptId(task.Id, state[task.Id].Attempts);
            var evidence = await TreeJudge.InCheckoutAsync(host, state, attempt, EvidenceStage.Merge, checkout, validators, [], ct, "base");
            if (!evidence.Passed)
            {
                return (task.Id, evidence);
            }
        }

        return null;
    }
}
