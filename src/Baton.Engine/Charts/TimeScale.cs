using System.Globalization;

namespace Baton.Engine.Charts;

/// <summary>The ticks of a time axis: the finest step among round ones that keeps them far enough apart.</summary>
internal sealed class TimeScale
{
    private static readonly TimeSpan WorkingDay = TimeSpan.FromHours(8);
    private static readonly TimeSpan[] Steps =
    [
        .. new[] { 1, 2, 5, 10, 20, 50, 100, 200, 500 }.Select(n => TimeSpan.FromMilliseconds(n)),
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(n => TimeSpan.FromSeconds(n)),
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(n => TimeSpan.FromMinutes(n)),
        .. new[] { 1, 2, 4, 8, 16 }.Select(n => TimeSpan.FromHours(n)),
        .. new[] { 5, 10, 20, 50 }.Select(n => WorkingDay * n),
    ];

    private readonly TimeSpan _length;

    /// <param name="least">No step is shorter.</param>
    public TimeScale(TimeSpan length, TimeSpan least) => (_length, Step) = (length, length > TimeSpan.Zero ? Choose(length, least) : TimeSpan.FromHours(1));

    public TimeSpan Step { get; }

    /// <summary>Labels count working days of 8 hours.</summary>
    public bool ShowsDays => Step >= WorkingDay * 5;

    public IEnumerable<TimeSpan> Ticks()
    {
        for (long tick = 0; tick <= _length.Ticks / Math.Max(1, Step.Ticks); tick++)
        {
            yield return Step * tick;
        }
    }

    /// <param name="gap">Stands between number and unit.</param>
    public string Label(TimeSpan time, string gap = "") => Step switch
    {
        _ when ShowsDays => Number(time / WorkingDay) + gap + "d",
        var s when s < TimeSpan.FromSeconds(1) => Number(time.TotalMilliseconds) + gap + "ms",
        var s when s < TimeSpan.FromMinutes(1) => Number(time.TotalSeconds) + gap + "s",
        var s when s < TimeSpan.FromMinutes(30) => Number(time.TotalMinutes) + gap + (gap.Length > 0 ? "min" : "m"),
        _ => Number(time.TotalHours) + gap + "h",
    };

    private static TimeSpan Choose(TimeSpan length, TimeSpan least)
    {
        var fitting = Steps.FirstOrDefault(s => s >= least);
        if (fitting > TimeSpan.Zero)
        {
            return fitting;
        }

        var days = Math.Pow(10, Math.Ceiling(Math.Log10(least / WorkingDay)));
        return days < 1e6 ? WorkingDay * days : length;
    }

    private static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);
}
