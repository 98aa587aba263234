using Baton.Domain.Runs;
using Baton.Engine.Faults;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>
/// A git worktree and a branch per attempt, under the state folder, from the head of the integration branch. Only its registration is
/// made under the repository's lock; files are written outside it, so that many attempts start side by side.
/// </summary>
public sealed class WorktreeWorkspace(GitRepository repository) : IWorkspace
{
    public async Task<WorkspaceInfo> PrepareAsync(WorkspaceRequest request, CancellationToken ct)
    {
        var place = WorktreePlace.Of(repository, request.Run, request.Attempt);
        if (WorktreeMarker.Read(place.Marker) is { } made && Directory.Exists(made.Path))
        {
            return made.Info;
        }

        var branch = RefNames.Branch(request.Run, request.Attempt);
        var commit = await repository.Heads.HeadAsync(request.IntegrationBranch, ct) ?? throw NoBranch(request.IntegrationBranch);
        using (await repository.Lock.TakeAsync(ct))
        {
            await repository.Heads.DemandOwnerAsync(ct);
            if (WorktreeMarker.Read(place.Marker) is { } meanwhile && Directory.Exists(meanwhile.Path))
            {
                return meanwhile.Info;
            }

            await RegisterAsync(request, place, branch, commit, ct);
        }

        var admin = WorktreeRegistration.Find(repository.CommonDir, place.Folder)
            ?? throw new GitException(GitFailure.Failed, $"git lost the worktree {place.Folder} just after making it. Did something run `git worktree prune`? Try again.");
        var fill = repository.Own.Command(place.Folder, Path.Combine(admin, "index"), ["read-tree", "--reset", "-u", "--no-recurse-submodules", commit]) with { Effect = "worktree-fill" };
        await GitProcess.RequireAsync(fill, ct);
        var baseHead = request.BaseBranch is { } name ? await repository.HeadOfAsync(name, ct) : null;
        return Note(request, place, branch, commit, admin, baseHead).Info;
    }

    public async Task<CapturedWork?> CaptureAsync(WorkspaceRequest request, WorkspaceInfo info, CancellationToken ct) =>
        await new WorktreeCapture(repository, request, info).CaptureAsync(ct);

    private async Task RegisterAsync(WorkspaceRequest request, WorktreePlace place, string branch, string commit, CancellationToken ct)
    {
        if (Path.Exists(place.Folder) || LooseRefs.TryRead(repository.CommonDir, "refs/heads/" + branch) is not null)
        {
            await ClearHalfMadeAsync(request, place, branch, ct);
        }

        if (!(await TryAddAsync(place, branch, commit, ct)).Succeeded)
        {
            await ClearHalfMadeAsync(request, place, branch, ct);
            if (await TryAddAsync(place, branch, commit, ct) is { Succeeded: false } refused)
            {
                throw new GitException(GitFailure.Failed, $"No worktree could be made at {place.Folder}: {GitErrors.Quote(refused)}");
            }
        }
    }

    private async Task<GitResult> TryAddAsync(WorktreePlace place, string branch, string commit, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(place.Folder)!);
        if (WorktreeRegistration.IsGits(repository.CommonDir))
        {
            return await GitProcess.RunAsync(repository.Command(["worktree", "add", "--no-checkout", "--no-track", "-q", "-b", branch, place.Folder, commit]) with { Effect = "worktree-add" }, ct);
        }

        var made = await repository.TryUpdateRefAsync("refs/heads/" + branch, commit, old: null, ct);
        if (made.Succeeded)
        {
            WorktreeRegistration.Create(repository.CommonDir, place.Folder, branch);
        }

        return made;
    }

    private WorktreeMarker Note(WorkspaceRequest request, WorktreePlace place, string branch, string commit, string admin, string? baseHead)
    {
        var marker = new WorktreeMarker
        {
            Run = request.Run.Value,
            Task = request.Attempt.Task.Value,
            Attempt = request.Attempt.Number,
            Agent = request.Agent.Value,
            Title = request.TaskTitle,
            IntegrationBranch = request.IntegrationBranch,
            Path = place.Folder,
            Branch = branch,
            Base = commit,
            Admin = admin,
            BaseBranch = request.BaseBranch,
            BaseHead = baseHead,
            Fingerprint = repository.Shared.Mark(request.IsAlone),
        };
        marker.Write(place.Marker);
        return marker;
    }

    /// <summary>Removes what a killed preparation left. A folder that was already filled is moved aside instead: somebody may have worked in it.</summary>
    private async Task ClearHalfMadeAsync(WorkspaceRequest request, WorktreePlace place, string branch, CancellationToken ct)
    {
        var admin = WorktreeRegistration.Find(repository.CommonDir, place.Folder);
        var filled = Path.Exists(place.Folder) && (admin is null || File.Exists(Path.Combine(admin, "index"))) && HasFiles(place.Folder);
        if (Path.Exists(place.Folder))
        {
            MoveAside(place, keep: filled);
        }

        if (admin is not null)
        {
            WorktreeRegistration.Drop(admin);
        }

        await ClearBranchAsync(request, branch, ct);
    }

    /// <summary>Moving comes before deleting: a git that outlived its Baton goes on writing into the moved folder, not into the new one.</summary>
    private void MoveAside(WorktreePlace place, bool keep)
    {
        var aside = place.Aside(repository);
        FaultPoint.Reach("file.worktree-aside.before");
        Directory.Move(place.Folder, aside);
        FaultPoint.Reach("file.worktree-aside.after");
        if (!keep)
        {
            FolderRemoval.TryRemove(aside);
        }
    }

    private async Task ClearBranchAsync(WorkspaceRequest request, string branch, CancellationToken ct)
    {
        if (await repository.HeadOfAsync(branch, ct) is not { } tip)
        {
            return;
        }

        if (await repository.HeadOfAsync(request.IntegrationBranch, ct) is not { } head || !await repository.IsAncestorAsync(tip, head, ct))
        {
            await repository.TryUpdateRefAsync(RefNames.LeftBehind(request.Run, request.Attempt, tip), tip, old: null, ct);
        }

        await GitProcess.RequireAsync(repository.Command(["update-ref", "-d", "refs/heads/" + branch, tip]) with { Effect = "branch-delete" }, ct);
    }

    private static bool HasFiles(string folder) => Directory.EnumerateFileSystemEntries(folder).Any(entry => Path.GetFileName(entry) != ".git");

    private static GitException NoBranch(string branch) =>
        new(GitFailure.UnknownRevision, $"The integration branch {branch} does not exist. Was it deleted? Make it again with `git branch {branch} <commit>`, then resume.");
}
