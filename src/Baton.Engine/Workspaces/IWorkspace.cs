using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Workspaces;

/// <summary>A kind of place where attempts work.</summary>
public interface IWorkspace
{
    /// <summary>Makes the attempt's place. Asked again for the same attempt it gives the same place, also after a kill half-way.</summary>
    /// <exception cref="Git.GitException">It cannot be made; the message says what to do.</exception>
    Task<WorkspaceInfo> PrepareAsync(WorkspaceRequest request, CancellationToken ct);

    /// <summary>Puts everything the attempt left behind into a commit under the attempt's own ref. Idempotent.</summary>
    /// <returns>Null for a kind without commits.</returns>
    Task<CapturedWork?> CaptureAsync(WorkspaceRequest request, WorkspaceInfo info, CancellationToken ct);
}

/// <param name="IntegrationBranch">Short name of the branch whose head the attempt starts from.</param>
public sealed record WorkspaceRequest(RunId Run, AttemptId Attempt, AgentId Agent, string TaskTitle, string IntegrationBranch, WorkspaceKind Kind)
{
    /// <summary>No other attempt is at work, so that what happens to the repository meanwhile is this one's doing.</summary>
    public bool IsAlone { get; init; } = true;

    /// <summary>Short name of the branch that the run started from; null: nobody watches it.</summary>
    public string? BaseBranch { get; init; }

    /// <summary>Attempts of the same run that are over, so that their places may go.</summary>
    public Func<AttemptId, bool> IsOver { get; init; } = _ => false;

    /// <summary>Globs that the task may write beyond its outputs; those below <c>.git/</c> mean what all work trees share.</summary>
    public ImmutableArray<string> MayWrite { get; init; } = [];
}
