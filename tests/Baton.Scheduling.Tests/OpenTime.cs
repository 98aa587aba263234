namespace Baton.Scheduling.Tests;

/// <summary>Calendars by their definition alone: one unit of time after another.</summary>
internal static class OpenTime
{
    public static bool IsOpen(WorkCalendar calendar, long time)
    {
        var (spans, at) = time < calendar.RepeatFrom ? (calendar.Spans, time) : (calendar.Pattern, (time - calendar.RepeatFrom) % calendar.Period);
        return spans.Any(s => s.Start <= at && at < s.End);
    }

    /// <summary>The end of that much open time from <paramref name="start"/>.</summary>
    public static long Advance(WorkCalendar? calendar, long start, long work)
    {
        if (calendar is null)
        {
            return start + work;
        }

        var time = start;
        for (var left = work; left > 0; time++)
        {
            left -= IsOpen(calendar, time) ? 1 : 0;
        }

        return time;
    }

    public static WorkCalendar? CalendarOf(SchedulingProblem problem, int activity) =>
        problem.Activities[activity] is { FixedStart: null, Calendar: { } c } ? problem.Calendars[c] : null;

    public static long Finish(SchedulingProblem problem, int activity, long start) =>
        Advance(CalendarOf(problem, activity), start, problem.Activities[activity].Duration);

    public static long After(SchedulingProblem problem, Precedence edge, long start) =>
        Advance(CalendarOf(problem, edge.Before), start, edge.StartLag - edge.Wait) + edge.Wait;

    public static bool MayStart(SchedulingProblem problem, int activity, long start) =>
        CalendarOf(problem, activity) is not { } calendar || IsOpen(calendar, start);

    /// <summary>The most that is charged to a quota by the starts within any window that holds the start of <paramref name="activity"/>.</summary>
    public static long Charged(SchedulingProblem problem, IReadOnlyList<long> start, int count, int activity, int quota)
    {
        var window = problem.Quotas[quota].Window;
        long most = 0;
        for (var from = start[activity] - window + 1; from <= start[activity]; from++)
        {
            long sum = 0;
            for (var j = 0; j < count; j++)
            {
                sum += start[j] >= from && start[j] < from + window ? problem.Activities[j].Charges.Where(c => c.Quota == quota).Sum(c => c.Amount) : 0;
            }

            most = Math.Max(most, sum);
        }

        return most;
    }
}
