using System.Runtime.InteropServices;
using Baton.Domain.Runs;
using Baton.Engine.Journal.Bodies;

namespace Baton.Engine.Journal;

/// <summary>Events as a journal keeps them, as many as are read at once. Filled and read over and over, so that a long history costs the memory of two pages.</summary>
internal sealed class EventPage
{
    private readonly List<Row> _rows = [];
    private byte[] _bodies = new byte[64 * 1024];
    private int _length;

    public int Count => _rows.Count;

    /// <summary>Bytes of all bodies.</summary>
    public int Length => _length;

    /// <summary>Sequence number of the last event; the page must not be empty.</summary>
    public long LastSeq => _rows[^1].Seq;

    public void Clear()
    {
        _rows.Clear();
        _length = 0;
    }

    /// <param name="body">JSON in UTF-8; copied.</param>
    public void Add(long seq, DateTimeOffset at, string type, ReadOnlySpan<byte> body)
    {
        if (_bodies.Length - _length < body.Length)
        {
            Array.Resize(ref _bodies, Math.Max(_bodies.Length * 2, _length + body.Length));
        }

        body.CopyTo(_bodies.AsSpan(_length));
        _rows.Add(new Row(seq, at, type, _length, body.Length));
        _length += body.Length;
    }

    /// <exception cref="UnknownEventException">No such name.</exception>
    /// <exception cref="UnreadableEventException">The body is not what its name says.</exception>
    public RecordedEvent Decode(RunId run, int index, KnownTexts texts)
    {
        ref readonly var row = ref CollectionsMarshal.AsSpan(_rows)[index];
        return new RecordedEvent(row.Seq, row.At, JournalCatalog.Events.Read(run, row.Seq, row.Type, _bodies.AsSpan(row.Start, row.Length), texts));
    }

    private readonly record struct Row(long Seq, DateTimeOffset At, string Type, int Start, int Length);
}

/// <summary>
/// Reads a history page by page: while one page is decoded and its events are used, the next one is read from the journal and checked. What is wrong with a page is told
/// when its turn has come.
/// </summary>
/// <param name="read">Fills a page with the events after one; empty at the end. Never called twice at once.</param>
internal sealed class PagedEvents(RunId run, Func<long, EventPage, Task> read)
{
    private readonly KnownTexts _texts = new();

    public async IAsyncEnumerable<RecordedEvent> AfterAsync(long last)
    {
        var (page, other) = (new EventPage(), new EventPage());
        await read(last, page);
        while (page.Count > 0)
        {
            var (from, next) = (page.LastSeq, other);
            next.Clear();
            var reading = Task.Run(() => read(from, next));
            try
            {
                for (var i = 0; i < page.Count; i++)
                {
                    yield return page.Decode(run, i, _texts);
                }
            }
            finally
            {
                await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await reading;
            if (next.Count == 0)
            {
                await read(from, next); // events that were appended while the last page was in use
            }

            (page, other) = (next, page);
        }
    }
}
