using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Simulation.Worlds;

namespace Baton.Simulation.Promises;

/// <summary>Follows rollbacks by their events: what remains passes, or a person insisted; nothing lands in between; one that is refused changes nothing.</summary>
internal sealed class RollbackWitness(World world, Witness witness, BranchWitness branches)
{
    private readonly List<TaskId> _going = [];
    private bool _isForced;
    private RunEvent.RollbackPrepared? _prepared;

    private RunState State => witness.State;

    /// <summary>To be called before the event is applied.</summary>
    public void Look(RunEvent e)
    {
        switch (e)
        {
            case RunEvent.RollbackRequested r:
                _isForced = r.Force && (_going.Count == 0 || _isForced);
                _going.AddRange(r.Tasks);
                break;
            case RunEvent.RollbackPrepared p:
                Prepared(p);
                break;
            case RunEvent.TaskRolledBack r:
                RolledBack(r);
                break;
            case RunEvent.RollbackFailed f:
                witness.Demand(branches.IsAt(State.IntegrationHead), $"The rollback of {f.Task} was refused, and the branch is not where it was.");
                _going.Clear();
                _prepared = null;
                break;
            case RunEvent.Merged m:
                witness.Demand(_prepared is null, $"{m.Task} landed while a rollback moves the branch.");
                break;
            case RunEvent.AttemptPlanned p:
                witness.Demand(_going.Count == 0, $"{p.Task} was started while {string.Join(' ', _going)} are taken out.");
                break;
        }
    }

    private void Prepared(RunEvent.RollbackPrepared p)
    {
        witness.Demand(p.Onto == State.IntegrationHead && p.Reverts.Select(r => r.Task).SequenceEqual(_going), $"A rollback of {string.Join(' ', _going)} was prepared for another branch or for others.");
        var onto = p.Onto;
        foreach (var revert in p.Reverts.Where(r => r.Commit.Length > 0))
        {
            witness.Demand(world.Git[revert.Commit].Parents.SequenceEqual([onto]), $"The revert of {revert.Task} does not follow from the one before it.");
            onto = revert.Commit;
        }

        witness.Demand(p.Objection is null || _isForced, $"What remains without {string.Join(' ', _going)} does not pass, and nobody insisted.");
        witness.Demand(p.Objection is not null || WhatDoesNotPass(onto) is null, $"What remains without {string.Join(' ', _going)} does not pass: {WhatDoesNotPass(onto)}.");
        _prepared = p;
    }

    private string? WhatDoesNotPass(string commit)
    {
        var files = world.Git.FilesOf(commit);
        var staying = State.Plan.Tasks.Where(t => State[t.Id] is { Status: TaskStatus.Complete, MergeCommit: not null } && !_going.Contains(t.Id)).ToList();
        return staying.Find(t => world.Verdicts.Of(files, t) != Verdict.Pass)?.Id.Value
            ?? (staying.Count > 0 && !State.Plan.Verify.IsEmpty && world.Verdicts.OfPlan(files) != Verdict.Pass ? "the plan" : null);
    }

    private void RolledBack(RunEvent.TaskRolledBack r)
    {
        witness.Demand(r.Commit.Length == 0 || (_prepared?.Reverts.Contains(new PreparedRevert(r.Task, r.Commit)) == true && branches.Holds(r.Commit)), $"{r.Task} is taken out by a commit that was not prepared or is not on the branch.");
        _going.Remove(r.Task);
        _prepared = _going.Count == 0 ? null : _prepared;
    }
}
