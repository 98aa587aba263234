using System.Globalization;
using System.Text.RegularExpressions;
using Baton.Domain.Runs;

namespace Baton.Engine.Agents.Drivers;

/// <summary>Recognises that a provider refused because a quota is used up, and when it resets.</summary>
public static partial class ProviderLimit
{
    /// <summary>Waited when the provider does not say.</summary>
    public static readonly TimeSpan Guess = TimeSpan.FromMinutes(5);

    public static bool IsOne(string message) => Limit().IsMatch(message);

    /// <param name="resetsAt">As the program's events say it; null: look in the message.</param>
    public static QuotaLimit From(string message, DateTimeOffset? resetsAt, DateTimeOffset now)
    {
        var until = resetsAt ?? InMessage(message, now);
        return new QuotaLimit(until ?? now + Guess, until is null, message);
    }

    // "Claude AI usage limit reached|1760000000", "... resets 3pm (UTC)", "retry after 120 seconds"
    private static DateTimeOffset? InMessage(string message, DateTimeOffset now)
    {
        if (UnixTime().Match(message) is { Success: true } unix)
        {
            return DateTimeOffset.FromUnixTimeSeconds(long.Parse(unix.Groups[1].Value, CultureInfo.InvariantCulture));
        }

        if (RetryAfter().Match(message) is { Success: true } after)
        {
            return now.AddSeconds(long.Parse(after.Groups[1].Value, CultureInfo.InvariantCulture));
        }

        return ClockTime().Match(message) is { Success: true } clock ? NextAt(clock, now) : null;
    }

    private static DateTimeOffset NextAt(Match clock, DateTimeOffset now)
    {
        var hour = (int.Parse(clock.Groups[1].Value, CultureInfo.InvariantCulture) % 12) + (clock.Groups[3].Value.Equals("pm", StringComparison.OrdinalIgnoreCase) ? 12 : 0);
        var minute = clock.Groups[2].Success ? int.Parse(clock.Groups[2].Value, CultureInfo.InvariantCulture) : 0;
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(hour).AddMinutes(minute);
        return today > now ? today : today.AddDays(1);
    }

    [GeneratedRegex(@"rate.?limit|usage limit|session limit|weekly limit|hit your limit|quota|too many requests|\b429\b", RegexOptions.IgnoreCase)]
    private static partial Regex Limit();

    [GeneratedRegex(@"\|(1[0-9]{9})\b")]
    private static partial Regex UnixTime();

    [GeneratedRegex(@"(?:retry|try again) (?:after|in) ([0-9]{1,7}) ?s", RegexOptions.IgnoreCase)]
    private static partial Regex RetryAfter();

    [GeneratedRegex(@"resets?(?: at)? ([0-9]{1,2})(?::([0-9]{2}))? ?(am|pm) \(UTC\)", RegexOptions.IgnoreCase)]
    private static partial Regex ClockTime();
}
