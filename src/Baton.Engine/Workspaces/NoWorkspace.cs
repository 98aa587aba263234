using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>A folder of the attempt's own, empty at first. What is written there stays until <c>baton gc</c>; nothing is captured.</summary>
public sealed class NoWorkspace(GitRepository repository) : IWorkspace
{
    internal static string RootOf(GitRepository repository) => Path.Combine(repository.StateFolder, "folders");

    public Task<WorkspaceInfo> PrepareAsync(WorkspaceRequest request, CancellationToken ct)
    {
        var path = Path.Combine(RootOf(repository), RefNames.Safe(request.Run.Value), RefNames.Folder(request.Attempt));
        return Task.FromResult(new WorkspaceInfo(WorkspaceKind.None, path, BaseCommit: null, Branch: null));
    }

    public Task<CapturedWork?> CaptureAsync(WorkspaceRequest request, WorkspaceInfo info, CancellationToken ct) => Task.FromResult<CapturedWork?>(null);
}
