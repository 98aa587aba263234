using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Simulation.Stepping;
using Baton.Simulation.Worlds;

namespace Baton.Simulation.Promises;

/// <summary>Sees every append, every move of a ref and every start of an agent, and holds them against what Baton promises.</summary>
internal sealed class Witness
{
    private readonly World _world;
    private readonly Ledger _ledger;
    private readonly HashSet<AttemptId> _started = [];
    private readonly BranchWitness _branches;
    private readonly Findings _findings;
    private readonly MergeWitness _merges;
    private readonly RollbackWitness _rollbacks;
    private readonly Books _books;
    private readonly BreakerWitness _breakers;
    private readonly Patience _patience;
    private long _compared;

    public Witness(World world, Plan plan)
    {
        (_world, _ledger) = (world, new Ledger(plan));
        var first = world.Disk.Events[0];
        State = RunState.Create(plan, (RunEvent.Planned)first.Event, first.At);
        _branches = new BranchWitness(world, this);
        _findings = new Findings(world, this);
        _merges = new MergeWitness(world, this, _findings);
        _rollbacks = new RollbackWitness(world, this, _branches);
        _books = new Books(world, this);
        _breakers = new BreakerWitness(plan, this);
        _patience = new Patience(plan, this);
        world.Judging = _findings.OnJudging;
        world.Disk.Appended = OnAppended;
        world.Git.Moved = _branches.OnMoved;
        world.Machine.AgentStarts = OnAgentStarts;
        world.Worktrees.Lost = worktree => Demand(false, $"{worktree.Path} is gone, and what {worktree.Attempt} did there is kept nowhere.");
    }

    /// <summary>The fold of the journal as it is on the disk.</summary>
    public RunState State { get; private set; }

    /// <summary>The first promise that was broken; null: none so far.</summary>
    public string? Broken { get; private set; }

    public void Demand(bool holds, string promise)
    {
        if (!holds && Broken is null)
        {
            Broken = promise;
            _world.Trace?.Invoke("BROKEN: " + promise);
        }
    }

    /// <summary>What a session believes after its append.</summary>
    public void Compare(RunState live, long seq) =>
        Demand(seq != _world.Disk.LastSeq || (++_compared % 8 > 0 && IsLike(live)) || Shape.Of(live) == Shape.Of(State), "The state of the session is not what its journal says.");

    /// <summary>A quick look; the whole state is compared at every eighth append.</summary>
    private bool IsLike(RunState live) =>
        live.Status == State.Status && live.Satisfied == State.Satisfied && live.AtWork == State.AtWork && live.IntegrationHead == State.IntegrationHead && live.Open.SetEquals(State.Open);

    /// <summary>Dead letters expire when their time comes, and a base branch that moved while a person cancelled has moved.</summary>
    private bool MayComeAfterTheEnd(RunEvent e) => e is RunEvent.Reopened or RunEvent.Owned or RunEvent.Noted or RunEvent.ViolationNoted or RunEvent.DeadLetterExpired
        || (e is RunEvent.BaseUpdated && State.Status == RunStatus.Cancelled);

    private void OnAppended(SimulatedProcess writer, long fence, ImmutableArray<RecordedEvent> events)
    {
        Demand(writer == _world.Disk.Holder && fence == _world.Disk.Fence, $"Process {writer.Pid} wrote with fence {fence}, which is no longer the run's.");
        foreach (var recorded in events)
        {
            _world.Trace?.Invoke($"#{recorded.Seq} by {writer.Pid}: {recorded.Event}");
            Demand(!State.IsTerminal || MayComeAfterTheEnd(recorded.Event), $"{recorded.Event.GetType().Name} after the end of the run.");
            var limit = _ledger.Take(recorded.Event, recorded.At);
            Demand(limit is null, $"{(recorded.Event as RunEvent.IOfTask)?.Task} was started against a limit: {limit}.");
            Look(recorded.Event);
            _merges.Look(recorded.Event);
            _rollbacks.Look(recorded.Event);
            _findings.Look(recorded.Event);
            _books.Look(recorded.Event);
            _breakers.Look(recorded.Event, recorded.At);
            _patience.Look(recorded.Event, recorded.At);
            State = State.Apply(recorded.Event, recorded.At);
            _merges.Check();
            _books.Check();
        }

        _books.CheckActions();
        _breakers.Check();
        _patience.Check();
    }

