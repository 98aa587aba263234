using System.Globalization;

namespace Baton.Cli.Rendering;

/// <summary>Durations as people read them: 850ms, 4.2s, 3m05s, 2h07m.</summary>
internal static class DurationFormat
{
    public static string Of(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => $"{time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)}ms",
        { TotalMinutes: < 1 } => $"{time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)}s",
        { TotalHours: < 1 } => $"{time.Minutes}m{time.Seconds:00}s",
        _ => $"{(int)time.TotalHours}h{time.Minutes:00}m",
    };
}
