using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Git;
using Baton.Engine.Processes;
using Baton.Engine.Validators;
using Baton.Engine.Workspaces;

namespace Baton.Engine.Dispatch;

/// <summary>Runs a task's validators where its agent cannot have prepared anything.</summary>
internal static class TreeJudge
{
    /// <summary>In a clean checkout of the commit, with protected paths as they are in <paramref name="trusted"/>.</summary>
    public static async Task<EvidenceRecord> OfCommitAsync(AttemptHost host, RunState state, AttemptId attempt, EvidenceStage stage, string commit, string trusted, CancellationToken ct)
    {
        var task = state.Graph.Task(attempt.Task);
        await using var checkout = await CheckoutAsync(host, state, commit, trusted, MayChange(task), ct);
        var validators = stage == EvidenceStage.Merge ? task.Verify.AddRange(state.Plan.Verify) : task.Verify;
        return await InCheckoutAsync(host, state, attempt, stage, checkout, validators, state[attempt.Task].Current!.Work!.Changes, ct);
    }

    /// <summary>A clean checkout of the commit, with protected paths as they are in <paramref name="trusted"/>.</summary>
    public static Task<CleanCheckout> CheckoutAsync(AttemptHost host, RunState state, string commit, string trusted, ImmutableArray<string> mayChange, CancellationToken ct)
    {
        ProcessAdoption.EndOrphans();
        return host.Checkouts.CreateAsync(commit, trusted, state.Plan.Protect.AddRange(AlwaysProtected(host, state)), mayChange, ct);
    }

    /// <summary>The plan, and the schemas that its validators go by: nobody may loosen what his work is held against.</summary>
    private static ImmutableArray<string> AlwaysProtected(AttemptHost host, RunState state) =>
    [
        .. host.PlanInRepository is { } plan ? new[] { plan } : [],
        .. state.Plan.Tasks.SelectMany(t => t.Verify).Concat(state.Plan.Verify).OfType<ValidatorSpec.JsonSchema>().Select(s => s.Schema).Distinct(),
    ];

    /// <summary>Runs validators in a checkout that may serve others after this.</summary>
    /// <param name="name">What the logs are kept under; null: the stage.</param>
    public static async Task<EvidenceRecord> InCheckoutAsync(AttemptHost host, RunState state, AttemptId attempt, EvidenceStage stage, CleanCheckout checkout,
        ImmutableArray<ValidatorSpec> validators, ImmutableArray<FileChange> changes, CancellationToken ct, string? name = null)
    {
        var task = state.Graph.Task(attempt.Task);
        var request = Request(host, state, attempt, stage, checkout.Path, name) with
        {
            Commit = checkout.Commit,
            Validators = WithoutPeople(validators),
            Changes = changes,
            RestoredProtected = checkout.Restored,
            Source = checkout.Source,
            Forged = checkout.Forged,
            AlwaysProtected = AlwaysProtected(host, state),
            OpenBase = token => host.Checkouts.CreateAsync(checkout.Base ?? checkout.Commit, null, [], [], token),
        };
        var evidence = await host.Validators.RunAsync(request, ct);
        checkout.WasOnlyRead = checkout.WasOnlyRead != false && request.Validators.All(Checks.OnlyReads);
        return Shown(evidence, state, task);
    }

    /// <summary>Where the work was done, for workspaces without a commit.</summary>
    public static async Task<EvidenceRecord> InPlaceAsync(AttemptHost host, RunState state, AttemptId attempt, CancellationToken ct)
    {
        var current = state[attempt.Task].Current!;
        var task = state.Graph.Task(attempt.Task);
        var request = Request(host, state, attempt, EvidenceStage.Attempt, current.Workspace!.Path) with
        {
            Validators = WithoutPeople(task.Verify),
            AttemptExitCode = current.Exit?.ExitCode,
        };
        return Shown(await host.Validators.RunAsync(request, ct), state, task);
    }

    /// <summary>Reasons may quote what a command printed: without secrets and control characters.</summary>
    private static EvidenceRecord Shown(EvidenceRecord evidence, RunState state, PlanTask task)
    {
        var redactor = SecretRedactor.For(AttemptEnvironment.ForValidators(state.Plan, task, "", Environment.GetEnvironmentVariable));
        return evidence with { Results = [.. evidence.Results.Select(r => r with { Reason = ShownText.Of(redactor.Redact(r.Reason)) })] };
    }

    /// <summary>The paths that the task is entitled to change although they may be protected.</summary>
    public static ImmutableArray<string> MayChange(PlanTask task) => [.. task.Outputs.Select(o => o.Path), .. task.Authority.Write.Where(w => w != "**")];

    private static ImmutableArray<ValidatorSpec> WithoutPeople(ImmutableArray<ValidatorSpec> validators) => validators.RemoveAll(v => v is ValidatorSpec.Human);

    /// <summary>With a home and a temporary folder that are made anew: what the agent left in its own is no part of its work.</summary>
    private static ImmutableDictionary<string, string> ValidatorEnvironment(RunState state, PlanTask task, string folder)
    {
        FolderRemoval.Remove(folder);
        Directory.CreateDirectory(folder);
        var environment = AttemptEnvironment.ForValidators(state.Plan, task, folder, Environment.GetEnvironmentVariable).Variables;
        AttemptEnvironment.CreateFolders(folder, environment);
        return environment;
    }

    private static ValidationRequest Request(AttemptHost host, RunState state, AttemptId attempt, EvidenceStage stage, string directory, string? name = null)
    {
        var task = state.Graph.Task(attempt.Task);
        var folder = OwnFolders.Secure(host.Repository.Root, host.FolderOf(attempt));
        var ofStage = stage == EvidenceStage.Merge ? "merge-" : "";
        var prefix = name is not null ? name + "-" : ofStage;
        FolderRemoval.Remove(Path.Combine(folder, prefix + "evidence"));
        return new ValidationRequest(stage, null, directory, Path.Combine(folder, prefix + "evidence"), state.Plan, task, [], [], [],
            ValidatorEnvironment(state, task, Path.Combine(folder, ofStage + "judge")), null);
    }
}
