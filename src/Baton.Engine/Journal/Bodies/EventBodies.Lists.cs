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
}
