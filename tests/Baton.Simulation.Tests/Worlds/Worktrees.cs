using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;
using Baton.Engine.Workspaces;
using Baton.Simulation.Histories;
using Baton.Simulation.Stepping;

namespace Baton.Simulation.Worlds;

/// <summary>A worktree on the disk.</summary>
internal sealed class Worktree(AttemptId attempt, string path, string start)
{
    public AttemptId Attempt => attempt;

    public string Path => path;

    /// <summary>The commit it was made from.</summary>
    public string Base { get; } = start;

    public ImmutableSortedDictionary<string, string> Files { get; set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The agent's own last commit.</summary>
    public string Head { get; set; } = start;

    /// <summary>It was made to its end.</summary>
    public bool IsMarked { get; set; }

    /// <summary>The commit that holds everything in it; null: not captured yet.</summary>
    public string? Captured { get; set; }

    public bool IsTouched { get; set; }
}

/// <summary>Every worktree there is.</summary>
internal sealed class Worktrees(World world)
{
    private readonly Dictionary<string, Worktree> _byPath = [];

    public IEnumerable<Worktree> All => _byPath.Values;

    public Worktree? Find(string path) => _byPath.GetValueOrDefault(path);

    public void Add(Worktree worktree) => _byPath.Add(worktree.Path, worktree);

    /// <summary>Told of a worktree that goes with what an agent did in it.</summary>
    public Action<Worktree> Lost { get; set; } = _ => { };

    public void Remove(string path)
    {
        if (_byPath.Remove(path, out var gone) && gone is { IsTouched: true, Captured: null })
        {
            Lost(gone);
        }
    }

    /// <summary>What <c>baton gc</c> does: takes away what is captured.</summary>
    public void Collect()
    {
        foreach (var worktree in _byPath.Values.Where(w => (w.Captured is not null || world.Sabotage == Sabotage.CollectsTooEarly) && !world.Machine.IsAtWork(w.Attempt)).ToList())
        {
            world.Trace?.Invoke($"gc takes {worktree.Path}");
            Remove(worktree.Path);
        }
    }
}

/// <summary>Worktrees as one simulated process makes and captures them, in the steps of the real ones.</summary>
internal sealed class SimulatedWorkspaces(World world, SimulatedProcess process, SimulatedHistory git, BranchHeads heads) : IWorkspace
{
    public async Task<WorkspaceInfo> PrepareAsync(WorkspaceRequest request, CancellationToken ct)
    {
        await Task.Yield();
        world.DemandRoom();
        var path = $"/state/{RefNames.Folder(request.Attempt)}";
        if (request.Kind != WorkspaceKind.Worktree)
        {
            return new WorkspaceInfo(request.Kind, path, null, null);
        }

        if (world.Worktrees.Find(path) is { IsMarked: true } made)
        {
            return Info(request, made);
        }

        var commit = await heads.HeadAsync(request.IntegrationBranch, ct) ?? throw new GitException(GitFailure.UnknownRevision, "The integration branch does not exist.");
        using (await git.LockAsync(ct))
        {
            await world.BeforeGitAsync(process, ct, writes: true);
            await heads.DemandOwnerAsync(ct);
            if (world.Worktrees.Find(path) is { IsMarked: true } meanwhile)
            {
                return Info(request, meanwhile);
            }

            var branch = "refs/heads/" + RefNames.Branch(request.Run, request.Attempt);
            world.Worktrees.Remove(path);
            world.Git.Move(branch, commit, process);
            world.Worktrees.Add(new Worktree(request.Attempt, path, commit));
            await Task.Yield();
        }

        await world.BeforeGitAsync(process, ct, writes: true);
        var worktree = world.Worktrees.Find(path) ?? throw Injected.Broken("Filling the worktree");
        worktree.Files = world.Git.FilesOf(worktree.Base);
        await Task.Yield();
        worktree.IsMarked = true;
        return Info(request, worktree);
    }

    public async Task<CapturedWork?> CaptureAsync(WorkspaceRequest request, WorkspaceInfo info, CancellationToken ct)
    {
        if (request.Kind != WorkspaceKind.Worktree)
        {
            return null;
        }

        await world.BeforeGitAsync(process, ct, writes: true);
        var name = RefNames.Captured(request.Run, request.Attempt);
        var earlier = world.Git.Refs.GetValueOrDefault(name);
        var start = info.BaseCommit!;
        if (world.Worktrees.Find(info.Path) is not { } worktree)
        {
            return Work(start, earlier ?? start, name, salvaged: false);
        }

        var tree = world.Git.TreeId(worktree.Files);
        var commit = Same(earlier, tree, worktree.Head) ? earlier! : world.Git[worktree.Head].Tree == tree ? worktree.Head : await CommitAsync(worktree, request, tree, ct);
        if (earlier != commit && !await git.TryMoveRefAsync(name, commit, earlier, ct))
        {
            throw new GitException(GitFailure.Failed, $"The captured work of {request.Attempt} could not be kept.");
        }

        await heads.HeadAsync(request.IntegrationBranch, ct);
        worktree.Captured = commit;
        return Work(start, commit, name, commit != worktree.Head);
    }

    private Task<string> CommitAsync(Worktree worktree, WorkspaceRequest request, string tree, CancellationToken ct) =>
        git.CommitTreeAsync(tree, [worktree.Head], request.Attempt.ToString(), CommitWordsOf(request.Agent), ct);

    private static ImmutableDictionary<string, string> CommitWordsOf(AgentId agent) => ImmutableDictionary<string, string>.Empty.Add("GIT_AUTHOR_NAME", agent.Value);

    /// <summary>An earlier capture that was killed before it was recorded made this very commit.</summary>
    private bool Same(string? earlier, string tree, string parent) =>
        earlier is not null && (earlier == parent || world.Git[earlier].Parents.Contains(parent)) && world.Git[earlier].Tree == tree;

    private CapturedWork Work(string start, string commit, string name, bool salvaged)
    {
        var (before, after) = (world.Git.FilesOf(start), world.Git.FilesOf(commit));
        var changes = before.Keys.Union(after.Keys).Where(p => before.GetValueOrDefault(p) != after.GetValueOrDefault(p)).Select(p => new FileChange(
            p, !before.ContainsKey(p) ? FileChangeKind.Added : after.ContainsKey(p) ? FileChangeKind.Modified : FileChangeKind.Deleted));
        return new CapturedWork(start, commit, world.Git[commit].Tree, name, [.. changes], salvaged, []);
    }

    private static WorkspaceInfo Info(WorkspaceRequest request, Worktree worktree) =>
        new(WorkspaceKind.Worktree, worktree.Path, worktree.Base, RefNames.Branch(request.Run, request.Attempt));
}
