using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Workspaces;

namespace Baton.Engine.Dispatch;

/// <summary>
/// Judges the tree at the end of a batch for every member: its own validators, and those of the plan once for all. Where commands run nothing
/// of another member's commands lies about: a member with commands gets a checkout of its own.
/// </summary>
internal sealed class BatchJudge(AttemptHost host, RunState state, string onto, ImmutableArray<WaitingMerge> merges)
{
    private readonly ImmutableArray<string> _mayChange = [.. merges.SelectMany(m => TreeJudge.MayChange(state.Graph.Task(m.Attempt.Task))).Distinct()];

    private string Tip => merges[^1].Merge.MergeCommit;

    /// <returns>A record per member; ends at the first that does not pass.</returns>
    public async Task<Dictionary<AttemptId, EvidenceRecord>> JudgeAsync(CancellationToken ct)
    {
        var found = new Dictionary<AttemptId, EvidenceRecord>();
        var alone = merges.Skip(1).Where(m => RunsCommands(m)).ToList();
        ImmutableArray<ValidatorResult> shared;
        await using (var checkout = await CheckoutAsync(ct))
        {
            foreach (var merge in merges.Skip(1).Except(alone))
            {
                if (!await JudgeAsync(found, merge, checkout, Own(merge), ct))
                {
                    return found;
                }
            }

            if (!await JudgeAsync(found, merges[0], checkout, Own(merges[0]).AddRange(state.Plan.Verify), ct))
            {
                return found;
            }

            shared = OfPlan(found[merges[0].Attempt]);
        }

        foreach (var merge in alone)
        {
            await using var checkout = await CheckoutAsync(ct);
            if (!await JudgeAsync(found, merge, checkout, Own(merge), ct))
            {
                return found;
            }
        }

        return merges.ToDictionary(m => m.Attempt, m => m == merges[0] ? found[m.Attempt] : found[m.Attempt] with { Results = found[m.Attempt].Results.AddRange(shared) });
    }

    private async Task<bool> JudgeAsync(Dictionary<AttemptId, EvidenceRecord> found, WaitingMerge merge, CleanCheckout checkout, ImmutableArray<ValidatorSpec> validators, CancellationToken ct)
    {
        var evidence = await TreeJudge.InCheckoutAsync(host, state, merge.Attempt, EvidenceStage.Merge, checkout, validators, merge.Work.Changes, ct);
        found[merge.Attempt] = evidence;
        return evidence.Passed;
    }

    private Task<CleanCheckout> CheckoutAsync(CancellationToken ct) => TreeJudge.CheckoutAsync(host, state, Tip, onto, _mayChange, ct);

    private ImmutableArray<ValidatorSpec> Own(WaitingMerge merge) => state.Graph.Task(merge.Attempt.Task).Verify;

    private bool RunsCommands(WaitingMerge merge) => Own(merge).Any(v => v is not (ValidatorSpec.File or ValidatorSpec.Scope or ValidatorSpec.Sha256 or ValidatorSpec.Human));

    /// <summary>Of evidence that passes: the plan's validators come last.</summary>
    private ImmutableArray<ValidatorResult> OfPlan(EvidenceRecord record) => [.. record.Results.TakeLast(state.Plan.Verify.Count(v => v is not ValidatorSpec.Human))];
}
