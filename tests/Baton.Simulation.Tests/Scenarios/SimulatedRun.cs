using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Dispatch;
using Baton.Engine.Git;
using Baton.Engine.Journal;
using Baton.Simulation.Orchestrators;
using Baton.Simulation.Promises;
using Baton.Simulation.Stepping;
using Baton.Simulation.Worlds;

namespace Baton.Simulation.Scenarios;

/// <summary>One seed: a random plan, run to its end through random trouble.</summary>
internal sealed class SimulatedRun
{
    /// <summary>Steps after the last fault within which every run must end.</summary>
    private const int MostCalmSteps = 40_000;

    private readonly Steps _steps;
    private readonly Luck _luck;
    private readonly World _world;
    private readonly Plan _plan;
    private readonly Witness _witness;
    private readonly People _people;
    private readonly List<Orchestrator> _orchestrators = [];
    private readonly long _calmFrom;
    private int _reopenings;
    private bool _isStarting;

    public SimulatedRun(int seed, Action<string>? trace = null, Sabotage sabotage = Sabotage.None)
    {
        var random = new Random(seed);
        _steps = new Steps(random);
        _luck = new Luck(random);
        _plan = RandomPlan.Draw(random);
        _calmFrom = random.Next(8) == 0 ? random.Next(2_000, 6_000) : random.Next(200, 2_000);
        _reopenings = random.Next(4) == 0 ? random.Next(1, 3) : 0;
        _world = new World(_steps, _luck, new Verdicts(random.Next(3) == 0 ? 6UL : 40UL)) { Sabotage = sabotage, SlowestMergeCheck = random.Next(3) > 0 ? TimeSpan.Zero : TimeSpan.FromHours(random.Next(1, 6)), Trace = trace is null ? null : line => trace($"{_steps!.Count,6} {_steps.Now:MM-dd HH:mm:ss.fff} {line}") };
        var tree = _world.Git.TreeId(ImmutableSortedDictionary<string, string>.Empty.Add("README.md", "hello").Add("shared.txt", "empty"));
        var start = _world.Git.Write(tree, [], "start");
        _world.Git.Move("refs/heads/main", start, null);
        _world.Disk.Create(Planned(random, start), _steps.Now);
        _witness = new Witness(_world, _plan);
        _people = new People(_world, _witness);
    }

    public IReadOnlyList<RecordedEvent> Journal => _world.Disk.Events;

    public long Steps => _steps.Count;

    public RunState State => _witness.State;

    private RunEvent.Planned Planned(Random random, string start)
    {
        TaskId[] order = [.. _plan.Tasks.Select(t => t.Id)];
        random.Shuffle(order);
        var apart = _plan.Tasks.Length > 3 && random.Next(3) == 0 ? ImmutableArray.Create(new TaskPair(_plan.Tasks[1].Id, _plan.Tasks[3].Id)) : default(ImmutableArray<TaskPair>?);
        return new RunEvent.Planned(_world.Disk.Run, _plan.Hash, _plan.Name, "main", start, $"baton/{_world.Disk.Run}/integration", [.. order]) { Apart = apart };
    }