    private void Look(RunEvent e)
    {
        switch (e)
        {
            case RunEvent.AttemptStarted { Process: { Pid: > 0 } process } s:
                Demand(_world.Machine.FindSupervisor(process)?.Place.Attempt == new AttemptId(s.Task, s.Attempt), $"{s.Task}#{s.Attempt} was recorded with a process that is not its.");
                break;
            case RunEvent.AttemptExited x:
                Demand(!_world.Machine.IsAtWork(new AttemptId(x.Task, x.Attempt)), $"{x.Task}#{x.Attempt} is recorded as ended, and a process of it lives.");
                break;
            case RunEvent.WorkCaptured c:
                Captured(c);
                break;
            case RunEvent.EvidenceRecorded { Evidence: { Passed: true, Commit: { } commit } } r:
                Demand(_world.Verdicts.Of(_world.Git.FilesOf(commit), State.Graph.Task(r.Task)) == Verdict.Pass, $"{r.Task} has passing evidence for a commit that does not pass.");
                break;
            case RunEvent.MergePrepared m:
                Demand(State[m.Task].Current?.Evidence is { Passed: true }, $"{m.Task} was prepared for its merge without passing evidence.");
                break;
            case RunEvent.TaskCompleted c:
                Completed(c);
                break;
            case RunEvent.AttemptFailed f:
                Failed(f);
                break;
            case RunEvent.TaskCancelled c:
                NothingLives(c.Task);
                break;
            case RunEvent.Finished f:
                Finished(f);
                break;
        }
    }

    private void Captured(RunEvent.WorkCaptured c)
    {
        Demand(_world.Git.Refs.GetValueOrDefault(c.Work.Ref) == c.Work.Commit, $"The work of {c.Task}#{c.Attempt} is recorded as kept, and its ref does not hold it.");
        if (State[c.Task].Current?.Workspace is { } workspace && _world.Worktrees.Find(workspace.Path) is { } worktree)
        {
            Demand(_world.Git.FilesOf(c.Work.Commit).SequenceEqual(worktree.Files), $"The work of {c.Task}#{c.Attempt} is kept, but not all of it.");
        }
    }

    private void Completed(RunEvent.TaskCompleted c)
    {
        var current = State[c.Task].Current;
        Demand(current?.Evidence is { Passed: true } && current.Number == c.Attempt, $"{c.Task} is complete without passing evidence.");
        if (current is { Merge.Commit: { } commit })
        {
            Demand(_branches.Holds(commit), $"{c.Task} is complete, and the branch of the run does not hold its merge.");
        }
    }

    private void Failed(RunEvent.AttemptFailed f)
    {
        var attempt = new AttemptId(f.Task, f.Attempt);
        NothingLives(f.Task);
        var isOurs = f.Failure is { Class: FailureClass.Ours, Code: not "lost" };
        Demand(!isOurs || f.Failure.Message.Contains("Another process owns the run", StringComparison.Ordinal) || f.Failure.Message.Contains(Injected.Mark, StringComparison.Ordinal), $"{attempt} failed for a reason that nobody simulated: {f.Failure.Message}");
        var current = State[f.Task].Current!;
        Demand(current.Exit is null || current.Workspace?.BaseCommit is null || current.Work is not null || isOurs, $"{attempt} has ended and its work was not kept.");
    }

    private void Finished(RunEvent.Finished f)
    {
        Demand(!_world.Machine.Places.Any(p => p.IsAnythingAlive), "The run is over, and a process of it lives.");
        Demand(f.Status == RunStatus.Succeeded == State.AllSatisfied || f.Status == RunStatus.Cancelled, $"The run is {f.Status} with {State.Satisfied} of {State.Tasks.Count} tasks satisfied.");
        Demand(f.Status != RunStatus.Cancelled || State.CancelRequested, "The run is cancelled, and nobody asked for it.");
        Demand(f.Status != RunStatus.Failed || State.Tasks.Values.Any(t => t.Status.IsSettled() && !t.Status.Satisfies()), "The run has failed, and no task tells why.");
    }

    private void NothingLives(TaskId task) =>
        Demand(!_world.Machine.Places.Any(p => p.Attempt.Task == task && p.IsAnythingAlive), $"{task} has been ended, and a process of it lives.");

    private void OnAgentStarts(AttemptId attempt)
    {
        var task = State[attempt.Task];
        _books.OnAgentStarts(attempt);
        Demand(_started.Add(attempt), $"{attempt} was started twice.");
        Demand(!_world.Machine.Places.Any(p => p.Attempt.Task == attempt.Task && p.IsAnythingAlive), $"{attempt} was started while another attempt of its task lives.");
        Demand(task.Status is TaskStatus.Spawned or TaskStatus.InProgress && task.Current?.Number == attempt.Number, $"{attempt} was started although the journal does not want it: {task.Status} #{task.Current?.Number}.");
    }
}
