using System.Globalization;

namespace Baton.Engine.Reports;

/// <summary>Maps planned time to columns and writes the time axis with the finest step whose labels fit.</summary>
internal sealed class GanttAxis(TimeSpan length, int columns, GanttGlyphs glyphs)
{
    private const int LeastDistance = 6;
    private static readonly TimeSpan WorkingDay = TimeSpan.FromHours(8);
    private static readonly TimeSpan[] Steps =
    [
        .. new[] { 1, 2, 5, 10, 20, 50, 100, 200, 500 }.Select(n => TimeSpan.FromMilliseconds(n)),
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(n => TimeSpan.FromSeconds(n)),
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(n => TimeSpan.FromMinutes(n)),
        .. new[] { 1, 2, 4, 8, 16 }.Select(n => TimeSpan.FromHours(n)),
        .. new[] { 5, 10, 20, 50 }.Select(n => WorkingDay * n),
    ];

    public TimeSpan Step { get; } = ChooseStep(length, columns);
    public bool ShowsDays => Step >= WorkingDay * 5;

    public int Column(TimeSpan time) =>
        length > TimeSpan.Zero ? (int)Math.Clamp(Math.Round(time / length * columns), 0, columns) : 0;

    public IEnumerable<string> Lines(TimeSpan? now)
    {
        var labels = new string(' ', columns + 1).ToCharArray();
        var ruler = new string(glyphs.Line, columns + 1).ToCharArray();
        for (long tick = 0; tick <= length.Ticks / Math.Max(1, Step.Ticks); tick++)
        {
            var time = Step * tick;
            var at = Column(time);
            var text = Label(time);
            ruler[at] = glyphs.Tick;
            text.CopyTo(0, labels, Math.Min(at, labels.Length - text.Length), text.Length);
        }

        if (now is { } moment)
        {
            ruler[Column(moment)] = glyphs.Now;
        }

        return [new(labels), new(ruler)];
    }

    private string Label(TimeSpan time) => Step switch
    {
        _ when ShowsDays => Number(time / WorkingDay) + "d",
        var s when s < TimeSpan.FromSeconds(1) => Number(time.TotalMilliseconds) + "ms",
        var s when s < TimeSpan.FromMinutes(1) => Number(time.TotalSeconds) + "s",
        var s when s < TimeSpan.FromMinutes(30) => Number(time.TotalMinutes) + "m",
        _ => Number(time.TotalHours) + "h",
    };

    private static TimeSpan ChooseStep(TimeSpan length, int columns)
    {
        var least = length * ((double)LeastDistance / columns);
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
