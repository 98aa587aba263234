using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Simulation.Worlds;

namespace Baton.Simulation.Promises;

/// <summary>Follows the merge queue by its events: in order, one chain upon the head, all members passing on what lands; what is refused stays in the queue and is tried in ever smaller parts.</summary>
internal sealed class MergeWitness(World world, Witness witness, Findings findings)
{
    private readonly List<TaskId> _queue = [];

    /// <summary>Those of whom one is to blame; the next that is refused is at most half of them.</summary>
    private readonly HashSet<TaskId> _suspects = [];

    private RunState State => witness.State;

    /// <summary>To be called before the event is applied.</summary>
    public void Look(RunEvent e)
    {
        switch (e)
        {
            case RunEvent.MergeQueued q:
                _queue.Add(q.Task);
                break;
            case RunEvent.MergePrepared m:
                Prepared(m.Onto, [new BatchedMerge(m.Task, m.Attempt, m.Commit)]);
                break;
            case RunEvent.MergeBatchPrepared b:
                Prepared(b.Onto, b.Merges);
                break;
            case RunEvent.MergeBatchRejected b:
                Rejected(b);
                break;
            case RunEvent.TaskCompleted c:
                _queue.Remove(c.Task);
                _suspects.Remove(c.Task);
                break;
            case RunEvent.AttemptFailed f:
                Failed(f);
                break;
        }
    }

    /// <summary>To be called when the event is applied.</summary>
    public void Check() => witness.Demand(State.MergeQueue.SequenceEqual(_queue), $"{string.Join(' ', _queue)} wait to be merged, and the run knows of {string.Join(' ', State.MergeQueue)}.");

    private void Prepared(string onto, ImmutableArray<BatchedMerge> merges)
    {
        witness.Demand(merges.Select(m => m.Task).SequenceEqual(_queue.Take(merges.Length)), $"{string.Join(' ', merges.Select(m => m.Task))} are to land before those that came first.");
        witness.Demand(world.Git.IsAncestor(onto, State.IntegrationHead), $"A merge of {merges[0].Task} was prepared for a place where the branch does not belong.");
        witness.Demand(State.Rollback is null, $"A merge of {merges[0].Task} was prepared while a rollback moves the branch.");
        var tip = world.Git[merges[^1].Commit];
        foreach (var merge in merges)
        {
            var (attempt, commit) = (State[merge.Task].Current!, world.Git[merge.Commit]);
            witness.Demand(attempt.Number == merge.Attempt && commit.Parents[0] == onto && commit.Parents[1] == attempt.Work!.Commit, $"The merge of {merge.Task}#{merge.Attempt} is not that of its work upon the one before it.");
            var isJudged = attempt.Evidence is { Passed: true } evidence && (evidence.Commit == tip.Id || (merges.Length == 1 && tip.Tree == attempt.Work!.Tree));
            witness.Demand(isJudged, $"{merge.Task}#{merge.Attempt} is to land in a tree on which it was not judged.");
            witness.Demand(world.Verdicts.Of(world.Git.Tree(tip.Tree), State.Graph.Task(merge.Task)) == Verdict.Pass, $"{merge.Task}#{merge.Attempt} is to land in a tree on which it does not pass.");
            onto = merge.Commit;
        }

        witness.Demand(State.Plan.Verify.IsEmpty || world.Verdicts.OfPlan(world.Git.Tree(tip.Tree)) == Verdict.Pass, $"A tree is to land that does not pass the checks of the plan: {string.Join(' ', merges.Select(m => m.Task))}.");
    }

    private void Rejected(RunEvent.MergeBatchRejected b)
    {
        witness.Demand(b.Tasks.Length > 1 && b.Tasks.SequenceEqual(_queue.Take(b.Tasks.Length)), $"{string.Join(' ', b.Tasks)} were refused together, and are not those that come first.");
        witness.Demand(_suspects.Count == 0 || b.Tasks.Length <= _suspects.Count / 2, $"{string.Join(' ', b.Tasks)} were refused, and the search among {string.Join(' ', _suspects)} is no nearer to its end.");
        witness.Demand(b.Judged is { } judged && findings.HasFailed(judged, b.Tree!), $"{string.Join(' ', b.Tasks)} were refused, and nothing in the journal says why.");
        _suspects.Clear();
        _suspects.UnionWith(b.Tasks);
    }

    /// <summary>Whoever fails at the merge was looked at alone, upon the head.</summary>
    private void Failed(RunEvent.AttemptFailed f)
    {
        if (_queue.Remove(f.Task) && f.Failure.Code == "evidence")
        {
            var commit = world.Git[State[f.Task].Current!.Evidence!.Commit!];
            witness.Demand(State[f.Task].Current!.Evidence is { Stage: EvidenceStage.Merge, Passed: false } && commit.Parents[0] == State.IntegrationHead, $"{f.Task}#{f.Attempt} failed at its merge, and was not judged alone upon the head.");
        }

        if (_suspects.Contains(f.Task))
        {
            _suspects.Clear();
        }
    }
}
