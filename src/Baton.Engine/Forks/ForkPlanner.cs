using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs.Forks;
using Baton.Engine.Dispatch;
using Baton.Engine.Git;
using Baton.Engine.Reports;
using Baton.Engine.Schedules;

namespace Baton.Engine.Forks;

/// <param name="Offer">What may be reused; null: the task is done anew.</param>
/// <param name="Why">Why it is done anew; null when it may be reused.</param>
public sealed record ForkChoice(TaskId Task, ReuseOffer? Offer, string? Why);

/// <summary>Finds out what a new run may take over from an old one.</summary>
public static class ForkPlanner
{
    /// <param name="plan">Of the new run.</param>
    /// <param name="baseCommit">Of the new run.</param>
    /// <param name="from">This task, and all that may build on it, are done anew; null: only what has changed.</param>
    /// <returns>Every task of the plan, in the order of the schedule.</returns>
    public static async Task<ImmutableArray<ForkChoice>> ChooseAsync(GitRepository repository, RunRecord old, Plan plan, string planPath, string baseCommit, TaskId? from, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(repository);
        var planFile = Path.GetRelativePath(repository.Root, GitState.Resolve(Path.GetFullPath(planPath))).Replace('\\', '/');
        var (oldBase, newBase) = (await ReuseKeys.BaseAsync(repository, old.State.Origin.BaseCommit, planFile, ct), await ReuseKeys.BaseAsync(repository, baseCommit, planFile, ct));
        var (before, now) = (ReuseKeys.Of(old.Plan, oldBase), ReuseKeys.Of(plan, newBase));
        var reasons = new ForkReasons(old.Plan, plan, before, now, oldBase == newBase);
        var history = RunHistory.Of(old.Plan, old.Events);
        var graph = new PlanGraph(plan);
        var asked = from is { } first ? ForkRules.Dependents(graph, first) : [];
        var choices = ImmutableArray.CreateBuilder<ForkChoice>(plan.Tasks.Length);
        foreach (var id in PlanScheduler.Compute(plan).Order)
        {
            choices.Add(id == from ? new(id, null, "it was asked for")
                : asked.Contains(id) ? new(id, null, $"it builds on {from}")
                : Choose(old, history, id, before.GetValueOrDefault(id), now[id], reasons));
        }

        return WithoutDependents(graph, choices.DrainToImmutable());
    }

    private static ForkChoice Choose(RunRecord old, RunHistory history, TaskId id, string? before, string key, ForkReasons reasons)
    {
        if (before is null)
        {
            return new(id, null, "the old run had no such task");
        }

        if (before != key)
        {
            return new(id, null, reasons.Of(id));
        }

        var task = old.State.Graph.Task(id);
        var accepted = history.AttemptsOf(id).LastOrDefault(a => a.Accepted);
        if (accepted is null && old.State.Offers.GetValueOrDefault(id) is { } inherited && inherited.Key == key)
        {
            return new(id, inherited with { Run = inherited.Run ?? old.State.Origin.Fork!.Run }, null);
        }

        if (old.State[id].Status != TaskStatus.Complete || accepted is null)
        {
            return new(id, null, $"it is {old.State[id].Status} in the old run");
        }

        var evidence = accepted.Evidence.LastOrDefault(e => e is { Stage: EvidenceStage.Attempt, Passed: true });
        return evidence is null || (task.Workspace.MakesCommits() && accepted.Work is null)
            ? new(id, null, "the old run kept no evidence of it")
            : new(id, new ReuseOffer(id, accepted.Number, key, accepted.Work, evidence), null);
    }

    /// <summary>Work that builds on what is done anew is done anew.</summary>
    private static ImmutableArray<ForkChoice> WithoutDependents(PlanGraph graph, ImmutableArray<ForkChoice> choices)
    {
        var anew = ForkRules.Dependents(graph, [.. choices.Where(c => c.Offer is null).Select(c => c.Task)]);
        var all = anew.Concat(choices.Where(c => c.Offer is null).Select(c => c.Task)).ToHashSet();
        return [.. choices.Select(c => c.Offer is not null && anew.Contains(c.Task)
            ? new ForkChoice(c.Task, null, ForkReasons.BuildsOn(graph.Task(c.Task).Needs.Select(n => n.Task).Distinct().Where(all.Contains)))
            : c)];
    }
}
