using System.Collections.Immutable;
using System.Threading.Channels;
using Baton.Domain.Runs;
using Baton.Engine.Git;
using Baton.Engine.Merging;

namespace Baton.Engine.Dispatch;

/// <summary>
/// Computes the merges at the front of the queue one upon the other and checks the tree of the last for all of them. Moves nothing; may be
/// repeated after a kill.
/// </summary>
internal sealed class BatchEffects(RunContext context, ChannelWriter<Report> reports)
{
    /// <param name="first">The merge of the queue's first task.</param>
    /// <returns>Null when the first is to be checked alone: nobody waits with it, the next conflicts with it, or the batch could not be checked.</returns>
    public async Task<RunCommand?> TryAsync(RunState state, MergePreparation.Ready first, CancellationToken ct)
    {
        var chosen = MergeBatching.Next(state).ToImmutableArray();
        if (chosen.Length < 2)
        {
            return null;
        }

        try
        {
            var merges = await ChainAsync(state, chosen, first, ct);
            return merges.Length < 2 ? null : await JudgeAsync(state, first.Onto, merges, ct);
        }
        catch (Exception e) when (e is GitException or IOException or UnauthorizedAccessException)
        {
            // Whatever is wrong shows again in the single merge that it belongs to.
            return null;
        }
    }

    /// <summary>Ends before the first that conflicts with those before it, which may be no fault of its own yet, or brings nothing new.</summary>
    private async Task<ImmutableArray<WaitingMerge>> ChainAsync(RunState state, ImmutableArray<Domain.Plans.TaskId> chosen, MergePreparation.Ready first, CancellationToken ct)
    {
        var merges = ImmutableArray.CreateBuilder<WaitingMerge>();
        merges.Add(Waiting(state, chosen[0], first));
        foreach (var id in chosen.Skip(1))
        {
            var (before, current) = (merges[^1].Merge, state[id].Current!);
            var prepared = await context.Merges.PrepareOnAsync(before.MergeCommit, before.Tree, context.Run, new AttemptId(id, current.Number), current.Agent, state.Graph.Task(id).Title, current.Work!, ct);
            if (prepared is not MergePreparation.Ready ready)
            {
                break;
            }

            merges.Add(Waiting(state, id, ready));
        }

        return merges.ToImmutable();
    }

    private static WaitingMerge Waiting(RunState state, Domain.Plans.TaskId id, MergePreparation.Ready merge) =>
        new(new AttemptId(id, state[id].Current!.Number), state[id].Current!.Work!, merge);

    private async Task<RunCommand> JudgeAsync(RunState state, string onto, ImmutableArray<WaitingMerge> merges, CancellationToken ct)
    {
        var tip = merges[^1].Merge;
        var evidence = await context.Host.JudgeBatchAsync(state, onto, merges, Judgements.OfBatch(state, onto, merges, reports), ct);
        if (evidence.FirstOrDefault(e => !e.Value.Passed) is { Value: not null } failed)
        {
            return new RunCommand.ObserveBatchRejected(onto, [.. merges.Select(m => m.Attempt)], tip.Tree, failed.Key, $"{failed.Key.Task}: {failed.Value.Objections()}");
        }

        return new RunCommand.ObserveBatchPrepared(onto, [.. merges.Select(m => new CheckedMerge(m.Attempt, m.Merge.MergeCommit, evidence[m.Attempt] with { Commit = tip.MergeCommit }))]);
    }
}

/// <summary>Accepted work and its merge, which has not landed.</summary>
public sealed record WaitingMerge(AttemptId Attempt, CapturedWork Work, MergePreparation.Ready Merge);
