using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Workspaces;

namespace Baton.Engine.Validators;

/// <summary>One tree to judge.</summary>
/// <param name="Commit">The commit that is checked out in <paramref name="Directory"/>; null for work without commits (workspace shared or none).</param>
/// <param name="Directory">The clean checkout, never an agent's own tree; without a commit the folder the attempt worked in.</param>
/// <param name="LogFolder">Where the logs go; made when missing. A folder directly below the attempt's own, so that logs are named from there.</param>
/// <param name="Validators">Checked in this order, after the built-in ones.</param>
/// <param name="Changes">What the attempt changed relative to its base.</param>
/// <param name="RestoredProtected">Protected paths that differed from the base and were put back in the checkout.</param>
/// <param name="Environment">The complete environment of every command; nothing is inherited.</param>
/// <param name="AttemptExitCode">How the attempt's process ended; only judged when there is no commit. Null: there was no process.</param>
public sealed record ValidationRequest(
    EvidenceStage Stage,
    string? Commit,
    string Directory,
    string LogFolder,
    Plan Plan,
    PlanTask Task,
    ImmutableArray<ValidatorSpec> Validators,
    ImmutableArray<FileChange> Changes,
    ImmutableArray<string> RestoredProtected,
    ImmutableDictionary<string, string> Environment,
    int? AttemptExitCode)
{
    /// <summary>With what the checkout can be compared; null without a commit.</summary>
    public CheckoutSource? Source { get; init; }

    /// <summary>Paths whose objects are not what their names say.</summary>
    public ImmutableArray<string> Forged { get; init; } = [];

    /// <summary>Makes a clean checkout of the commit that the work is compared with, which whoever asks disposes of; null without a commit.</summary>
    public Func<CancellationToken, Task<CleanCheckout>>? OpenBase { get; init; }

    /// <summary>Paths that are protected besides those that the plan names, such as the plan itself.</summary>
    public ImmutableArray<string> AlwaysProtected { get; init; } = [];
}
