using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Journal.Bodies;

internal static partial class EventBodies
{
    private delegate T? ReadItem<T>(ref BodyReader r)
        where T : class;

    private static ImmutableArray<FileChange> Changes(ref BodyReader r) => Items(ref r, Change);

    private static ImmutableArray<ValidatorResult> Results(ref BodyReader r) => Items(ref r, Result);

    private static ImmutableArray<Figure> Figures(ref BodyReader r) => Items(ref r, Figure);

    private static ImmutableArray<BatchedMerge> Merges(ref BodyReader r) => Items(ref r, Merge);

    private static ImmutableArray<GitSetting> Settings(ref BodyReader r) => Items(ref r, Setting);

    private static ImmutableArray<TaskPair> Pairs(ref BodyReader r) => Items(ref r, Pair);

    private static ImmutableArray<string> Texts(ref BodyReader r) => Items(ref r, static (ref BodyReader i) => i.Known());

    private static ImmutableArray<T> Items<T>(ref BodyReader r, ReadItem<T> read)
        where T : class
    {
        List<T>? items = null;
        for (r.IsList(); r.Item();)
        {
            if (read(ref r) is { } item)
            {
                (items ??= []).Add(item);
            }
        }

        return items is null ? [] : [.. items];
    }

    private static ImmutableArray<TaskId> Tasks(ref BodyReader r)
    {
        ImmutableArray<TaskId>.Builder? items = null;
        for (r.IsList(); r.Item();)
        {
            (items ??= ImmutableArray.CreateBuilder<TaskId>()).Add(r.Task());
        }

        return items?.DrainToImmutable() ?? [];
    }

    private static RunStatus Status(ref BodyReader r) => r.Known() switch
    {
        nameof(RunStatus.Succeeded) => RunStatus.Succeeded,
        nameof(RunStatus.Failed) => RunStatus.Failed,
        nameof(RunStatus.Cancelled) => RunStatus.Cancelled,
        _ => Odd<RunStatus>(ref r),
    };

    private static WorkspaceKind Kind(ref BodyReader r) => r.Known() switch
    {
        nameof(WorkspaceKind.Worktree) => WorkspaceKind.Worktree,
        nameof(WorkspaceKind.Clone) => WorkspaceKind.Clone,
        nameof(WorkspaceKind.Shared) => WorkspaceKind.Shared,
        nameof(WorkspaceKind.None) => WorkspaceKind.None,
        _ => Odd<WorkspaceKind>(ref r),
    };

    private static StopReason Stop(ref BodyReader r) => r.Known() switch
    {
        nameof(StopReason.Timeout) => StopReason.Timeout,
        nameof(StopReason.Silence) => StopReason.Silence,
        nameof(StopReason.Cancelled) => StopReason.Cancelled,
        nameof(StopReason.Interrupted) => StopReason.Interrupted,
        nameof(StopReason.RunTimeout) => StopReason.RunTimeout,
        nameof(StopReason.Budget) => StopReason.Budget,
        _ => Odd<StopReason>(ref r),
    };

    private static FileChangeKind ChangeKind(ref BodyReader r) => r.Known() switch
    {
        nameof(FileChangeKind.Added) => FileChangeKind.Added,
        nameof(FileChangeKind.Modified) => FileChangeKind.Modified,
        nameof(FileChangeKind.Deleted) => FileChangeKind.Deleted,
        nameof(FileChangeKind.Renamed) => FileChangeKind.Renamed,
        nameof(FileChangeKind.TypeChanged) => FileChangeKind.TypeChanged,
        _ => Odd<FileChangeKind>(ref r),
    };

    private static EvidenceStage Stage(ref BodyReader r) => r.Known() switch
    {
        nameof(EvidenceStage.Attempt) => EvidenceStage.Attempt,
        nameof(EvidenceStage.Merge) => EvidenceStage.Merge,
        _ => Odd<EvidenceStage>(ref r),
    };

    private static Verdict VerdictOf(ref BodyReader r) => r.Known() switch
    {
        nameof(Verdict.Pass) => Verdict.Pass,
        nameof(Verdict.Fail) => Verdict.Fail,
        nameof(Verdict.NotMeasured) => Verdict.NotMeasured,
        _ => Odd<Verdict>(ref r),
    };

    private static T Odd<T>(ref BodyReader r)
        where T : struct
    {
        r.Odd();
        return default;
    }
}
