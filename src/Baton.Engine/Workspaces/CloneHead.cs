using System.Collections.Immutable;
using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>Where an attempt left the HEAD and the branches of its clone, after their commits were brought into the repository.</summary>
internal sealed class CloneHead(GitRepository repository, WorktreePlace place, WorkspaceInfo info)
{
    private const int MaxRefs = 100;

    public async Task<WorktreeHead> ReadAsync(CancellationToken ct)
    {
        if (new DirectoryInfo(place.OwnGit) is not { Exists: true, LinkTarget: null })
        {
            return new WorktreeHead(null, null, [$"The attempt removed or replaced the git folder of its clone; the files were captured as they lay there."], []);
        }

        var own = "refs/heads/" + info.Branch;
        var refs = await RefsAsync(ct);
        var target = LooseRefs.TryReadHead(place.OwnGit);
        var head = target is not null && LooseRefs.IsObjectId(target) ? target : refs.FirstOrDefault(r => r.Name == target).Commit;
        var tip = refs.FirstOrDefault(r => r.Name == own).Commit;
        List<string> candidates = [.. refs.Select(r => r.Commit).OfType<string>(), .. WorktreeHead.Visited(place.OwnGit)];
        if (head is not null)
        {
            candidates.Add(head);
        }

        return await TakeAsync(new WorktreeHead(head, tip, Problems(target, own, head), []), [.. candidates.Distinct()], ct);
    }

    /// <summary>One whose objects are broken is no reason to lose the others, nor the files.</summary>
    private async Task<WorktreeHead> TakeAsync(WorktreeHead head, ImmutableArray<string> candidates, CancellationToken ct)
    {
        var transfer = new CloneTransfer(repository, place, info.BaseCommit!);
        try
        {
            var here = await transfer.FetchAsync(candidates, ct);
            return head with
            {
                Commit = head.Commit is { } commit && here.Contains(commit) ? commit : null,
                BranchTip = head.BranchTip is { } tip && here.Contains(tip) ? tip : null,
                Others = [.. candidates.Where(here.Contains)],
            };
        }
        catch (GitException cause)
        {
            head.Problems.Add($"The commits of the clone could not be taken over; its files were captured as they lay there. {cause.Message}");
            return head with { Commit = null, BranchTip = null };
        }
    }

    private static List<string> Problems(string? target, string own, string? head) => target switch
    {
        _ when target == own && head is null => [$"The attempt deleted its branch {own["refs/heads/".Length..]}."],
        _ when target == own => [],
        null => ["The HEAD of the clone is unreadable; the files were captured as they lay there."],
        _ when LooseRefs.IsObjectId(target) => [$"The attempt left its branch; HEAD was detached at {target[..12]}."],
        _ => [$"The attempt left its branch for {target}; its work was captured from there."],
    };

    private async Task<List<(string Name, string? Commit)>> RefsAsync(CancellationToken ct)
    {
        var command = new GitCommand(place.OwnGit, ["for-each-ref", $"--count={MaxRefs}", "--format=%(objectname) %(refname)", "refs/heads", "refs/stash"])
        {
            Environment = ImmutableDictionary<string, string>.Empty.Add("GIT_DIR", place.OwnGit),
        };
        var result = await GitProcess.RunAsync(command, ct);
        return result.Succeeded
            ? [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ', 2)).Where(w => LooseRefs.IsObjectId(w[0])).Select(w => (w[1], (string?)w[0]))]
            : [];
    }
}
