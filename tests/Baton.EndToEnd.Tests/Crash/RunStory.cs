using Baton.Domain.Runs;
using Baton.Engine.Journal;
using Baton.Engine.Plans;

namespace Baton.EndToEnd.Tests.Crash;

/// <summary>A run as its journal tells it, and the state that the journal replays to.</summary>
internal sealed record RunStory(RunHead Head, IReadOnlyList<RunEvent> Events, RunState State)
{
    public static async Task<List<RunStory>> ReadAllAsync(string repository)
    {
        await using var journal = await JournalFiles.OpenAsync(repository, TimeProvider.System, create: false, CancellationToken.None);
        var stories = new List<RunStory>();
        foreach (var head in await journal.ListRunsAsync(CancellationToken.None))
        {
            stories.Add(await ReadAsync(journal, head));
        }

        return stories;
    }

    public static async Task<RunStory> ReadOnlyOneAsync(string repository)
    {
        var stories = await ReadAllAsync(repository);
        return stories is [var only] ? only : throw new InvalidOperationException($"There are {stories.Count} runs in {repository}, not one.");
    }

    public IEnumerable<T> Of<T>() => Events.OfType<T>();

    private static async Task<RunStory> ReadAsync(IJournalStore journal, RunHead head)
    {
        var bytes = await journal.ReadPlanAsync(head.Plan, CancellationToken.None);
        var events = new List<RecordedEvent>();
        await foreach (var recorded in journal.ReadAsync(head.Run, 0, CancellationToken.None))
        {
            events.Add(recorded);
        }

        return new RunStory(head, [.. events.Select(e => e.Event)], RunState.Replay(PlanFile.Parse(bytes.Span, head.PlanPath).Plan!, events));
    }
}
