using System.Collections.Immutable;
using Baton.Domain.Plans;
using Xunit;

namespace Baton.Domain.Tests.Plans;

public sealed class CalendarTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly Calendar Office = new(Berlin, [.. Enumerable.Range(1, 5).SelectMany(day => new WeeklyHours[]
    {
        new((DayOfWeek)day, TimeSpan.FromHours(9), TimeSpan.FromHours(12)), new((DayOfWeek)day, TimeSpan.FromHours(13), TimeSpan.FromHours(17)),
    })]);

    [Theory]
    [InlineData("2026-11-30T07:00Z", "2026-11-30T08:00Z")]
    [InlineData("2026-11-30T08:00Z", "2026-11-30T08:00Z")]
    [InlineData("2026-11-30T11:00Z", "2026-11-30T12:00Z")]
    [InlineData("2026-11-30T15:59Z", "2026-11-30T15:59Z")]
    [InlineData("2026-11-30T16:00Z", "2026-12-01T08:00Z")]
    [InlineData("2026-12-04T16:00Z", "2026-12-07T08:00Z")]
    [InlineData("2026-07-06T06:59Z", "2026-07-06T07:00Z")]
    public void NextOpen_FollowsHoursInTheZone(string at, string open) =>
        Assert.Equal(At(open), Office.NextOpen(At(at)));

    [Fact]
    public void NextOpen_ClosedPeriod_SkipsBothOfItsDays()
    {
        var calendar = Office with { Closed = [new(new(2026, 12, 24), new(2027, 1, 1))] };
        Assert.Equal(At("2027-01-04T08:00Z"), calendar.NextOpen(At("2026-12-23T16:00Z")));
        Assert.False(calendar.IsOpen(At("2026-12-24T09:00Z")));
        Assert.True(Office.IsOpen(At("2026-12-24T09:00Z")));
    }

    [Fact]
    public void NextOpen_BeforeItsFirstDay_IsThatDay() =>
        Assert.Equal(At("2026-12-01T08:00Z"), (Office with { From = new(2026, 12, 1) }).NextOpen(At("2020-01-01T00:00Z")));

    [Fact]
    public void NextOpen_NoOpeningWithinTenYears_IsNull()
    {
        var at = At("2026-01-01T00:00Z");
        Assert.Null((Office with { Closed = [new(new(2026, 1, 1), new(2036, 12, 31))] }).NextOpen(at));
        Assert.Null((Office with { Hours = [] }).NextOpen(at));
        Assert.Null(Office.NextOpen(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void OpenSpans_DaysWithoutANight_AreOne()
    {
        var always = new Calendar(TimeZoneInfo.Utc, [.. Enum.GetValues<DayOfWeek>().Select(d => new WeeklyHours(d, TimeSpan.Zero, TimeSpan.FromHours(24)))]);
        var (start, end) = Assert.Single(always.OpenSpans(At("2026-01-01T05:00Z"), 30));
        Assert.Equal(At("2026-01-01T05:00Z"), start);
        Assert.True(end >= At("2026-01-31T00:00Z"));
    }

    [Theory]
    [InlineData("2026-03-28T00:00Z", 4)]
    [InlineData("2026-10-24T00:00Z", 4)]
    public void OpenSpans_OverAChangeOfClocks_StaySortedAndApart(string at, int days)
    {
        var nights = new Calendar(Berlin, [.. Enum.GetValues<DayOfWeek>().SelectMany(d => new WeeklyHours[]
        {
            new(d, TimeSpan.FromHours(1), TimeSpan.FromHours(2.25)), new(d, TimeSpan.FromHours(2.5), TimeSpan.FromHours(2.75)), new(d, TimeSpan.FromHours(3), TimeSpan.FromHours(4)),
        })]);
        var spans = nights.OpenSpans(At(at), days).ToImmutableArray();
        Assert.True(spans.Length >= 2 * days);
        Assert.All(spans, s => Assert.True(s.Start < s.End));
        Assert.All(spans.Zip(spans.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
    }

    [Fact]
    public void PlanClock_ShortHours_LetCalendarsPassAsFastAsTheWork()
    {
        var start = At("2026-11-30T08:00Z");
        var started = At("2026-01-01T00:00Z");
        var plan = new Plan { Version = 1, Name = "p", Hash = new(""), HourPace = TimeSpan.FromSeconds(1), Start = start };
        var clock = PlanClock.Of(plan, started);
        Assert.Equal(start.AddHours(3), clock.ToPlanned(started.AddSeconds(3)));
        Assert.Equal(started.AddSeconds(3), clock.ToClock(start.AddHours(3)));
        var real = PlanClock.Of(plan with { HourPace = TimeSpan.FromHours(1) }, started);
        Assert.Equal(started.AddHours(3), real.ToPlanned(started.AddHours(3)));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
