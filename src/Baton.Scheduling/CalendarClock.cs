using System.Collections.Immutable;

namespace Baton.Scheduling;

/// <summary>Converts between time and open time of one calendar, each question in the logarithm of its spans.</summary>
public sealed class CalendarClock
{
    private readonly OpenList _first;
    private readonly OpenList _pattern;
    private readonly long _repeatFrom;
    private readonly long _period;

    /// <param name="calendar">Checked: sorted, and open at some time.</param>
    public CalendarClock(WorkCalendar calendar)
    {
        _first = new(calendar.Spans);
        _pattern = new(calendar.Pattern);
        (_repeatFrom, _period) = (calendar.RepeatFrom, calendar.Period);
    }

    /// <summary>Open time per period of the pattern.</summary>
    public long OpenPerPeriod => _pattern.Total;

    public long Period => _period;
    public long RepeatFrom => _repeatFrom;

    /// <summary>The first open moment at or after <paramref name="time"/>.</summary>
    public long NextOpen(long time)
    {
        if (time < _repeatFrom && _first.NextOpen(time) is var open and >= 0)
        {
            return open;
        }

        var since = Math.Max(0, time - _repeatFrom);
        var start = _repeatFrom + (since / _period * _period);
        return _pattern.NextOpen(since % _period) is var inside and >= 0 ? start + inside : start + _period + _pattern.NextOpen(0);
    }

    /// <summary>When the work is done that starts at an open moment; without work that moment itself.</summary>
    public long Finish(long start, long work) => work == 0 ? start : EndOf(OpenBefore(start) + work);

    /// <summary>The last open moment from which the work is done by <paramref name="end"/>; -1 when there is none.</summary>
    public long LatestStart(long end, long work)
    {
        if (end < 0 || (work == 0 && NextOpen(end) == end))
        {
            return end < 0 ? -1 : end;
        }

        var before = OpenBefore(end) - Math.Max(1, work);
        return before < 0 ? -1 : NextOpen(EndOf(before));
    }

    private long OpenBefore(long time)
    {
        if (time <= _repeatFrom)
        {
            return _first.OpenBefore(time);
        }

        var since = time - _repeatFrom;
        return _first.Total + (since / _period * _pattern.Total) + _pattern.OpenBefore(since % _period);
    }

    /// <summary>The first moment before which that much time was open.</summary>
    private long EndOf(long open)
    {
        if (open <= _first.Total)
        {
            return _first.EndOf(open);
        }

        var rest = open - _first.Total;
        var rounds = (rest - 1) / _pattern.Total;
        return _repeatFrom + (rounds * _period) + _pattern.EndOf(rest - (rounds * _pattern.Total));
    }

    private sealed class OpenList
    {
        private readonly long[] _start;
        private readonly long[] _end;
        private readonly long[] _before;

        public OpenList(ImmutableArray<OpenSpan> spans)
        {
            _start = [.. spans.Select(s => s.Start)];
            _end = [.. spans.Select(s => s.End)];
            _before = new long[spans.Length];
            foreach (var (k, span) in spans.Index())
            {
                _before[k] = Total;
                Total += span.End - span.Start;
            }
        }

        public long Total { get; }

        public long NextOpen(long time)
        {
            var k = LastAtOrBefore(_start, time);
            return k >= 0 && time < _end[k] ? time : k + 1 < _start.Length ? _start[k + 1] : -1;
        }

        public long OpenBefore(long time)
        {
            var k = LastAtOrBefore(_start, time);
            return k < 0 ? 0 : _before[k] + Math.Min(time, _end[k]) - _start[k];
        }

        public long EndOf(long open)
        {
            if (open == 0)
            {
                return 0;
            }

            var k = LastAtOrBefore(_before, open - 1);
            return _start[k] + open - _before[k];
        }

        private static int LastAtOrBefore(long[] sorted, long value)
        {
            var index = Array.BinarySearch(sorted, value);
            return index >= 0 ? index : ~index - 1;
        }
    }
}
