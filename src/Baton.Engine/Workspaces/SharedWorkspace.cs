using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>The repository's own work tree. Nothing is made, captured or removed.</summary>
public sealed class SharedWorkspace(GitRepository repository) : IWorkspace
{
    public Task<WorkspaceInfo> PrepareAsync(WorkspaceRequest request, CancellationToken ct) =>
        Task.FromResult(new WorkspaceInfo(WorkspaceKind.Shared, repository.Root, BaseCommit: null, Branch: null));

    public Task<CapturedWork?> CaptureAsync(WorkspaceRequest request, WorkspaceInfo info, CancellationToken ct) => Task.FromResult<CapturedWork?>(null);
}
