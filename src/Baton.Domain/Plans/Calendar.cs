using System.Collections.Immutable;

namespace Baton.Domain.Plans;

/// <summary>When an agent works: hours of each week in a time zone, less closed days.</summary>
/// <param name="Hours">Sorted by day and start; empty: it never opens, which <c>check</c> refuses.</param>
public sealed record Calendar(TimeZoneInfo Zone, ImmutableArray<WeeklyHours> Hours)
{
    /// <summary>How far it is looked ahead for an opening.</summary>
    public const int MostDays = 3_660;

    /// <summary>Whole days, in the calendar's zone.</summary>
    public ImmutableArray<ClosedPeriod> Closed { get; init; } = [];

    /// <summary>Closed before this day; null: never so.</summary>
    public DateOnly? From { get; init; }

    public bool IsOpen(DateTimeOffset at) => NextOpen(at) == at;

    /// <summary>The first open moment at or after <paramref name="at"/>; null when there is none in the next ten years.</summary>
    public DateTimeOffset? NextOpen(DateTimeOffset at)
    {
        foreach (var (start, _) in OpenSpans(at, MostDays))
        {
            return start > at ? start : at;
        }

        return null;
    }

    /// <summary>Open time from <paramref name="at"/> on for that many days, in order, without overlaps; neighbours are joined. Each part is cut off at <paramref name="at"/>.</summary>
    public IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> OpenSpans(DateTimeOffset at, int days)
    {
        (DateTimeOffset Start, DateTimeOffset End)? open = null;
        foreach (var (start, end) in Parts(at, days))
        {
            if (end <= at || end <= open?.End)
            {
                continue;
            }

            if (open is { } before && start <= before.End)
            {
                open = (before.Start, end);
                continue;
            }

            if (open is { } whole)
            {
                yield return whole;
            }

            open = (start > at ? start : at, end);
        }

        if (open is { } last)
        {
            yield return last;
        }
    }

    private IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> Parts(DateTimeOffset at, int days)
    {
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);
        first = first > DateOnly.MinValue ? first.AddDays(-1) : first;
        var end = Math.Min(first.DayNumber + days + 2, DateOnly.MaxValue.DayNumber);
        for (var number = Math.Max(first.DayNumber, From?.DayNumber ?? 0); number < end; number++)
        {
            var day = DateOnly.FromDayNumber(number);
            if (IsClosed(day))
            {
                continue;
            }

            foreach (var hours in Hours)
            {
                if (hours.Day == day.DayOfWeek)
                {
                    yield return (Moment(day, hours.Start), Moment(day, hours.End));
                }
            }
        }
    }

    private bool IsClosed(DateOnly day)
    {
        foreach (var period in Closed)
        {
            if (period.First <= day && day <= period.Last)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A time that a change of clocks leaves out counts in the offset before the change; one that comes twice in standard time.</summary>
    private DateTimeOffset Moment(DateOnly day, TimeSpan time)
    {
        var local = day.ToDateTime(TimeOnly.MinValue) + time;
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }
}

/// <param name="Start">Local time since midnight.</param>
/// <param name="End">Later than <paramref name="Start"/>, at most 24 h.</param>
public readonly record struct WeeklyHours(DayOfWeek Day, TimeSpan Start, TimeSpan End);

/// <summary>Both days belong to it.</summary>
public readonly record struct ClosedPeriod(DateOnly First, DateOnly Last);
