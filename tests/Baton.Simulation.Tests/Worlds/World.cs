using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;
using Baton.Simulation.Histories;
using Baton.Simulation.Journals;
using Baton.Simulation.Stepping;

namespace Baton.Simulation.Worlds;

/// <summary>What outlives every orchestrator: the repository, the journal, the worktrees, the machine with its processes.</summary>
internal sealed class World
{
    private SimulatedProcess? _lock;
    private int _pid = 100;

    public World(Steps steps, Luck luck, Verdicts verdicts)
    {
        (Steps, Luck, Verdicts) = (steps, luck, verdicts);
        Git = new GitModel();
        Machine = new Machine(this);
        Worktrees = new Worktrees(this);
        Disk = new JournalDisk(this);
    }

    public Steps Steps { get; }

    public Luck Luck { get; }

    public Verdicts Verdicts { get; }

    public GitModel Git { get; }

    public Machine Machine { get; }

    public Worktrees Worktrees { get; }

    public JournalDisk Disk { get; }

    /// <summary>Told when an attempt is judged on a tree that several make: by whom, and which tree.</summary>
    public Action<SimulatedProcess, AttemptId, TreeKey> Judging { get; set; } = (_, _, _) => { };

    /// <summary>Lines of what happened; null: nobody reads them.</summary>
    public Action<string>? Trace { get; set; }

    public bool IsDiskFull { get; set; }

    /// <summary>The checks of merged trees may take so long; accepted work waits meanwhile.</summary>
    public TimeSpan SlowestMergeCheck { get; init; }

    public Sabotage Sabotage { get; init; }

    public int NextPid() => ++_pid;

    public bool TryLock(SimulatedProcess process)
    {
        if (_lock is { IsDead: false })
        {
            return false;
        }

        _lock = process;
        return true;
    }

    public void Unlock() => _lock = null;

    /// <summary>A command takes a while; then it may fail.</summary>
    public async Task BeforeGitAsync(SimulatedProcess process, CancellationToken ct, bool writes = false)
    {
        await Task.Yield();
        ct.ThrowIfCancellationRequested();
        if (Luck.Strikes(Fault.GitSlow))
        {
            await Task.Delay(Luck.Between(0.1, 90), process.Clock, ct);
        }

        if (Luck.Strikes(Fault.GitFails))
        {
            throw new GitException(GitFailure.Failed, $"git did not answer ({Injected.Mark}).");
        }

        DemandRoom(writes);
    }

    public void DemandRoom(bool writes = true)
    {
        if (writes && IsDiskFull)
        {
            throw Injected.DiskFull();
        }
    }
}

/// <summary>Which tree is judged for several tasks one after the other.</summary>
/// <param name="Together">The tasks whose work it brings or takes out.</param>
internal sealed record TreeKey(bool IsRollback, string Onto, string Tree, string Together)
{
    public static TreeKey Of(bool isRollback, string onto, string tree, IEnumerable<TaskId> together) => new(isRollback, onto, tree, string.Join(' ', together));
}
