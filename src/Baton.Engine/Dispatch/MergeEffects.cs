using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading.Channels;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Merging;

namespace Baton.Engine.Dispatch;

/// <summary>Brings accepted work into the integration branch, and hands the result over.</summary>
internal sealed class MergeEffects(RunContext context, ChannelWriter<Report> reports)
{
    private readonly BatchEffects _batches = new(context, reports);

    public async Task<ImmutableArray<RunCommand>> PrepareAsync(RunState state, AttemptId attempt, CancellationToken ct)
    {
        var current = state[attempt.Task].Current!;
        var work = current.Work!;
        var prepared = await context.Merges.PrepareAsync(context.Run, attempt, current.Agent, state.Graph.Task(attempt.Task).Title, context.IntegrationBranch, work, ct);
        switch (prepared)
        {
            case MergePreparation.Conflict c:
                return [new RunCommand.ObserveMergeConflict(attempt, c.Onto, c.Paths, c.Detail)];
            case MergePreparation.UpToDate u:
                return [new RunCommand.ObserveMergePrepared(attempt, u.Onto, u.Onto, null)];
            case MergePreparation.Ready r:
                var same = r.Tree == work.Tree && state.Plan.Verify.IsEmpty;
                if (!same && await _batches.TryAsync(state, r, ct) is { } together)
                {
                    return [together];
                }

                var recheck = same ? null : await context.Host.JudgeAsync(state, attempt, EvidenceStage.Merge, r.MergeCommit, r.Onto, ct);
                return [new RunCommand.ObserveMergePrepared(attempt, r.Onto, r.MergeCommit, recheck)];
            default:
                throw new UnreachableException($"No case for {prepared.GetType().Name}.");
        }
    }

    public async Task<ImmutableArray<RunCommand>> LandAsync(RunState state, AttemptId attempt, CancellationToken ct)
    {
        var merge = state[attempt.Task].Current!.Merge!;
        var last = state.MergeBatch.IsEmpty ? merge : state[state.MergeBatch[^1]].Current!.Merge!;
        var outcome = await context.Merges.LandAsync(context.IntegrationBranch, merge.Onto, last.Commit, ct);
        return outcome switch
        {
            LandOutcome.Landed l => [new RunCommand.ObserveLanded(attempt, l.Head, true)],
            LandOutcome.Overtaken o => [new RunCommand.ObserveLanded(attempt, o.Head, false)],
            LandOutcome.Refused r => throw new OperatorException("merge-refused", r.Reason),
            _ => throw new UnreachableException($"No case for {outcome.GetType().Name}."),
        };
    }

    /// <summary>Takes over offered work; without files there is nothing to look at.</summary>
    public async Task<ImmutableArray<RunCommand>> ReuseAsync(RunState state, TaskId task, CancellationToken ct)
    {
        if (state.Offers[task].Work is not { } work)
        {
            return [new RunCommand.ObserveReused(task, null)];
        }

        var (attempt, plan) = (new AttemptId(task, state[task].Attempts + 1), state.Graph.Task(task));
        return await context.Merges.GraftAsync(context.Run, attempt, plan.Agent, plan.Title, context.IntegrationBranch, work, ct) switch
        {
            GraftOutcome.Grafted g => [new RunCommand.ObserveReused(task, g.Work)],
            GraftOutcome.Refused r => [new RunCommand.ObserveNotReusable(task, r.Reason)],
            var other => throw new UnreachableException($"No case for {other.GetType().Name}."),
        };
    }

    public async Task<ImmutableArray<RunCommand>> UpdateBaseAsync(RunState state, CancellationToken ct) => [await new FinishEffects(context).UpdateBaseAsync(state, ct)];
}
