using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Dispatch;
using Baton.Simulation.Stepping;

namespace Baton.Simulation.Worlds;

/// <summary>The machine as one simulated process uses it, in the steps of the real one: output, claim, exit, and who is whose child.</summary>
internal sealed class SimulatedHost(World world, SimulatedProcess process) : IAttemptHost
{
    private static readonly TimeSpan ClaimTime = TimeSpan.FromSeconds(10);
    private readonly Dictionary<AttemptId, Supervisor> _children = [];
    private readonly Dictionary<AttemptId, Task> _stops = [];

    public string FolderOf(AttemptId attempt) => $"/runs/{attempt.Task}-{attempt.Number}";

    public async Task<AttemptStart> StartAsync(RunState state, AttemptId attempt, WorkspaceInfo workspace, CancellationToken ct)
    {
        await Task.Yield();
        ct.ThrowIfCancellationRequested();
        if (world.Luck.Strikes(Fault.StartFails))
        {
            throw Injected.Broken("Starting");
        }

        if (state.Graph.AgentOf(attempt.Task)!.Driver == "human")
        {
            return new AttemptStart(null);
        }

        if (_children.TryGetValue(attempt, out var mine))
        {
            return new AttemptStart(mine.Identity);
        }

        if (world.Sabotage == Sabotage.StartsAgain)
        {
            world.Machine.Forget(attempt);
        }

        if (world.Machine.Find(attempt) is { Claim: > 0 } begun)
        {
            return new AttemptStart(world.Machine.FindSupervisor(begun.Claim.Value)!.Identity);
        }

        world.DemandRoom();
        var isNew = world.Machine.TryBegin(attempt, out var place);
        await Task.Yield();
        return new AttemptStart(isNew ? Spawn(place, state, workspace) : await AgainAsync(place, state, workspace, ct));
    }

