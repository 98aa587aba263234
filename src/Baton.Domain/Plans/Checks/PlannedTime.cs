using System.Globalization;

namespace Baton.Domain.Plans.Checks;

/// <summary>Planned time in whole milliseconds, which holds the sum of any plan that can be read.</summary>
internal static class PlannedTime
{
    private const double Hour = 3_600_000;

    public static long Of(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>The PERT mean.</summary>
    public static long Of(Estimate estimate) => Of(estimate.Expected);

    /// <summary><c>38 h</c>, <c>3.5 h</c>, <c>45 min</c>.</summary>
    public static string Text(long milliseconds) => milliseconds switch
    {
        0 => "0 h",
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds} ms"),
        < 60_000 => Number(milliseconds / 1_000.0) + " s",
        < 3_600_000 and not 1_800_000 when milliseconds % 900_000 != 0 => Number(milliseconds / 60_000.0) + " min",
        _ => Number(milliseconds / Hour) + " h",
    };

    public static string Text(TimeSpan time) => Text(Of(time));

    /// <summary><c>50 %</c>, <c>38.5 %</c>.</summary>
    public static string Percent(double share) => Math.Round(share * 100, 1).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private static string Number(double value) => Math.Round(value, 2).ToString("#,0.##", CultureInfo.InvariantCulture);
}
