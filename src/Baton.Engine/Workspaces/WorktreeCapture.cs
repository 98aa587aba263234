using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>One capture of one attempt's worktree.</summary>
internal sealed class WorktreeCapture
{
    private const int MaxNesting = 5;
    private readonly GitRepository _repository;
    private readonly WorkspaceRequest _request;
    private readonly WorkspaceInfo _info;
    private readonly WorktreePlace _place;
    private readonly WorktreeMarker? _marker;
    private readonly NestedRepositories _nested;
    private readonly Intrusions _intrusions;
    private readonly List<string> _problems = [];
    private string? _keep;

    public WorktreeCapture(GitRepository repository, WorkspaceRequest request, WorkspaceInfo info)
    {
        (_repository, _request, _info) = (repository, request, info);
        _place = new WorktreePlace(info.Path);
        _marker = WorktreeMarker.Read(_place.Marker);
        _nested = new NestedRepositories(_place);
        _intrusions = new Intrusions(repository, request, _marker);
    }

    private string Base => _info.BaseCommit ?? throw new InvalidOperationException($"The worktree {_info.Path} has no base commit.");

    private string Ref => RefNames.Captured(_request.Run, _request.Attempt);

    public async Task<CapturedWork> CaptureAsync(CancellationToken ct)
    {
        var earlier = await _repository.ReadRefAsync(Ref, ct);
        if (!Directory.Exists(_info.Path))
        {
            return await WithoutFolderAsync(earlier, ct);
        }

        var isClone = _info.Kind == WorkspaceKind.Clone;
        var gitDir = isClone ? _place.OwnGit : AdminDir();
        new CapturedPipes(_repository, _info, gitDir, AttemptFolders.Of(_repository.Root, _request.Run, _request.Attempt)).Clear(_intrusions);
        var head = await OnlyCommitsAsync(isClone ? await new CloneHead(_repository, _place, _info).ReadAsync(ct) : await WorktreeHead.ReadAsync(_repository, _info, gitDir, ct), ct);
        _problems.AddRange(head.Problems);
        var index = new CaptureIndex(_repository.Own, _place, gitDir, head.Commit ?? Base);
        var (tree, changes) = await ReadFilesAsync(index, ct);
        index.Clear();
        var (commit, salvaged) = await CommitAsync(head.Commit, tree, changes, earlier, ct);
        await KeepAsync(commit, earlier, head, ct);
        NoteFiles(gitDir, changes);
        await _intrusions.LookAsync([commit, head.Commit, head.BranchTip, .. head.Others], ct);
        _marker?.Write(_place.Marker, commit, _keep);
        return new CapturedWork(Base, commit, tree, Ref, [.. await OwnChangesAsync(changes, ct)], salvaged, [.. _problems.Concat(_intrusions.Noted).Select(ShownText.Of)])
        {
            Violations = [.. _intrusions.Violations.Select(ShownText.Of)],
        };
    }

    private string AdminDir() => (_marker?.Admin is { } admin && Directory.Exists(admin) ? admin : null)
        ?? WorktreeRegistration.Find(_repository.CommonDir, _info.Path) ?? _repository.CommonDir;

    /// <summary>
    /// Files count, whatever an attempt has written into the file of its branch or HEAD. Its history counts when all of it can be read: with an object
    /// missing below, the branch that the work is merged into could not be cloned, pushed or repacked any more.
    /// </summary>
    private async Task<WorktreeHead> OnlyCommitsAsync(WorktreeHead head, CancellationToken ct)
    {
        if (head.Commit is not { } named || named == Base)
        {
            return head;
        }

        if (!await IsCommitAsync(named, ct))
        {
            head.Problems.Add($"The attempt left its branch or HEAD at {named[..12]}, which is no commit that git can read; the files were captured as they lay there.");
            return head with { Commit = null };
        }

        if (await _repository.Own.RunAsync(["rev-list", "--quiet", "--objects", named, "^" + Base], ct) is { Succeeded: false } broken)
        {
            Keep($"The commits that the attempt made up to {named[..12]} lack objects or are damaged, so only files were captured, as they lay there; the folder {_info.Path} is kept. git said: {GitErrors.Quote(broken)}");
            return head with { Commit = null, BranchTip = null, Others = [] };
        }

        return head;
    }

    private async Task<bool> IsCommitAsync(string id, CancellationToken ct)
    {
        try
        {
            await TreeOfAsync(id, ct);
            return true;
        }
        catch (GitException e) when (e.Kind == GitFailure.Failed)
        {
            return false;
        }
    }

    private async Task<(string Tree, ImmutableArray<RawChange> Changes)> ReadFilesAsync(CaptureIndex index, CancellationToken ct)
    {
        var refused = await index.FillAsync(ct);
        for (var round = 0; ; round++)
        {
            var tree = await index.WriteTreeAsync(ct);
            var changes = await index.CompareAsync(Base, tree, ct);
            var unadded = refused is null ? [] : await index.UnaddedFoldersAsync(ct);
            string[] unwrapped = round == MaxNesting ? [] : [.. _nested.Recorded(changes).Where(p => _nested.Unwrap(p) || _nested.IsUnwrapped(p)), .. unadded.Where(_nested.Unwrap)];
            if (unwrapped.Length == 0)
            {
                Refused(refused);
                return (tree, changes);
            }

            await index.ForgetAsync(unwrapped, ct);
            var added = await index.AddAsync(ct);
            refused = added.Succeeded ? null : GitErrors.Quote(added);
        }
    }

