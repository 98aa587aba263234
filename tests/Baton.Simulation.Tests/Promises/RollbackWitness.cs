using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Simulation.Worlds;

namespace Baton.Simulation.Promises;

/// <summary>Follows rollbacks by their events: one after the other, what remains passes, or a person insisted; nothing lands in between; one that is refused changes nothing.</summary>
internal sealed class RollbackWitness(World world, Witness witness, BranchWitness branches)
{
    private readonly List<(List<TaskId> Tasks, bool Force)> _asked = [];
    private RunEvent.RollbackPrepared? _prepared;

    private RunState State => witness.State;

    private List<TaskId> Going => _asked is [var first, ..] ? first.Tasks : [];

    /// <summary>To be called before the event is applied.</summary>
    public void Look(RunEvent e)
    {
        switch (e)
        {
            case RunEvent.RollbackRequested r:
                _asked.Add(([.. r.Tasks], r.Force));
                break;
            case RunEvent.RollbackPrepared p:
                Prepared(p);
                break;
            case RunEvent.TaskRolledBack r:
                RolledBack(r);
                break;
            case RunEvent.RollbackFailed f:
                witness.Demand(branches.IsAt(State.IntegrationHead), $"The rollback of {f.Task} was refused, and the branch is not where it was.");
                witness.Demand(Going.Contains(f.Task), $"The rollback of {f.Task} was refused before its turn.");
                _asked.RemoveAt(0);
                _prepared = null;
                break;
            case RunEvent.Merged m:
                witness.Demand(_prepared is null, $"{m.Task} landed while a rollback moves the branch.");
                break;
            case RunEvent.AttemptPlanned p:
                witness.Demand(_asked.Count == 0, $"{p.Task} was started while {string.Join(' ', Going)} are taken out.");
                break;
        }
    }

    private void Prepared(RunEvent.RollbackPrepared p)
    {
        witness.Demand(p.Onto == State.IntegrationHead && p.Reverts.Select(r => r.Task).SequenceEqual(Going), $"A rollback of {string.Join(' ', Going)} was prepared for another branch or for others.");
        var onto = p.Onto;
        foreach (var revert in p.Reverts.Where(r => r.Commit.Length > 0))
        {
            witness.Demand(world.Git[revert.Commit].Parents.SequenceEqual([onto]), $"The revert of {revert.Task} does not follow from the one before it.");
            onto = revert.Commit;
        }

        witness.Demand(p.Objection is null || _asked[0].Force, $"What remains without {string.Join(' ', Going)} does not pass, and nobody insisted.");
        witness.Demand(p.Objection is not null || WhatDoesNotPass(onto) is null, $"What remains without {string.Join(' ', Going)} does not pass: {WhatDoesNotPass(onto)}.");
        _prepared = p;
    }

    private string? WhatDoesNotPass(string commit)
    {
        var files = world.Git.FilesOf(commit);
        var staying = State.Plan.Tasks.Where(t => State[t.Id] is { Status: TaskStatus.Complete, MergeCommit: not null } && !Going.Contains(t.Id)).ToList();
        return staying.Find(t => world.Verdicts.Of(files, t) != Verdict.Pass)?.Id.Value
            ?? (staying.Count > 0 && !State.Plan.Verify.IsEmpty && world.Verdicts.OfPlan(files) != Verdict.Pass ? "the plan" : null);
    }

    private void RolledBack(RunEvent.TaskRolledBack r)
    {
        witness.Demand(r.Commit.Length == 0 || (_prepared?.Reverts.Contains(new PreparedRevert(r.Task, r.Commit)) == true && branches.Holds(r.Commit)), $"{r.Task} is taken out by a commit that was not prepared or is not on the branch.");
        witness.Demand(Going.Contains(r.Task), $"{r.Task} is taken out before its turn.");
        var last = Going.Count == 1;
        _asked.ForEach(a => a.Tasks.Remove(r.Task));
        _asked.RemoveAll(a => a.Tasks.Count == 0);
        _prepared = last ? null : _prepared;
    }
}
