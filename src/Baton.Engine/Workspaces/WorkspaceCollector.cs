using System.Collections.Immutable;
using System.Globalization;
using Baton.Engine.Faults;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>
/// What <c>baton gc</c> does: lists what could go and why, and drops it when told to. Work is captured before its worktree goes, and refs go
/// only when a target branch holds their commits, unless the caller says otherwise. May be repeated after a kill.
/// </summary>
public sealed class WorkspaceCollector(GitRepository repository)
{
    private readonly WorktreeWorkspace _worktrees = new(repository);

    /// <summary>Everything that Baton keeps of this repository, and whether it may go. Changes nothing.</summary>
    public async Task<ImmutableArray<CollectedItem>> ListAsync(CollectRequest request, CancellationToken ct) =>
    [
        .. Worktrees().Select(found => Judge(found, request)),
        .. CleanCheckouts.Leftovers(repository).Select(path => new CollectedItem(CollectedKind.Checkout, path, "its process is gone", MayGo: true, FolderRemoval.Measure(path))),
        .. Asides().Select(path => new CollectedItem(CollectedKind.Folder, path, "moved aside, may hold files that are nowhere else", request.Unmerged, FolderRemoval.Measure(path))),
        .. Folders(request),
        .. await RefsAsync(request, ct),
    ];

    /// <summary>Drops what may go.</summary>
    /// <returns>What was dropped, and with <see cref="CollectedItem.MayGo"/> false what had to stay after all.</returns>
    public async Task<ImmutableArray<CollectedItem>> CollectAsync(CollectRequest request, CancellationToken ct)
    {
        var results = (await CollectWorktreesAsync(request, ct)).ToBuilder();
        foreach (var item in (await ListAsync(request, ct)).Where(i => i.MayGo && i.Kind != CollectedKind.Worktree))
        {
            results.Add(await DropAsync(item, ct));
        }

        return results.ToImmutable();
    }

    /// <summary>Drops worktrees that may go, and nothing else.</summary>
    public async Task<ImmutableArray<CollectedItem>> CollectWorktreesAsync(CollectRequest request, CancellationToken ct)
    {
        var results = ImmutableArray.CreateBuilder<CollectedItem>();
        foreach (var (place, marker) in Worktrees().ToArray())
        {
            var item = Judge((place, marker), request);
            if (item.MayGo)
            {
                results.Add(await DropWorktreeAsync(item, place, marker, request, ct));
            }
        }

        return results.ToImmutable();
    }

    private static CollectedItem Judge((WorktreePlace Place, WorktreeMarker Marker) found, CollectRequest request)
    {
        var (place, marker) = found;
        var (why, mayGo) = marker switch
        {
            _ when !request.IsFinished(marker.Request.Run, marker.Request.Attempt) => ("its attempt is not finished", false),
            { Keep: { } reason } => (reason, request.Unmerged),
            { Captured: null } => ("its attempt is finished; its work is captured first", true),
            _ => ("its attempt is finished and its work is captured", true),
        };
        return new(CollectedKind.Worktree, place.Folder, why, mayGo, FolderRemoval.Measure(place.Folder));
    }

    private async Task<CollectedItem> DropWorktreeAsync(CollectedItem item, WorktreePlace place, WorktreeMarker marker, CollectRequest request, CancellationToken ct)
    {
        if (Directory.Exists(place.Folder))
        {
            await _worktrees.CaptureAsync(marker.Request, marker.Info, ct);
            if (WorktreeMarker.Read(place.Marker)?.Keep is { } reason && !request.Unmerged)
            {
                return item with { MayGo = false, Why = reason };
            }
        }

        using (await repository.Lock.TakeAsync(ct))
        {
            MoveOut(place);
            if (WorktreeRegistration.Find(repository.CommonDir, place.Folder) is { } admin)
            {
                WorktreeRegistration.Drop(admin);
            }

            await DropBranchAsync(marker, ct);
        }

        FolderRemoval.Remove(place.Dropped);
        FolderRemoval.Remove(place.Nested);
        File.Delete(place.Index);
        File.Delete(place.Marker);
        return item;
    }

    /// <summary>In one step, so that a kill during the removal never leaves half a worktree to be captured again.</summary>
    private static void MoveOut(WorktreePlace place)
    {
        if (Directory.Exists(place.Folder))
        {
            FolderRemoval.Remove(place.Dropped);
            FaultPoint.Reach("file.worktree-drop.before");
            Directory.Move(place.Folder, place.Dropped);
            FaultPoint.Reach("file.worktree-drop.after");
        }
    }