    /// <exception cref="SimulationFailure">A promise was broken.</exception>
    public void Play()
    {
        var surrounding = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            PlayAlone();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(surrounding);
        }
    }

    private void PlayAlone()
    {
        ComeAndGo();
        while (!IsOver())
        {
            if (!_steps.TakeOne())
            {
                throw Failure("Nothing will ever happen again, and the run is not over.");
            }

            Strike();
            Check();
        }

        new Ending(_world, _witness, _plan).Check();
        Check();
    }

    private bool IsOver()
    {
        if (!State.IsTerminal || _orchestrators.Exists(o => o.IsRunning) || _steps.IsBusy)
        {
            return false;
        }

        if (_reopenings-- > 0)
        {
            _people.Reopen();
            Begin(force: false);
            return false;
        }

        return true;
    }

    private void Check()
    {
        foreach (var orchestrator in _orchestrators)
        {
            if (orchestrator.Main is { IsFaulted: true, Exception.InnerException: var e and not (JournalUnavailableException or GitException) } && !e!.Message.Contains(Injected.Mark, StringComparison.Ordinal))
            {
                throw Failure($"The orchestrator died: {e}");
            }
        }

        if (_witness.Broken is { } broken)
        {
            throw Failure(broken);
        }

        if (_steps.Count > _calmFrom + MostCalmSteps)
        {
            throw Failure($"No end within {MostCalmSteps} steps after the last fault. {Shape.Of(State)}");
        }
    }

    private SimulationFailure Failure(string what) => new($"step {_steps.Count}: {what}");

    /// <summary>What strikes between any two steps.</summary>
    private void Strike()
    {
        if (!_luck.IsOver && _steps.Count >= _calmFrom)
        {
            _luck.IsOver = true;
            _world.IsDiskFull = false;
            _world.Trace?.Invoke("from now on nothing goes wrong any more");
        }

        if (_luck.IsOver)
        {
            return;
        }

        if (_luck.StrikesRarely(Fault.Kill) && Running() is { } victim)
        {
            _world.Trace?.Invoke($"kill -9 {victim.Process.Pid}");
            victim.Process.Kill();
        }

        if (_luck.StrikesRarely(Fault.TakeOver) && _orchestrators.Count(o => o.IsRunning) < 3)
        {
            Begin(force: true);
        }

        if (_luck.StrikesRarely(Fault.Interrupt) && Running() is { } asked)
        {
            _world.Trace?.Invoke($"interrupt {asked.Process.Pid}");
            asked.Interrupt();
        }

        StrikeMachine();
    }

    private void StrikeMachine()
    {
        if (_luck.StrikesRarely(Fault.PowerCut))
        {
            _world.Trace?.Invoke("power cut");
            _orchestrators.ForEach(o => o.Process.Kill());
            _world.Machine.PowerCut();
            _world.Git.CutPower(_world.Worktrees.All.Select(w => w.Head));
        }

        if (_luck.StrikesRarely(Fault.SupervisorKilled))
        {
            _world.Machine.KillOneSupervisor();
        }

        if (_luck.StrikesRarely(Fault.DiskFull) && !_world.IsDiskFull)
        {
            _world.Trace?.Invoke("the disk is full");
            _world.IsDiskFull = true;
            _steps.After(_luck.Between(1, 5_000), null, () => _world.IsDiskFull = false);
        }

        if (_luck.StrikesRarely(Fault.ClockJump))
        {
            _steps.ClockError += TimeSpan.FromSeconds(_luck.Next(700_000) - 350_000);
            _world.Trace?.Invoke("the clock is set");
        }

        if (_luck.StrikesRarely(Fault.Collect))
        {
            _world.Worktrees.Collect();
        }
    }

    private Orchestrator? Running()
    {
        var running = _orchestrators.FindAll(o => o.IsRunning);
        return running.Count == 0 ? null : running[_luck.Next(running.Count)];
    }

    /// <summary>The people of the run: one looks at it now and then, one starts it again when nothing drives it.</summary>
    private void ComeAndGo()
    {
        if (!State.IsTerminal)
        {
            _people.Look();
            if (!_isStarting && !_orchestrators.Exists(o => o.IsRunning))
            {
                _isStarting = true;
                _steps.After(_luck.Between(0, 600), null, () => Begin(force: false));
            }
        }

        _steps.After(_luck.Between(10, _luck.OneIn(4) ? 20_000 : 600), null, ComeAndGo);
    }

    private void Begin(bool force)
    {
        _isStarting = false;
        _orchestrators.RemoveAll(o => o.Process.IsDead || o.Main.IsCompletedSuccessfully || o.Main.IsFaulted);
        var selects = !_luck.IsOver && _luck.OneIn(8);
        var settings = new RunSettings
        {
            WaitForPeople = !selects && _luck.OneIn(3),
            DrainOnly = !_luck.IsOver && _luck.OneIn(10),
            Selected = selects ? [_plan.Tasks[_luck.Next(_plan.Tasks.Length)].Id] : [],
        };
        var orchestrator = new Orchestrator(_world, _plan, settings, force, pid => _orchestrators.Exists(o => o.Process.Pid == pid && o.IsRunning));
        orchestrator.Appended = _witness.Compare;
        _orchestrators.Add(orchestrator);
        _world.Trace?.Invoke($"process {orchestrator.Process.Pid} begins{(settings.DrainOnly ? " to drain" : "")}{(force ? " by force" : "")}");
    }
}
