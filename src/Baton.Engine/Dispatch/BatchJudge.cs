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
internal sealed class BatchJudge(AttemptHost host, RunState state, string onto, ImmutableArray<WaitingMerge> merges, Judgements known)
{
    private readonly ImmutableArray<string> _mayChange = [.. merges.SelectMany(m => TreeJudge.MayChange(state.Graph.Task(m.Attempt.Task))).Distinct()];
    private readonly Dictionary<AttemptId, EvidenceRecord> _found = [];

    private string Tip => merges[^1].Merge.MergeCommit;

    /// <returns>A record per member; ends at the first that does not pass.</returns>
    public async Task<Dictionary<AttemptId, EvidenceRecord>> JudgeAsync(CancellationToken ct)
    {
        var alone = merges.Skip(1).Where(RunsCommands).ToList();
        var passed = await JudgeAsync([.. merges.Skip(1).Except(alone), merges[0]], ct);
        foreach (var merge in alone)
        {
            passed = passed && await JudgeAsync([merge], ct);
        }

        return passed ? WithThoseOfPlan() : _found;
    }

    /// <summary>In one checkout, which is made when there is something to judge in it. False: one did not pass, and none after it was looked at.</summary>
    private async Task<bool> JudgeAsync(ImmutableArray<WaitingMerge> members, CancellationToken ct)
    {
        CleanCheckout? checkout = null;
        try
        {
            foreach (var member in members)
            {
                if (known.Find(member.Attempt) is not { } evidence)
                {
                    checkout ??= await TreeJudge.CheckoutAsync(host, state, Tip, onto, _mayChange, ct);
                    evidence = await TreeJudge.InCheckoutAsync(host, state, member.Attempt, EvidenceStage.Merge, checkout, Asked(member), member.Work.Changes, ct, $"batch-{merges[^1].Merge.Tree[..12]}");
                    await known.AddAsync(member.Attempt, evidence, ct);
                }

                _found[member.Attempt] = evidence;
                if (!evidence.Passed)
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            await (checkout?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private ImmutableArray<ValidatorSpec> Asked(WaitingMerge merge) => merge == merges[0] ? Own(merge).AddRange(state.Plan.Verify) : Own(merge);

    private ImmutableArray<ValidatorSpec> Own(WaitingMerge merge) => state.Graph.Task(merge.Attempt.Task).Verify;

    private bool RunsCommands(WaitingMerge merge) => Own(merge).Any(v => v is not (ValidatorSpec.File or ValidatorSpec.Scope or ValidatorSpec.Sha256 or ValidatorSpec.Human));

    /// <summary>Everybody passes: the plan's validators come last in the record of the first, and count for all.</summary>
    private Dictionary<AttemptId, EvidenceRecord> WithThoseOfPlan()
    {
        var shared = _found[merges[0].Attempt].Results.TakeLast(state.Plan.Verify.Count(v => v is not ValidatorSpec.Human)).ToList();
        return merges.ToDictionary(m => m.Attempt, m => m == merges[0] ? _found[m.Attempt] : _found[m.Attempt] with { Results = _found[m.Attempt].Results.AddRange(shared) });
    }
}
