using System.Diagnostics;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;

namespace Baton.Engine.Workspaces;

/// <summary>All kinds of workspace of one repository, chosen by the request.</summary>
public sealed class WorkspaceSet(GitRepository repository) : IWorkspace
{
    private readonly WorktreeWorkspace _worktree = new(repository);
    private readonly CloneWorkspace _clone = new(repository);
    private readonly SharedWorkspace _shared = new(repository);
    private readonly NoWorkspace _none = new(repository);

    public Task<WorkspaceInfo> PrepareAsync(WorkspaceRequest request, CancellationToken ct) => Of(request.Kind).PrepareAsync(request, ct);

    /// <exception cref="GitException">Among others of kind <see cref="GitFailure.Damaged"/>: what the work is compared with is not what it was.</exception>
    public async Task<CapturedWork?> CaptureAsync(WorkspaceRequest request, WorkspaceInfo info, CancellationToken ct)
    {
        try
        {
            return await Of(info.Kind).CaptureAsync(request, info, ct);
        }
        catch (GitException e) when (e.Kind == GitFailure.Failed && info.BaseCommit is not null)
        {
            throw await new DamagedObjects(repository.Own).DescribeAsync(info.BaseCommit, ct) is { } damage ? new GitException(GitFailure.Damaged, damage, e) : e;
        }
    }

    private IWorkspace Of(WorkspaceKind kind) => kind switch
    {
        WorkspaceKind.Worktree => _worktree,
        WorkspaceKind.Clone => _clone,
        WorkspaceKind.Shared => _shared,
        WorkspaceKind.None => _none,
        _ => throw new UnreachableException($"No workspace of kind {kind}."),
    };
}
