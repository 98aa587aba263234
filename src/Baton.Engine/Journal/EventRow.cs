using Baton.Domain.Runs;

namespace Baton.Engine.Journal;

/// <summary>An event as a journal keeps it.</summary>
/// <param name="Body">JSON in UTF-8.</param>
internal readonly record struct EventRow(long Seq, DateTimeOffset At, string Type, byte[] Body)
{
    /// <summary>Rows that are worth sharing among the processors: fewer are read before a second one would have begun.</summary>
    private const int Many = 250;

    /// <summary>Reads the bodies. A long history is mostly that, and each is read for itself.</summary>
    /// <exception cref="UnknownEventException">No such name; the first of the rows is told.</exception>
    /// <exception cref="UnreadableEventException">A body is not what its name says.</exception>
    public static RecordedEvent[] Decode(RunId run, IReadOnlyList<EventRow> rows)
    {
        var events = new RecordedEvent[rows.Count];
        var half = rows.Count < Many || Environment.ProcessorCount == 1 ? rows.Count : rows.Count / 2;
        var second = half == rows.Count ? null : Task.Run(() => Decode(run, rows, events, half, rows.Count));
        Decode(run, rows, events, 0, half);
        second?.GetAwaiter().GetResult();
        return events;
    }

    private static void Decode(RunId run, IReadOnlyList<EventRow> rows, RecordedEvent[] events, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var row = rows[i];
            events[i] = new RecordedEvent(row.Seq, row.At, JournalCatalog.Events.Read(run, row.Seq, row.Type, row.Body));
        }
    }
}
