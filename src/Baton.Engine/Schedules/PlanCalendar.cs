using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Scheduling;

namespace Baton.Engine.Schedules;

/// <summary>An agent's calendar in planned milliseconds from the start: spelled out as far as its days differ from each other, then week after week.</summary>
internal static class PlanCalendar
{
    private const long Week = 7L * 24 * 60 * 60 * 1000;

    /// <summary>How far changes of the clock are followed, in days; about two years.</summary>
    private const int DaysWithClockChanges = 735;

    /// <summary>A moment for plans that name none: a Monday.</summary>
    public static readonly DateTimeOffset SomeMonday = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static WorkCalendar From(Calendar calendar, DateTimeOffset start)
    {
        var days = Days(calendar, start);
        var tail = start.AddDays(days);
        return new(Spans(calendar, start, start, days), days * (Week / 7), Week, Spans(calendar with { Closed = [], From = null }, tail, tail, 7));
    }

    /// <summary>Days from the start in which something other than the weekly hours happens.</summary>
    private static int Days(Calendar calendar, DateTimeOffset start)
    {
        var last = calendar.Closed.Select(c => c.Last).Concat(calendar.From is { } from ? [from] : []).DefaultIfEmpty(DateOnly.MinValue).Max();
        var special = last.DayNumber - DateOnly.FromDateTime(start.UtcDateTime).DayNumber + 3;
        var clock = calendar.Zone.SupportsDaylightSavingTime ? DaysWithClockChanges : 0;
        return Math.Clamp(Math.Max(special, clock), 0, Calendar.MostDays);
    }

    private static ImmutableArray<OpenSpan> Spans(Calendar calendar, DateTimeOffset from, DateTimeOffset origin, int days)
    {
        var end = days * (Week / 7);
        return
        [
            .. calendar.OpenSpans(from, days)
                .Select(s => new OpenSpan(Milliseconds(s.Start - origin), Math.Min(end, Milliseconds(s.End - origin))))
                .Where(s => s.Start < s.End),
        ];
    }

    private static long Milliseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMillisecond;
}
