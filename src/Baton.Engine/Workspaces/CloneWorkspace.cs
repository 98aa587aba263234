using Baton.Domain.Runs;
using Baton.Engine.Faults;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>
/// A repository of the attempt's own, under the state folder, from the head of the integration branch: its refs, configuration and hooks are no one
/// else's, the objects that were there before are read from the real repository. What it makes comes back by <see cref="CloneTransfer"/>.
/// </summary>
public sealed class CloneWorkspace(GitRepository repository) : IWorkspace
{
    public async Task<WorkspaceInfo> PrepareAsync(WorkspaceRequest request, CancellationToken ct)
    {
        var place = WorktreePlace.Of(repository, request.Run, request.Attempt);
        if (WorktreeMarker.Read(place.Marker) is { } made && Directory.Exists(made.Path))
        {
            return made.Info;
        }

        var commit = await repository.Heads.HeadAsync(request.IntegrationBranch, ct)
            ?? throw new GitException(GitFailure.UnknownRevision, $"The integration branch {request.IntegrationBranch} does not exist. Was it deleted? Make it again with `git branch {request.IntegrationBranch} <commit>`, then resume.");
        if (Path.Exists(place.Folder))
        {
            MoveAside(place);
        }

        var branch = RefNames.Branch(request.Run, request.Attempt);
        FaultPoint.Reach("file.clone-make.before");
        await MakeAsync(request, place, branch, commit, ct);
        FaultPoint.Reach("file.clone-make.after");
        var fill = repository.Own.Command(place.Folder, Path.Combine(place.OwnGit, "index"), ["read-tree", "--reset", "-u", "--no-recurse-submodules", commit]) with { Effect = "clone-fill" };
        await GitProcess.RequireAsync(fill, ct);
        return await NoteAsync(request, place, branch, commit, ct);
    }

    public async Task<CapturedWork?> CaptureAsync(WorkspaceRequest request, WorkspaceInfo info, CancellationToken ct) =>
        await new WorktreeCapture(repository, request, info).CaptureAsync(ct);

    /// <summary>Moving comes before deleting: somebody may have worked in what a killed preparation left.</summary>
    private void MoveAside(WorktreePlace place)
    {
        var (aside, isEmpty) = (place.Aside(repository), Directory.EnumerateFileSystemEntries(place.Folder).All(e => Path.GetFileName(e) == ".git"));
        FaultPoint.Reach("file.clone-aside.before");
        Directory.Move(place.Folder, aside);
        FaultPoint.Reach("file.clone-aside.after");
        if (isEmpty)
        {
            FolderRemoval.TryRemove(aside);
        }
    }

    private async Task MakeAsync(WorkspaceRequest request, WorktreePlace place, string branch, string commit, CancellationToken ct)
    {
        repository.Own.CopyTo(place.OwnGit, commit);
        var file = Path.Combine(place.OwnGit, "refs", "heads", branch);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, commit + "\n", ct);
        await File.WriteAllTextAsync(Path.Combine(place.OwnGit, "HEAD"), $"ref: refs/heads/{branch}\n", ct);
        foreach (var shared in new[] { "info/exclude", "shallow" })
        {
            var from = new FileInfo(Path.Combine(repository.CommonDir, shared));
            if (from.LinkTarget is null && PlainFile.Exists(from.FullName))
            {
                from.CopyTo(Path.Combine(place.OwnGit, shared), overwrite: true);
            }
        }

        var config = Path.Combine(place.OwnGit, "config");
        GitSetting[] identity = [new("user.name", request.Agent.Value), new("user.email", $"{request.Agent.Value}@baton.invalid")];
        foreach (var setting in repository.Own.Settings.Concat(identity))
        {
            await repository.Own.RequireAsync(["config", "--file", config, setting.Name, setting.Value], ct);
        }
    }

    private async Task<WorkspaceInfo> NoteAsync(WorkspaceRequest request, WorktreePlace place, string branch, string commit, CancellationToken ct)
    {
        var marker = new WorktreeMarker
        {
            Kind = request.Kind,
            Run = request.Run.Value,
            Task = request.Attempt.Task.Value,
            Attempt = request.Attempt.Number,
            Agent = request.Agent.Value,
            Title = request.TaskTitle,
            IntegrationBranch = request.IntegrationBranch,
            Path = place.Folder,
            Branch = branch,
            Base = commit,
            Admin = place.OwnGit,
            BaseBranch = request.BaseBranch,
            BaseHead = request.BaseBranch is { } name ? await repository.HeadOfAsync(name, ct) : null,
            Fingerprint = repository.Shared.Mark(request.IsAlone),
        };
        marker.Write(place.Marker);
        return marker.Info;
    }
}
