using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>Where an attempt left its worktree's HEAD, and what it was in the middle of.</summary>
internal sealed record WorktreeHead(string? Commit, string? BranchTip, List<string> Problems, List<string> Others)
{
    private const int MaxReflogBytes = 256 * 1024;
    private const int MaxOthers = 100;

    private static readonly (string File, string Doing)[] Unfinished =
    [
        ("MERGE_HEAD", "merge"), ("CHERRY_PICK_HEAD", "cherry-pick"), ("REVERT_HEAD", "revert"), ("rebase-merge", "rebase"), ("rebase-apply", "rebase"),
    ];

    /// <param name="gitDir">git's record of the worktree, or the common folder when that is gone.</param>
    public static async Task<WorktreeHead> ReadAsync(GitRepository repository, WorkspaceInfo info, string gitDir, CancellationToken ct)
    {
        var branch = "refs/heads/" + info.Branch;
        var tip = await repository.ReadRefAsync(branch, ct);
        var head = new WorktreeHead(tip, tip, [], []);
        if (gitDir == repository.CommonDir)
        {
            head.Problems.Add($"git's record of the worktree {info.Path} was gone; the files were captured as they lay there.");
            return head;
        }

        head.Others.AddRange(Visited(gitDir));
        head.NoteUnfinished(gitDir);
        var target = LooseRefs.TryReadHead(gitDir);
        return target == branch ? head.OnOwnBranch(info.Branch!) : await head.ElsewhereAsync(repository, target, gitDir, ct);
    }

    private WorktreeHead OnOwnBranch(string branch)
    {
        if (Commit is null)
        {
            Problems.Add($"The attempt deleted its branch {branch}.");
        }

        return this;
    }

    private async Task<WorktreeHead> ElsewhereAsync(GitRepository repository, string? target, string gitDir, CancellationToken ct)
    {
        if (target is not null && LooseRefs.IsObjectId(target))
        {
            Problems.Add($"The attempt left its branch; HEAD was detached at {target[..12]}.");
            return this with { Commit = target };
        }

        Problems.Add($"The attempt left its branch for {target ?? "an unreadable HEAD"}; its work was captured from there.");
        return this with { Commit = target is null ? await FindHeadAsync(gitDir, ct) : await repository.ReadRefAsync(target, ct) };
    }

    private static async Task<string?> FindHeadAsync(string gitDir, CancellationToken ct)
    {
        var result = await GitProcess.RunAsync(new GitCommand(gitDir, ["rev-parse", "--verify", "-q", "HEAD^{commit}"]), ct);
        return result.Succeeded ? result.Line : null;
    }

    private void NoteUnfinished(string gitDir)
    {
        foreach (var (file, doing) in Unfinished)
        {
            var path = Path.Combine(gitDir, file);
            if (Path.Exists(path))
            {
                Problems.Add($"A {doing} was not finished; files may hold conflict markers.");
                Others.AddRange(PlainFile.Exists(path) ? File.ReadLines(path).Select(l => l.Trim()).Where(LooseRefs.IsObjectId) : []);
            }
        }
    }

    /// <summary>Commits that HEAD was at, from the worktree's own log.</summary>
    public static IEnumerable<string> Visited(string gitDir)
    {
        var log = Path.Combine(gitDir, "logs", "HEAD");
        if (!PlainFile.Exists(log) || new FileInfo(log).Length > MaxReflogBytes)
        {
            return [];
        }

        return File.ReadLines(log).Select(line => line.Split(' ', 3)).Where(f => f.Length == 3 && LooseRefs.IsObjectId(f[1])).Select(f => f[1]).Distinct().TakeLast(MaxOthers);
    }
}
