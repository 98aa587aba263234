using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Simulation.Stepping;
using Baton.Simulation.Worlds;

namespace Baton.Simulation.Promises;

/// <summary>What was found on trees that several make: true, and never looked for again as long as it is of use.</summary>
internal sealed class Findings(World world, Witness witness)
{
    private readonly Dictionary<TaskId, (int Attempt, TreeKey Key, bool Passed)> _ofMerges = [];
    private readonly Dictionary<TaskId, (int Attempt, TreeKey Key, bool Passed)> _ofRollbacks = [];

    /// <summary>The journal says that the task did not pass on this tree.</summary>
    public bool HasFailed(TaskId task, string tree) => _ofMerges.GetValueOrDefault(task) is { Passed: false, Key: { } key } && key.Tree == tree;

    public void Look(RunEvent e)
    {
        switch (e)
        {
            case RunEvent.MergeJudged j:
                Keep(_ofMerges, isRollback: false, j.Task, j.Attempt, j.Judgement);
                break;
            case RunEvent.RollbackJudged j:
                Keep(_ofRollbacks, isRollback: true, j.Task, j.Attempt, j.Judgement);
                break;
            case RunEvent.MergeBatchPrepared b:
                Forget(b.Merges.Select(m => m.Task));
                break;
            case RunEvent.MergeBatchRejected b:
                Forget(b.Tasks);
                break;
            case RunEvent.MergePrepared or RunEvent.AttemptFailed or RunEvent.TaskCompleted:
                Forget([((RunEvent.IOfTask)e).Task]);
                break;
            case RunEvent.RollbackPrepared or RunEvent.RollbackFailed:
                _ofRollbacks.Clear();
                break;
        }
    }

    public void OnJudging(SimulatedProcess process, AttemptId attempt, TreeKey key)
    {
        var known = (key.IsRollback ? _ofRollbacks : _ofMerges).GetValueOrDefault(attempt.Task);
        witness.Demand(process != world.Disk.Holder || known.Attempt != attempt.Number || known.Key != key, $"{attempt} is judged again on a tree on which it was judged already.");
    }

    private void Keep(Dictionary<TaskId, (int, TreeKey, bool)> findings, bool isRollback, TaskId task, int attempt, TreeJudgement judgement)
    {
        findings[task] = (attempt, TreeKey.Of(isRollback, judgement.Onto, judgement.Tree, judgement.Together), judgement.Evidence.Passed);
        var truth = world.Verdicts.Of(world.Git.Tree(judgement.Tree), witness.State.Graph.Task(task));
        witness.Demand(!judgement.Evidence.Passed || truth == Verdict.Pass, $"{task}#{attempt} was found to pass on a tree on which it does not.");
        witness.Demand(judgement.Evidence.Commit is null, $"What was found for {task}#{attempt} names a commit that may never be on a branch.");
    }

    private void Forget(IEnumerable<TaskId> tasks)
    {
        foreach (var task in tasks)
        {
            _ofMerges.Remove(task);
        }
    }
}
