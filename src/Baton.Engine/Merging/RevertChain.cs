using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Merging;

/// <summary>What became of computing the reverts of several merges. No branch has moved.</summary>
public abstract record RevertPreparation
{
    private RevertPreparation()
    {
    }

    /// <summary>The reverts exist, one upon the other, and wait for their checks.</summary>
    /// <param name="Onto">The integration head that the first was computed on.</param>
    /// <param name="Tip">The last of them; <paramref name="Onto"/> when there was nothing to revert.</param>
    /// <param name="Tree">Its tree.</param>
    public sealed record Ready(string Onto, string Tip, string Tree, ImmutableArray<PreparedRevert> Reverts) : RevertPreparation;

    /// <summary>One of them cannot be taken out.</summary>
    public sealed record Refused(TaskId Task, string Reason) : RevertPreparation;
}

/// <summary>Computes the reverts of merges one upon the other, so that the branch moves once when all of them go.</summary>
internal sealed class RevertChain(IGitHistory git)
{
    private readonly MergeReverter _reverter = new(git);

    /// <param name="merges">In the order in which they go, with the merge commit of each; null: it had brought no files.</param>
    public async Task<RevertPreparation> ComputeAsync(RunId run, IEnumerable<(TaskId Task, string? Merge)> merges, string head, string headTree, CancellationToken ct)
    {
        var reverts = ImmutableArray.CreateBuilder<PreparedRevert>();
        var (tip, tree) = (head, headTree);
        foreach (var (task, merge) in merges)
        {
            if (merge is null)
            {
                reverts.Add(new PreparedRevert(task, ""));
                continue;
            }

            switch (await _reverter.ComputeAsync(run, task, tip, tree, merge, ct))
            {
                case RevertOutcome.Reverted reverted:
                    (tip, tree) = (reverted.Commit, reverted.Tree);
                    reverts.Add(new PreparedRevert(task, tip));
                    break;
                case RevertOutcome.Conflict conflict:
                    return new RevertPreparation.Refused(task, $"Undoing {task} conflicts with later work in {string.Join(", ", conflict.Paths)}. Nothing was changed; undo that work first.");
                case RevertOutcome.Refused refused:
                    return new RevertPreparation.Refused(task, refused.Reason);
            }
        }

        await git.MakeDurableAsync(tip, ct);
        return new RevertPreparation.Ready(head, tip, tree, reverts.ToImmutable());
    }
}
