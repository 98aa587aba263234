using System.Collections.Immutable;
using Baton.Engine.Git;
using Baton.Engine.Merging;
using Baton.Simulation.Stepping;
using Baton.Simulation.Worlds;

namespace Baton.Simulation.Histories;

/// <summary>git as one simulated process uses it: every command takes a while, may fail, and may be cut off by a kill before or after its effect.</summary>
internal sealed class SimulatedHistory(World world, SimulatedProcess process) : IGitHistory
{
    private GitModel Git => world.Git;

    public async Task<string?> ReadRefAsync(string name, CancellationToken ct)
    {
        await world.BeforeGitAsync(process, ct);
        return Git.Refs.GetValueOrDefault(name);
    }

    public async Task<bool> TryMoveRefAsync(string name, string to, string? from, CancellationToken ct)
    {
        await world.BeforeGitAsync(process, ct, writes: true);
        if (from is not null && Git.Refs.GetValueOrDefault(name) == from && name.EndsWith("/integration", StringComparison.Ordinal) && world.Luck.Strikes(Fault.MovedMeanwhile))
        {
            Git.Move(name, Git.Write(Git[from].Tree, [from], "meanwhile"), null);
        }

        var isThere = world.Sabotage == Sabotage.NoCompareAndSwap || Git.Refs.GetValueOrDefault(name) == from;
        if (isThere)
        {
            Git.Move(name, to, process);
        }

        await Task.Yield();
        return isThere;
    }

    public async Task SetRefAsync(string name, string to, CancellationToken ct)
    {
        await world.BeforeGitAsync(process, ct, writes: true);
        Git.Move(name, to, process);
        await Task.Yield();
    }

    public async Task<string> TreeOfAsync(string commit, CancellationToken ct)
    {
        await world.BeforeGitAsync(process, ct);
        return Git[commit].Tree;
    }

    public async Task<ImmutableArray<string>> ParentsOfAsync(string commit, CancellationToken ct)
    {
        await world.BeforeGitAsync(process, ct);
        return Git[commit].Parents;
    }

    public async Task<bool> IsAncestorAsync(string ancestor, string commit, CancellationToken ct)
    {
        await world.BeforeGitAsync(process, ct);
        return Git.IsAncestor(ancestor, commit);
    }

    public async Task<string> CommitTreeAsync(string tree, IEnumerable<string> parents, string message, ImmutableDictionary<string, string> identity, CancellationToken ct)
    {
        await world.BeforeGitAsync(process, ct, writes: true);
        var commit = Git.Write(tree, parents, message);
        await Task.Yield();
        return commit;
    }

    public async Task MakeDurableAsync(string commit, CancellationToken ct)
    {
        await world.BeforeGitAsync(process, ct, writes: true);
        if (world.Sabotage != Sabotage.NothingIsSynchronised)
        {
            Git.MakeSafe(commit);
        }

        await Task.Yield();
    }

    public async Task<MergedTree> MergeAsync(string ours, string theirs, CancellationToken ct)
    {
        await world.BeforeGitAsync(process, ct, writes: true);
        var (tree, conflicts) = Git.Merge(ours, theirs);
        return new MergedTree(tree, conflicts.IsEmpty, conflicts, []);
    }

    public Task<string> DescribeConflictAsync(MergedTree merged, string ours, string theirs, CancellationToken ct) => Task.FromResult(string.Join(' ', merged.Paths));

    public async Task<string?> FindCheckedOutAsync(string branch, CancellationToken ct)
    {
        await world.BeforeGitAsync(process, ct);
        return world.Luck.Strikes(Fault.BranchCheckedOut) ? "/home/ada/repository" : null;
    }

    public async Task<string?> ForwardAsync(string branch, string integrationBranch, string from, string to, CancellationToken ct)
    {
        if (world.Luck.Strikes(Fault.BranchCheckedOut))
        {
            return $"{branch} is checked out";
        }

        return await TryMoveRefAsync("refs/heads/" + branch, to, from, ct) ? null : $"{branch} moved";
    }

    public async Task<IDisposable> LockAsync(CancellationToken ct)
    {
        while (!world.TryLock(process))
        {
            await Task.Delay(TimeSpan.FromSeconds(0.5), process.Clock, ct);
        }

        return new Held(world);
    }

    private sealed class Held(World world) : IDisposable
    {
        public void Dispose() => world.Unlock();
    }
}
