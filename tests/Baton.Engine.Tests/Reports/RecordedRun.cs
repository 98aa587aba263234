using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Journal;
using Baton.Engine.Plans;
using Baton.Engine.Reports;

namespace Baton.Engine.Tests.Reports;

/// <summary>A journal that a run of the quick start once wrote; it must read for ever.</summary>
internal sealed record RecordedRun(Plan Plan, List<RecordedEvent> Events)
{
    public RunState State => RunState.Replay(Plan, Events);

    public RunHistory History => RunHistory.Of(Plan, Events);

    /// <summary>A moment after the last event.</summary>
    public DateTimeOffset Now => Events[^1].At + TimeSpan.FromSeconds(1);

    /// <summary>The run as it was after so many events.</summary>
    public RecordedRun Until(Func<RecordedEvent, bool> last) => this with { Events = [.. Events.Take(Events.FindIndex(e => last(e)) + 1)] };

    public static async Task<RecordedRun> ReadAsync()
    {
        var copy = Path.Combine(Directory.CreateTempSubdirectory("baton-recorded-").FullName, "journal.db");
        try
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Reports", "Fixtures", "quickstart.v1.db"), copy);
            await using var journal = SqliteJournalStore.Open(copy, TimeProvider.System);
            var head = (await journal.ListRunsAsync(CancellationToken.None)).Single();
            var bytes = await journal.ReadPlanAsync(head.Plan, CancellationToken.None);
            var events = new List<RecordedEvent>();
            await foreach (var recorded in journal.ReadAsync(head.Run, 0, CancellationToken.None))
            {
                events.Add(recorded);
            }

            return new RecordedRun(PlanFile.Parse(bytes.Span, "plan.yaml").Plan!, events);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(copy)!, recursive: true);
        }
    }
}
