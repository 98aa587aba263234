using System.Collections.Immutable;
using Baton.Domain.Runs;

namespace Baton.Engine.Git;

/// <summary>One git repository, found from any path inside it. Thread-safe; holds nothing open.</summary>
public sealed partial class GitRepository : IGitHistory
{
    private GitRepository(string root, string gitDir, string commonDir, string state, bool isSha256)
    {
        Own = new OwnGit(Path.Combine(state, "own"), commonDir, isSha256);
        Shared = new SharedSettings(commonDir, Path.Combine(state, "settings"));
        (Root, GitDir, CommonDir, StateFolder) = (root, gitDir, commonDir, state);
        Lock = new RepositoryLock(Path.Combine(state, "lock"), TimeProvider.System);
        Heads = new BranchHeads(this);
    }

    /// <summary>The top of the work tree that the path was in.</summary>
    public string Root { get; }

    /// <summary>The git folder of that work tree.</summary>
    public string GitDir { get; }

    /// <summary>The git folder that all work trees share.</summary>
    public string CommonDir { get; }

    /// <summary>Baton's folder for this repository, outside its tree.</summary>
    public string StateFolder { get; }

    internal RepositoryLock Lock { get; }

    internal OwnGit Own { get; }

    internal SharedSettings Shared { get; }

    /// <summary>From now on Baton's commands use these settings of a person, and no others.</summary>
    public void Trust(ImmutableArray<GitSetting> settings) => Own.Settings = settings;

    /// <summary>The settings of a person that are in force now and that a run may use.</summary>
    public Task<ImmutableArray<GitSetting>> ReadSettingsAsync(CancellationToken ct) => TrustedSettings.ReadAsync(this, ct);

    internal BranchHeads Heads { get; }

    /// <exception cref="GitException">No repository, no commit, bare, somebody else's, or no git; the message says what to do.</exception>
    public static Task<GitRepository> OpenAsync(string anyPathInside, CancellationToken ct) => OpenAsync(anyPathInside, stateHome: null, ct);

    /// <param name="stateHome">Instead of <c>$XDG_STATE_HOME</c>.</param>
    public static async Task<GitRepository> OpenAsync(string anyPathInside, string? stateHome, CancellationToken ct)
    {
        var folder = File.Exists(anyPathInside) ? Path.GetDirectoryName(Path.GetFullPath(anyPathInside))! : Path.GetFullPath(anyPathInside);
        DemandNoPipe(folder);
        var command = new GitCommand(folder,
            ["rev-parse", "--path-format=absolute", "--is-bare-repository", "--git-dir", "--git-common-dir", "--show-toplevel", "--verify", "-q", "HEAD^{commit}"]);
        var result = await GitProcess.RunAsync(command, ct);
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines switch
        {
            ["true", ..] => throw new GitException(GitFailure.Bare, $"The repository at {folder} is bare. Baton needs a work tree: clone it and run there."),
            ["false", var gitDir, var commonDir, var root, var head] when LooseRefs.IsObjectId(head) =>
                new GitRepository(root, gitDir, GitState.Resolve(commonDir), GitState.Open(root, GitState.Resolve(commonDir), stateHome), head.Length == 64),
            ["false", _, _, var root] when await NamedHeadAsync(folder, ct) is { } named => throw new GitException(GitFailure.Damaged, $"HEAD of {root} cannot be read. {DamagedObjects.Describe(named, [(named, "the commit")])}"),
            ["false", _, _, var root] => throw new GitException(GitFailure.NoCommits, $"The repository at {root} has no commit. Commit something first, for example: git add -A && git commit -m start"),
            ["false", ..] => throw new GitException(GitFailure.NotARepository, $"{folder} is inside a git folder, not in a work tree. Name the folder of the work tree."),
            _ => throw GitErrors.From(command, result),
        };
    }

    /// <summary>The commit that HEAD names, whether it can be read or not; null: none yet.</summary>
    private static async Task<string?> NamedHeadAsync(string folder, CancellationToken ct) =>
        await GitProcess.RunAsync(new GitCommand(folder, ["rev-parse", "-q", "--verify", "HEAD"]), ct) is { Succeeded: true } named && LooseRefs.IsObjectId(named.Line) ? named.Line : null;

    /// <summary>git itself would wait for it for ever.</summary>
    private static void DemandNoPipe(string folder)
    {
        for (var above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            var git = Path.Combine(above, ".git");
            if (PlainFile.IsPipeOrDevice(git) || (Directory.Exists(git) && SharedPipes.FindIn(git) is { } found && (git = found).Length > 0))
            {
                throw new GitException(GitFailure.Failed, $"{git} is a named pipe or a device, and git would wait for it for ever. An agent may have put it there. Remove it"
                    + (Path.GetFileName(git) == "HEAD" ? $", name your branch with: echo 'ref: refs/heads/main' > '{git}', then try again." : ", then try again."));
            }

            if (Path.Exists(git))
            {
                return;
            }
        }
    }

    /// <summary>The full id of the commit that the name stands for.</summary>
    /// <exception cref="GitException">There is no such commit.</exception>
    public async Task<string> ResolveAsync(string rev, CancellationToken ct) => await FindAsync(rev, ct)
        ?? throw new GitException(GitFailure.UnknownRevision, $"'{rev}' is no commit of {Root}. See `git branch -a` for the branches there are.");

