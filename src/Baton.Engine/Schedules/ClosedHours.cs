using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Engine.Schedules;

/// <summary>Planned time in which an agent does not work.</summary>
public readonly record struct ClosedSpan(TimeSpan Start, TimeSpan Finish);

/// <summary>When agents with a calendar are closed.</summary>
internal static class ClosedHours
{
    /// <summary>Of one agent; beyond them nothing is said to be closed.</summary>
    private const int MostSpans = 1_000;

    /// <param name="start">The moment of planned time 0.</param>
    /// <param name="end">How far to look.</param>
    /// <returns>In order, within 0 and <paramref name="end"/>.</returns>
    public static ImmutableArray<ClosedSpan> Of(Calendar calendar, DateTimeOffset start, TimeSpan end)
    {
        var closed = ImmutableArray.CreateBuilder<ClosedSpan>();
        var until = TimeSpan.Zero;
        var days = (int)Math.Min(Calendar.MostDays, Math.Ceiling(end.TotalDays) + 1);
        foreach (var (open, close) in calendar.OpenSpans(start, days))
        {
            if (open - start > until)
            {
                closed.Add(new(until, open - start < end ? open - start : end));
            }

            until = close - start;
            if (until >= end || closed.Count == MostSpans)
            {
                return closed.ToImmutable();
            }
        }

        closed.Add(new(until, end));
        return closed.ToImmutable();
    }
}
