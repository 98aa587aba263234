using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Dispatch;

/// <summary>
/// The validators of every task with merged work, and of the plan, on a tree that no attempt made: one that people and run made together, or what a rollback
/// leaves. What only a task's own changes can tell is left out; where nothing is asked for, nothing is checked out.
/// </summary>
/// <param name="rollback">The tree is what remains without some tasks; null: it has the work of all.</param>
internal sealed class WholeJudge(AttemptHost host, RunState state, Judgements? rollback)
{
    public async Task<(TaskId Task, EvidenceRecord Evidence)?> FindFailingAsync(string commit, CancellationToken ct)
    {
        var tasks = state.Plan.Tasks.Where(t => state[t.Id] is { Status: TaskStatus.Complete, MergeCommit: not null } && rollback?.Together.Contains(t.Id) != true).ToList();
        foreach (var task in tasks)
        {
            ImmutableArray<ValidatorSpec> asked = [.. task.Verify.Where(v => v is not (ValidatorSpec.Scope or ValidatorSpec.Human)), .. task == tasks[^1] ? state.Plan.Verify : []];
            if (!asked.IsEmpty && await JudgeAsync(task, commit, asked, ct) is { Passed: false } evidence)
            {
                return (task.Id, evidence);
            }
        }

        return null;
    }

    private async Task<EvidenceRecord> JudgeAsync(PlanTask task, string commit, ImmutableArray<ValidatorSpec> asked, CancellationToken ct)
    {
        var attempt = new AttemptId(task.Id, state[task.Id].Attempts);
        if (rollback?.Find(attempt) is { } known)
        {
            return known;
        }

        await using var checkout = await TreeJudge.CheckoutAsync(host, state, commit, commit, [], ct);
        var evidence = await TreeJudge.InCheckoutAsync(host, state, attempt, EvidenceStage.Merge, checkout, asked, [], ct, rollback is null ? "base" : $"rollback-{rollback.Tree[..12]}");
        await (rollback?.AddAsync(attempt, evidence, ct) ?? Task.CompletedTask);
        return evidence;
    }
}
