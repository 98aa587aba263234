using System.Collections.Immutable;
using System.Threading.Channels;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Merging;

namespace Baton.Engine.Dispatch;

/// <summary>What is known of a tree that is judged for several tasks one after the other. Each finding is in the journal before the next begins.</summary>
/// <param name="onto">The integration commit below the tree.</param>
/// <param name="together">The tasks whose work makes the tree what it is, or whose work was taken out of it.</param>
/// <param name="find">What the state has of a task.</param>
/// <param name="record">Puts a finding into the journal.</param>
public sealed class Judgements(string onto, string tree, ImmutableArray<TaskId> together, Func<TaskId, TreeJudgement?> find, Func<AttemptId, TreeJudgement, CancellationToken, Task> record)
{
    internal string Tree => tree;

    internal ImmutableArray<TaskId> Together => together;

    /// <summary>What an earlier session found for the attempt on this very tree; null: it has to be judged.</summary>
    public EvidenceRecord? Find(AttemptId attempt) => find(attempt.Task) is { } judged && judged.IsOf(onto, tree, together) ? judged.Evidence : null;

    /// <summary>Returns when the finding is durable.</summary>
    public Task AddAsync(AttemptId attempt, EvidenceRecord evidence, CancellationToken ct) =>
        record(attempt, new TreeJudgement(onto, tree, together, evidence with { Commit = null }), ct);

    internal static Judgements OfBatch(RunState state, string onto, ImmutableArray<WaitingMerge> merges, ChannelWriter<Report> reports) => new(
        onto, merges[^1].Merge.Tree, [.. merges.Select(m => m.Attempt.Task)], id => state[id].Current?.Judged,
        (attempt, judgement, ct) => RecordAsync(reports, new RunCommand.ObserveMergeJudged(attempt, judgement), ct));

    internal static Judgements OfRollback(RunState state, RevertPreparation.Ready rest, ChannelWriter<Report> reports) => new(
        rest.Onto, rest.Tree, [.. rest.Reverts.Select(r => r.Task)], state.RollbackJudgements.GetValueOrDefault,
        (attempt, judgement, ct) => RecordAsync(reports, new RunCommand.ObserveRollbackJudged(attempt, judgement), ct));

    private static async Task RecordAsync(ChannelWriter<Report> reports, RunCommand command, CancellationToken ct)
    {
        var report = new Report([command], null) { Taken = new TaskCompletionSource() };
        reports.TryWrite(report);
        await report.Taken.Task.WaitAsync(ct);
        await Task.Yield();
    }
}
