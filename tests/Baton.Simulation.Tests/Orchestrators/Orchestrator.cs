using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Dispatch;
using Baton.Engine.Git;
using Baton.Engine.Journal;
using Baton.Engine.Merging;
using Baton.Simulation.Histories;
using Baton.Simulation.Journals;
using Baton.Simulation.Stepping;
using Baton.Simulation.Worlds;

namespace Baton.Simulation.Orchestrators;

/// <summary>One <c>baton run</c>, or one command of a person that drives the run for a moment: the real session over the simulated world.</summary>
internal sealed class Orchestrator : IRunObserver
{
    private readonly World _world;
    private readonly Plan _plan;
    private readonly RunSettings _settings;
    private readonly bool _byForce;
    private readonly Func<int, bool> _isAlive;
    private RunSession? _session;

    /// <param name="byForce">Take the run although its owner seems to live.</param>
    public Orchestrator(World world, Plan plan, RunSettings settings, bool byForce, Func<int, bool> isAlive)
    {
        (_world, _plan, _settings, _byForce, _isAlive) = (world, plan, settings, byForce, isAlive);
        Process = new SimulatedProcess(world.Steps, world.NextPid());
        Main = Process.Run(MainAsync);
    }

    public SimulatedProcess Process { get; }

    /// <summary>How it ended; null: it could not have the run.</summary>
    public Task<SessionEnd?> Main { get; }

    public bool IsRunning => !Process.IsDead && !Main.IsCompleted;

    /// <summary>The state that the session believes in; null before there is one.</summary>
    public RunState? State => _session?.State;

    /// <summary>Told of the live state after each append of this process.</summary>
    public Action<RunState, long>? Appended { get; set; }

    public void Interrupt()
    {
        if (_session is { } session)
        {
            Process.Run(session.Interrupt);
        }
    }

    private async Task<SessionEnd?> MainAsync()
    {
        var journal = new SimulatedJournal(_world, Process);
        var run = _world.Disk.Run;
        var owner = new LeaseOwner("host", "boot", Process.Pid, Process.Pid, Process.Clock.GetUtcNow());
        if (await journal.AcquireAsync(run, owner, o => !_byForce && _isAlive(o.Pid), CancellationToken.None) is not LeaseOutcome.Granted granted)
        {
            return null;
        }

        try
        {
            return await DriveAsync(journal, granted.Fence);
        }
        finally
        {
            await journal.ReleaseAsync(run, granted.Fence, CancellationToken.None);
        }
    }

    private async Task<SessionEnd> DriveAsync(SimulatedJournal journal, long fence)
    {
        var events = new List<RecordedEvent>();
        await foreach (var recorded in journal.ReadAsync(_world.Disk.Run, 0, CancellationToken.None))
        {
            events.Add(recorded);
        }

        var state = RunState.Replay(_plan, events);
        var history = new SimulatedHistory(_world, Process);
        var heads = new BranchHeads(history);
        var merges = new MergeQueue(history, heads);
        await merges.OpenAsync(state, journal.OwnedWith(state.Run, fence), CancellationToken.None);
        var context = new RunContext
        {
            Run = state.Run,
            Plan = _plan,
            Journal = journal,
            Workspaces = new SimulatedWorkspaces(_world, Process, history, heads),
            Host = new SimulatedHost(_world, Process),
            Merges = merges,
            Time = Process.Clock,
            Settings = _settings,
        };
        _session = new RunSession(context, state, fence, $"process {Process.Pid}", events[^1].Seq, this);
        return await _session.RunAsync(CancellationToken.None);
    }

    public void OnEvents(RunState state, ImmutableArray<RecordedEvent> events) => Appended?.Invoke(state, events[^1].Seq);

    public void OnProgress(AttemptId attempt, AgentProgress progress)
    {
    }
}