    private void Refused(string? said)
    {
        if (said is not null)
        {
            Keep($"Not everything in {_info.Path} could be captured; the folder is kept. git said: {said}");
        }

        if (_nested.Describe() is { } kept)
        {
            Keep(kept);
        }
    }

    private async Task<(string Commit, bool Salvaged)> CommitAsync(string? head, string tree, ImmutableArray<RawChange> changes, string? earlier, CancellationToken ct)
    {
        head ??= Base;
        if (head == Base)
        {
            return changes.IsEmpty ? (Base, false) : (await NewCommitAsync(tree, [Base], earlier, ct), true);
        }

        var clean = await TreeOfAsync(head, ct) == tree;
        if (await _repository.IsAncestorAsync(Base, head, ct))
        {
            return clean ? (head, false) : (await NewCommitAsync(tree, [head], earlier, ct), true);
        }

        _problems.Add($"The attempt rewrote history: its commit {head[..12]} does not follow from its base {Base[..12]}. The files count, compared with the base.");
        return (await NewCommitAsync(tree, [Base, head], earlier, ct), !clean);
    }

    /// <summary>The commit that an earlier capture made, if it says the same; otherwise a new one.</summary>
    private async Task<string> NewCommitAsync(string tree, string[] parents, string? earlier, CancellationToken ct)
    {
        if (earlier is not null)
        {
            var result = await _repository.Own.RunAsync(["rev-parse", earlier + "^{tree}", earlier + "^@"], ct);
            if (result.Succeeded && result.Line.Split('\n').SequenceEqual([tree, .. parents]))
            {
                return earlier;
            }
        }

        var message = CommitWords.Message($"{_request.Attempt.Task}: {_request.TaskTitle}", _request.Run, _request.Attempt);
        return await _repository.CommitTreeAsync(tree, parents, message, CommitWords.Identity(_request.Agent), ct);
    }

    private async Task KeepAsync(string commit, string? earlier, WorktreeHead head, CancellationToken ct)
    {
        string?[] others = [.. head.Others, head.BranchTip, earlier];
        await new LeftBehind(_repository, _request.Run, _request.Attempt).KeepAsync(others.OfType<string>(), Base, commit, ct);
        if (earlier == commit)
        {
            return;
        }

        var moved = await _repository.TryUpdateRefAsync(Ref, commit, earlier, ct);
        if (!moved.Succeeded)
        {
            throw new GitException(GitFailure.Failed, $"The captured work {commit} of {_request.Attempt} could not be kept under {Ref}: {GitErrors.Quote(moved)}. Its folder {_info.Path} is untouched; resume to try again.");
        }
    }

    private void NoteFiles(string gitDir, ImmutableArray<RawChange> changes)
    {
        foreach (var link in changes.Where(c => c.NewMode == RawChange.Link).Where(PointsOutside))
        {
            _problems.Add($"The link {link.Path} points outside the repository.");
        }

        if (changes.Any(c => c.NewMode == RawChange.Gitlink) || Directory.Exists(Path.Combine(gitDir, "modules")))
        {
            Keep($"The attempt worked on submodules; commits made inside them exist only in {_info.Path}, which is kept.");
        }
    }

    private bool PointsOutside(RawChange change)
    {
        var path = Path.Combine(_info.Path, change.Path);
        return new FileInfo(path).LinkTarget is { } target && !GitState.IsInside(Path.GetFullPath(target, Path.GetDirectoryName(path)!), _info.Path);
    }

    /// <summary>Without what the attempt took over from the integration branch as it is there: that is the work of others.</summary>
    private async Task<IEnumerable<FileChange>> OwnChangesAsync(ImmutableArray<RawChange> changes, CancellationToken ct)
    {
        var head = await _repository.HeadOfAsync(_request.IntegrationBranch, ct);
        if (head is null || head == Base || changes.IsEmpty)
        {
            return changes.Select(c => c.ToFileChange());
        }

        var diff = await _repository.Own.Trees.CompareAsync(await TreeOfAsync(Base, ct), await TreeOfAsync(head, ct), ct);
        var accepted = diff.ToDictionary(c => RawChange.ToText(c.Path), c => (c.NewMode, c.NewId));
        return changes.Where(c => !IsOf(accepted, c)).Select(c => c.ToFileChange());
    }

    private static bool IsOf(Dictionary<string, (string Mode, string Id)> accepted, RawChange change) =>
        accepted.TryGetValue(change.Path, out var there) && there == (change.NewMode, change.NewId)
        && (change.OldPath is null || accepted.TryGetValue(change.OldPath, out var old) && old.Id.All(c => c == '0'));

    private void Keep(string reason)
    {
        _problems.Add(reason);
        _keep = reason;
    }

    private async Task<CapturedWork> WithoutFolderAsync(string? earlier, CancellationToken ct)
    {
        var commit = earlier ?? await _repository.HeadOfAsync(_info.Branch ?? "", ct) ?? Base;
        var tree = await TreeOfAsync(commit, ct);
        var diff = await _repository.Own.RequireAsync(["diff-tree", "-r", "-z", "-M", "--raw", "--no-abbrev", Base, commit], ct);
        if (earlier is null)
        {
            _problems.Add($"The worktree {_info.Path} was gone before its work was captured; what its branch holds was kept.");
            await _repository.TryUpdateRefAsync(Ref, commit, old: null, ct);
        }

        return new CapturedWork(Base, commit, tree, Ref, [.. RawDiff.Parse(diff.Output).Select(c => c.ToFileChange())], Salvaged: false, [.. _problems]);
    }

    private Task<string> TreeOfAsync(string commit, CancellationToken ct) => _repository.Own.TreeOfAsync(commit, ct);
}