    /// <summary>Whoever gets the claim is the attempt.</summary>
    private async Task<ProcessIdentity> AgainAsync(Place place, RunState state, WorkspaceInfo workspace, CancellationToken ct)
    {
        if (place.Claim is null)
        {
            Spawn(place, state, workspace);
        }

        var began = world.Steps.Elapsed;
        while (place.Claim is null && world.Steps.Elapsed - began < ClaimTime)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), process.Clock, ct);
        }

        if (_children.TryGetValue(place.Attempt, out var mine) && mine.Identity.Pid != place.Claim)
        {
            _children.Remove(place.Attempt);
        }

        return world.Machine.FindSupervisor(place.Claim ?? 0)?.Identity ?? new ProcessIdentity(0, 0, world.Machine.BootId);
    }

    private ProcessIdentity Spawn(Place place, RunState state, WorkspaceInfo workspace)
    {
        var child = world.Machine.Spawn(place, () => new SimulatedAgent(world, state, place.Attempt, workspace.Path));
        _children[place.Attempt] = child;
        return child.Identity;
    }

    public async Task<AttemptExit> WatchAsync(RunState state, AttemptId attempt, WorkspaceInfo workspace, ProcessIdentity process1, AttemptWatcher watcher, CancellationToken ct)
    {
        await Task.Yield();
        if (world.Luck.Strikes(Fault.WatchFails))
        {
            throw Injected.Broken("Watching");
        }

        using var progress = new Progress(world, process, world.Machine.Find(attempt), watcher);
        using var silence = WatchSilence(state.Graph.Task(attempt.Task).Heartbeat, attempt, watcher);
        if (world.Machine.FindSupervisor(process1) is { IsAlive: true } supervisor)
        {
            await supervisor.Ended.WaitAsync(ct);
        }

        if (_stops.TryGetValue(attempt, out var stop))
        {
            await stop;
        }

        await Task.Yield();
        var place = world.Machine.Find(attempt);
        var survivors = place is { IsAnythingAlive: true } ? 1 : 0;
        if (place is { Claim: > 0 })
        {
            world.Machine.KillAll(place);
        }

        return new AttemptExit(place?.Exit, null, place?.Agent?.Usage?.Reported ?? Usage.NotMeasured, null, survivors, 10) { Quota = place?.Agent?.Quota, Error = place?.Agent?.Error };
    }

    /// <summary>What the agent prints reaches who watches it, from the beginning, a little later and not each line for itself.</summary>
    private sealed class Progress : IDisposable
    {
        private readonly Place? _place;
        private readonly SimulatedTimer _timer;
        private bool _isDue;

        public Progress(World world, SimulatedProcess process, Place? place, AttemptWatcher watcher)
        {
            _place = place;
            _timer = world.Steps.After(Timeout.InfiniteTimeSpan, process, () =>
            {
                _isDue = false;
                watcher.Shown(AgentProgress.None with { Usage = place!.Agent!.Usage!.Progress });
            });
            if (place is not null)
            {
                place.Printed += Look;
                Look();
            }
        }

        private void Look()
        {
            if (!_isDue && _place!.Agent?.Usage is not null)
            {
                _isDue = true;
                _timer.Set(TimeSpan.FromSeconds(0.25));
            }
        }

        public void Dispose()
        {
            _timer.Dispose();
            if (_place is not null)
            {
                _place.Printed -= Look;
            }
        }
    }

    private SimulatedTimer? WatchSilence(TimeSpan? heartbeat, AttemptId attempt, AttemptWatcher watcher)
    {
        return heartbeat is { } limit ? world.Steps.After(limit, process, Look) : null;

        void Look()
        {
            if (world.Machine.Find(attempt) is { IsAgentAlive: true, Agent.IsSilent: true })
            {
                watcher.Silent();
            }
        }
    }

    public async Task StopAsync(AttemptId attempt, ProcessIdentity? process1, TimeSpan grace, CancellationToken ct)
    {
        if (world.Machine.Find(attempt) is not { } place)
        {
            return;
        }

        if (world.Luck.Strikes(Fault.StopFails))
        {
            throw Injected.Broken("Stopping");
        }

        var done = new TaskCompletionSource();
        _stops[attempt] = done.Task;
        try
        {
            await EndTreeAsync(place, grace, ct);
        }
        finally
        {
            _stops.Remove(attempt);
            done.SetResult();
        }
    }

    private async Task EndTreeAsync(Place place, TimeSpan grace, CancellationToken ct)
    {
        await Task.Yield();
        if (place.Claim is null)
        {
            place.Claim = 0;
            return;
        }

        if (place.Claim == 0)
        {
            return;
        }

        await Task.Delay(place.Agent is { IsPolite: true } ? Min(grace, world.Luck.Between(0, 4)) : grace, process.Clock, ct);
        if (place.Agent is { IsPolite: true } && world.Machine.FindSupervisor(place.Claim.Value) is { } supervisor)
        {
            world.Machine.EndAgent(supervisor, 143);
            await Task.Delay(TimeSpan.FromMilliseconds(20), process.Clock, ct);
        }

        world.Machine.KillAll(place);
        await Task.Yield();
    }

    public async Task<bool> TryAbandonAsync(AttemptId attempt, CancellationToken ct)
    {
        await Task.Yield();
        if (world.Machine.Find(attempt) is { Claim: > 0 })
        {
            return false;
        }

        world.DemandRoom();
        world.Machine.TryBegin(attempt, out var place);
        place.Claim ??= 0;
        return place.Claim == 0;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    public Task<EvidenceRecord> JudgeAsync(RunState state, AttemptId attempt, EvidenceStage stage, string commit, string trusted, CancellationToken ct) =>
        JudgeTreeAsync(state, attempt.Task, stage, commit, stage == EvidenceStage.Merge, ct);

    /// <summary>In the steps of the real one: each finding is kept before the next is made, and the plan's checks are run once, for the first.</summary>
    public async Task<IReadOnlyDictionary<AttemptId, EvidenceRecord>> JudgeBatchAsync(RunState state, string onto, ImmutableArray<WaitingMerge> merges, Judgements known, CancellationToken ct)
    {
        var tip = merges[^1].Merge;
        var key = TreeKey.Of(isRollback: false, onto, tip.Tree, merges.Select(m => m.Attempt.Task));
        var found = new Dictionary<AttemptId, EvidenceRecord>();
        foreach (var attempt in merges.Select(m => m.Attempt))
        {
            found[attempt] = known.Find(attempt) ?? await JudgeAndKeepAsync(state, attempt, key, tip.MergeCommit, attempt == merges[0].Attempt, known, ct);
            if (!found[attempt].Passed)
            {
                break;
            }
        }

        return found;
    }

    public async Task<(TaskId Task, EvidenceRecord Evidence)?> FindFailingAsync(RunState state, string commit, Judgements? rollback, CancellationToken ct)
    {
        var staying = state.Plan.Tasks.Where(t => state[t.Id] is { Status: TaskStatus.Complete, MergeCommit: not null } && (rollback is null || !state.RollbackQueue.Contains(t.Id))).Select(t => t.Id).ToList();
        var key = TreeKey.Of(isRollback: true, state.IntegrationHead, world.Git[commit].Tree, state.RollbackQueue);
        foreach (var id in staying)
        {
            var attempt = new AttemptId(id, state[id].Attempts);
            var evidence = rollback is null ? await JudgeTreeAsync(state, id, EvidenceStage.Merge, commit, id == staying[^1], ct)
                : rollback.Find(attempt) ?? await JudgeAndKeepAsync(state, attempt, key, commit, id == staying[^1], rollback, ct);
            if (!evidence.Passed)
            {
                return (id, evidence);
            }
        }

        return null;
    }

    private async Task<EvidenceRecord> JudgeAndKeepAsync(RunState state, AttemptId attempt, TreeKey key, string commit, bool withPlan, Judgements known, CancellationToken ct)
    {
        world.Judging(process, attempt, key);
        var evidence = await JudgeTreeAsync(state, attempt.Task, EvidenceStage.Merge, commit, withPlan, ct);
        await known.AddAsync(attempt, evidence, ct);
        return evidence;
    }

    /// <param name="withPlan">The plan's own checks are run as well.</param>
    private async Task<EvidenceRecord> JudgeTreeAsync(RunState state, TaskId task, EvidenceStage stage, string commit, bool withPlan, CancellationToken ct)
    {
        await BeforeJudgingAsync(ct);
        if (stage == EvidenceStage.Merge && world.SlowestMergeCheck > TimeSpan.Zero)
        {
            await Task.Delay(world.Luck.Between(0, world.SlowestMergeCheck.TotalSeconds), process.Clock, ct);
        }

        var files = world.Git.FilesOf(commit);
        var own = world.Verdicts.Of(files, state.Graph.Task(task));
        var verdict = own == Verdict.Pass && withPlan && !state.Plan.Verify.IsEmpty ? world.Verdicts.OfPlan(files) : own;
        return Record(stage, commit, world.Luck.Strikes(Fault.NotMeasured) ? Verdict.NotMeasured : verdict);
    }

    public async Task<EvidenceRecord> JudgeInPlaceAsync(RunState state, AttemptId attempt, CancellationToken ct)
    {
        await BeforeJudgingAsync(ct);
        return Record(EvidenceStage.Attempt, null, world.Luck.OneIn(8) ? Verdict.Fail : Verdict.Pass);
    }

    private async Task BeforeJudgingAsync(CancellationToken ct)
    {
        await Task.Delay(world.Luck.Between(0.1, world.Luck.OneIn(5) ? 300 : 5), process.Clock, ct);
        world.DemandRoom();
        if (world.Luck.Strikes(Fault.JudgeFails))
        {
            throw Injected.Broken("Judging");
        }
    }

    private static EvidenceRecord Record(EvidenceStage stage, string? commit, Verdict verdict) =>
        new(stage, commit, [new ValidatorResult { Name = "check", Kind = "run", Verdict = verdict, Reason = verdict.ToString() }]);
}