    /// <summary>The commit that the name stands for; null when there is none.</summary>
    public async Task<string?> FindAsync(string rev, CancellationToken ct)
    {
        var result = await RunAsync(["rev-parse", "--verify", "-q", "--end-of-options", rev + "^{commit}"], ct);
        return result.Succeeded ? result.Line : null;
    }

    /// <summary>Insists that the files of the commit are here; a partial clone may lack them.</summary>
    /// <exception cref="GitException">They are not; the message says how to fetch them.</exception>
    public Task RequireCompleteAsync(string commit, CancellationToken ct) => PartialClone.RequireCompleteAsync(this, commit, ct);

    /// <summary>The commit of a branch (short name); null when there is no such branch.</summary>
    public async Task<string?> HeadOfAsync(string branch, CancellationToken ct) => await ReadRefAsync("refs/heads/" + branch, ct);

    /// <summary>The branch that is checked out, short name; the full commit id when HEAD is detached.</summary>
    public async Task<string> CurrentBranchAsync(CancellationToken ct)
    {
        var result = await RunAsync(["symbolic-ref", "-q", "--short", "HEAD"], ct);
        return result.Succeeded ? result.Line : await ResolveAsync("HEAD", ct);
    }

    /// <summary>Whether the work tree differs from its commit, new files that are not ignored included.</summary>
    public async Task<bool> IsDirtyAsync(CancellationToken ct) =>
        (await RequireAsync(["status", "--porcelain", "-z", "--untracked-files=normal"], ct)).Output.Length > 0;

    /// <summary>Removes lock files on Baton's own refs whose git is dead; takes up to five seconds when there is one.</summary>
    public Task RemoveStaleLocksAsync(TimeProvider time, CancellationToken ct) => StaleLocks.RemoveAsync(CommonDir, time, ct);

    /// <summary>Makes the branch at the commit unless there is one of that name; never moves it.</summary>
    public Task EnsureBranchAsync(string branch, string commit, CancellationToken ct) => Heads.EnsureAsync(branch, commit, ct);

    /// <summary>From now on the branch belongs at this commit; what others make of it is undone and kept under a ref of its own.</summary>
    public void ExpectHead(string branch, string commit) => Heads.Expect(branch, commit);

    /// <summary>The commit of the branch, after it was put back where it belongs.</summary>
    public Task<string?> PutBackAsync(string branch, CancellationToken ct) => Heads.HeadAsync(branch, ct);

    /// <summary>Whether the first commit is the second or one of its ancestors.</summary>
    public async Task<bool> IsAncestorAsync(string ancestor, string commit, CancellationToken ct)
    {
        if (ancestor == commit)
        {
            return true;
        }

        var command = Own.Command(["merge-base", "--is-ancestor", ancestor, commit]);
        var result = await GitProcess.RunAsync(command, ct);
        return result.ExitCode is 0 or 1 ? result.Succeeded : throw GitErrors.From(command, result);
    }

    public async Task<string?> ReadRefAsync(string name, CancellationToken ct) => LooseRefs.Look(CommonDir, name) is (true, var known) ? known : await FindAsync(name, ct);

    internal GitCommand Command(ImmutableArray<string> words) => On(CommonDir, words);

    internal Task<GitResult> RunAsync(ImmutableArray<string> words, CancellationToken ct) => GitProcess.RunAsync(On(Root, words), ct);

    internal Task<GitResult> RequireAsync(ImmutableArray<string> words, CancellationToken ct) => GitProcess.RequireAsync(On(Root, words), ct);

    private GitCommand On(string folder, ImmutableArray<string> words)
    {
        Own.Pipes.Look(words);
        return new GitCommand(folder, words);
    }

    /// <summary>Makes a commit object; no branch moves and no hook runs.</summary>
    /// <exception cref="GitException">A parent is no commit: git would read none of the history above it.</exception>
    public async Task<string> CommitTreeAsync(string tree, IEnumerable<string> parents, string message, ImmutableDictionary<string, string> identity, CancellationToken ct)
    {
        ImmutableArray<string> commits = [.. parents];
        foreach (var parent in commits)
        {
            await Own.TreeOfAsync(parent, ct);
        }

        ct.ThrowIfCancellationRequested();
        return Own.Loose.Write("commit", CommitFormat.Write(tree, commits, message, identity, TimeProvider.System.GetLocalNow()), "commit-tree");
    }

    /// <summary>Makes a commit safe from a power cut, with all that it holds and follows from.</summary>
    public Task MakeDurableAsync(string commit, CancellationToken ct) => Own.Durable.SealAsync(commit, ct);

    /// <summary>Moves a ref if it still is where the caller saw it. Moved, it is safe from a power cut, and so is what it names.</summary>
    /// <param name="old">Null: it must not exist.</param>
    internal async Task<GitResult> TryUpdateRefAsync(string name, string commit, string? old, CancellationToken ct)
    {
        await Own.Durable.WriteAsync(commit, ct);
        var result = await GitProcess.RunAsync(Command(["update-ref", "--no-deref", name, commit, old ?? new string('0', commit.Length)]) with { Effect = "update-ref" }, ct);
        SealRef(name);
        return result;
    }

    /// <summary>A ref that is packed, or kept otherwise, git has synchronised.</summary>
    internal void SealRef(string name) => DiskFlush.Seal(Path.Combine(CommonDir, name));
}
