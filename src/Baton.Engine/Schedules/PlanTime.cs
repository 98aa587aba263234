using System.Globalization;

namespace Baton.Engine.Schedules;

/// <summary>Planned time in words and numbers, the same on every machine.</summary>
public static class PlanTime
{
    /// <summary><c>38 h</c>, <c>3.5 h</c>, <c>45 min</c>, <c>30 s</c>, <c>250 ms</c>; zero is <c>0 h</c>.</summary>
    public static string Text(TimeSpan time) => time.Duration() switch
    {
        var t when t == TimeSpan.Zero => "0 h",
        var t when t < TimeSpan.FromSeconds(1) => Number(time.TotalMilliseconds) + " ms",
        var t when t < TimeSpan.FromMinutes(1) => Number(time.TotalSeconds) + " s",
        var t when t < TimeSpan.FromMinutes(60) && t != TimeSpan.FromMinutes(30) => Number(time.TotalMinutes) + " min",
        _ => Number(time.TotalHours) + " h",
    };

    /// <summary>Hours, rounded to a microsecond or so: 38, 3.5.</summary>
    public static double Hours(TimeSpan time) => Math.Round(time.TotalHours, 9);

    internal static long Milliseconds(TimeSpan time) =>
        (time.Ticks / TimeSpan.TicksPerMillisecond) + (time.Ticks % TimeSpan.TicksPerMillisecond * 2 >= TimeSpan.TicksPerMillisecond ? 1 : 0);

    internal static TimeSpan FromMilliseconds(long milliseconds) => new(milliseconds * TimeSpan.TicksPerMillisecond);

    private static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);
}
