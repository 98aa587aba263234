using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading.Channels;
using Baton.Domain.Runs;
using Baton.Engine.Git;
using Baton.Engine.Merging;

namespace Baton.Engine.Dispatch;

/// <summary>
/// Takes merged work out of the integration branch: computes the reverts of all that go, judges what remains without them, and once that is in the journal
/// moves the branch. Every step may be repeated after a kill.
/// </summary>
internal sealed class RollbackEffects(RunContext context, ChannelWriter<Report> reports)
{
    public Task<ImmutableArray<RunCommand>> RollBackAsync(RunState state, CancellationToken ct) =>
        state.Rollback is { } prepared ? LandAsync(prepared, ct) : PrepareAsync(state, ct);

    private async Task<ImmutableArray<RunCommand>> PrepareAsync(RunState state, CancellationToken ct)
    {
        var merges = state.RollbackQueue.Select(id => (id, state[id].MergeCommit));
        return await context.Merges.PrepareRevertsAsync(context.Run, merges, context.IntegrationBranch, ct) switch
        {
            RevertPreparation.Refused r => [new RunCommand.ObserveRolledBack(r.Task, null, r.Reason)],
            RevertPreparation.Ready r when r.Tip == r.Onto => [.. r.Reverts.Select(Done)],
            RevertPreparation.Ready r => [new RunCommand.ObserveRollbackPrepared(r.Onto, r.Reverts, await WhyNotAsync(state, r, ct))],
            var other => throw new UnreachableException($"No case for {other.GetType().Name}."),
        };
    }

    /// <summary>What does not pass on the tree that is left; null: all does. One that cannot be judged is no hindrance to a person who insists.</summary>
    private async Task<string?> WhyNotAsync(RunState state, RevertPreparation.Ready rest, CancellationToken ct)
    {
        try
        {
            var failing = await context.Host.FindFailingAsync(state, rest.Tip, Judgements.OfRollback(state, rest, reports), ct);
            return failing is var (task, evidence) ? $"{task} does not pass: {evidence.Objections()}" : null;
        }
        catch (Exception e) when (state.Rollbacks[0].Force && e is GitException or IOException or UnauthorizedAccessException)
        {
            return $"what remains cannot be judged: {e.Message}";
        }
    }

    private async Task<ImmutableArray<RunCommand>> LandAsync(PreparedRollback prepared, CancellationToken ct) =>
        await context.Merges.LandAsync(context.IntegrationBranch, prepared.Onto, prepared.Tip, ct) switch
        {
            LandOutcome.Landed => [.. prepared.Reverts.Select(Done)],
            LandOutcome.Refused r => [new RunCommand.ObserveRolledBack(prepared.Reverts[0].Task, null, r.Reason)],
            LandOutcome.Overtaken o => throw new GitException(GitFailure.Failed, $"The branch {context.IntegrationBranch} is at {o.Head[..12]} and not at {prepared.Onto[..12]}, where the journal has it. Run again: it is put back first."),
            var other => throw new UnreachableException($"No case for {other.GetType().Name}."),
        };

    private static RunCommand Done(PreparedRevert revert) => new RunCommand.ObserveRolledBack(revert.Task, revert.Commit, null);
}
