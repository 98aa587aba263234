using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Git;
using Baton.Engine.Workspaces;

namespace Baton.Engine.Dispatch;

/// <summary>Workspaces with what the plan's <c>worktrees</c> asks for: copied files, and a bound for the disk.</summary>
internal sealed class FurnishedWorkspaces(IWorkspace inner, GitRepository repository, WorktreeTerms terms, CopiedFiles copied) : IWorkspace
{
    public async Task<WorkspaceInfo> PrepareAsync(WorkspaceRequest request, CancellationToken ct)
    {
        if (request.Kind is not (WorkspaceKind.Worktree or WorkspaceKind.Clone))
        {
            return await inner.PrepareAsync(request, ct);
        }

        await KeepWithinAsync(request, ct);
        var made = await inner.PrepareAsync(request, ct);
        copied.WriteTo(made.Path);
        return made;
    }

    public Task<CapturedWork?> CaptureAsync(WorkspaceRequest request, WorkspaceInfo info, CancellationToken ct) => inner.CaptureAsync(request, info, ct);

    /// <summary>Worktrees of this run whose attempts are over go first.</summary>
    /// <exception cref="OperatorException">There is no room even so.</exception>
    private async Task KeepWithinAsync(WorkspaceRequest request, CancellationToken ct)
    {
        if (terms.Disk is not { } allowed || FolderRemoval.Measure(repository.StateFolder) < allowed)
        {
            return;
        }

        var over = new CollectRequest((run, attempt) => run == request.Run && request.IsOver(attempt), [request.IntegrationBranch]);
        await new WorkspaceCollector(repository).CollectWorktreesAsync(over, ct);
        if (FolderRemoval.Measure(repository.StateFolder) is var taken && taken >= allowed)
        {
            throw new OperatorException("disk-budget", $"Work trees of this repository take {taken / 1_000_000} MB of the {allowed / 1_000_000} MB that `worktrees: disk` allows, and those that are left are still needed. Free room with `baton gc`, or allow more; then `baton retry {request.Attempt.Task}`.");
        }
    }
}