    /// <summary>The attempt's branch goes when the captured work holds it.</summary>
    private async Task DropBranchAsync(WorktreeMarker marker, CancellationToken ct)
    {
        var captured = await repository.ReadRefAsync(RefNames.Captured(marker.Request.Run, marker.Request.Attempt), ct);
        if (captured is not null && await repository.HeadOfAsync(marker.Branch, ct) is { } tip && await repository.IsAncestorAsync(tip, captured, ct))
        {
            await GitProcess.RequireAsync(repository.Command(["update-ref", "-d", "refs/heads/" + marker.Branch, tip]) with { Effect = "branch-delete" }, ct);
        }
    }

    private async Task<CollectedItem> DropAsync(CollectedItem item, CancellationToken ct)
    {
        switch (item.Kind)
        {
            case CollectedKind.Ref or CollectedKind.Branch:
                var result = await GitProcess.RunAsync(repository.Command(["update-ref", "-d", item.Name]) with { Effect = "ref-delete" }, ct);
                return result.Succeeded ? item : item with { MayGo = false, Why = GitErrors.Quote(result) };
            case CollectedKind.Checkout:
                using (await repository.Lock.TakeAsync(ct))
                {
                    CleanCheckouts.RemoveLeftovers(repository);
                }

                break;
            default:
                FolderRemoval.TryRemove(item.Name);
                break;
        }

        return Path.Exists(item.Name) ? item with { MayGo = false, Why = "it could not be removed" } : item;
    }

    /// <summary>Kept work whose worktree is gone or may go: whether a target branch holds it.</summary>
    private async Task<IEnumerable<CollectedItem>> RefsAsync(CollectRequest request, CancellationToken ct)
    {
        var all = await NamesAsync([], ct);
        var merged = request.Targets.Count == 0 ? [] : await NamesAsync([.. request.Targets.Select(t => "--merged=refs/heads/" + t)], ct);
        var busy = Worktrees().Where(w => !Judge(w, request).MayGo).Select(w => RefNames.Captured(w.Marker.Request.Run, w.Marker.Request.Attempt)).ToHashSet();
        return all.Select(name => merged.Contains(name)
            ? new CollectedItem(CollectedKind.Ref, name, "a target branch holds its commits", !busy.Contains(name), Bytes: null)
            : new CollectedItem(CollectedKind.Ref, name, "no target branch holds its commits", request.Unmerged && !busy.Contains(name), Bytes: null));
    }

    private async Task<HashSet<string>> NamesAsync(ImmutableArray<string> conditions, CancellationToken ct) =>
        (await repository.RequireAsync(["for-each-ref", "--format=%(refname)", .. conditions, "refs/baton/"], ct)).Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet();

    private IEnumerable<(WorktreePlace Place, WorktreeMarker Marker)> Worktrees()
    {
        var root = WorktreePlace.Root(repository);
        foreach (var file in Directory.Exists(root) ? Directory.GetDirectories(root).SelectMany(run => Directory.GetFiles(run, "*.json")) : [])
        {
            if (WorktreeMarker.Read(file) is { } marker)
            {
                yield return (new WorktreePlace(file[..^".json".Length]), marker);
            }
        }
    }

    /// <summary>Folders of attempts that worked without a repository; nothing of them is captured.</summary>
    private IEnumerable<CollectedItem> Folders(CollectRequest request)
    {
        var root = NoWorkspace.RootOf(repository);
        foreach (var path in Directory.Exists(root) ? Directory.GetDirectories(root).SelectMany(Directory.GetDirectories) : [])
        {
            var (name, dash) = (Path.GetFileName(path), Path.GetFileName(path).LastIndexOf('-'));
            var finished = dash > 0 && int.TryParse(name.AsSpan(dash + 1), CultureInfo.InvariantCulture, out var number)
                && request.IsFinished(new(Path.GetFileName(Path.GetDirectoryName(path))!), new(new(name[..dash]), number));
            yield return new(CollectedKind.Folder, path, finished ? "its attempt is finished; nothing of it is captured" : "its attempt is not finished",
                finished && request.Unmerged, FolderRemoval.Measure(path));
        }
    }

    private string[] Asides()
    {
        var root = WorktreePlace.Asides(repository);
        return Directory.Exists(root) ? Directory.GetDirectories(root) : [];
    }
}
