using System.Diagnostics.CodeAnalysis;

namespace Baton.Domain.Plans;

/// <summary>Durations as people write them. A day is a working day of 8 hours and a week one of 40, in every form.</summary>
public static class DurationText
{
    /// <summary>The accepted forms, for messages.</summary>
    public const string Forms = "4h, 90m, 30s, 250ms, 1h30m, 1.5h, 6 hours, 2d (of 8 h), 1w (of 40 h) or PT4H30M";

    /// <summary>The longest duration that a plan may name.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(100_000);

    /// <param name="problem">On failure, what is wrong, as the end of a sentence that starts with the text.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration, [NotNullWhen(false)] out string? problem)
    {
        text = text.Trim();
        duration = default;
        problem = null;
        if (text.IsEmpty || text is "0")
        {
            problem = text.IsEmpty ? "is empty" : null;
        }
        else if (text[0] == '-')
        {
            problem = "is negative";
        }
        else if (text[0] is 'P' or 'p')
        {
            problem = ReadIso(text[1..], out duration);
        }
        else
        {
            problem = ReadParts(text, out duration);
        }

        return problem is null;
    }

    private static string? ReadParts(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var last = long.MaxValue;
        while (!text.IsEmpty)
        {
            if (!NumberText.TryTake(ref text, out var number))
            {
                return "is not a duration";
            }

            var unit = TakeWord(ref text);
            if (unit.IsEmpty)
            {
                return "has no unit";
            }

            if (TicksOf(unit) is not { } ticks || ticks >= last)
            {
                return TicksOf(unit) is null ? $"has the unknown unit '{Shorten(unit)}'" : "does not go from large units to small ones";
            }

            last = ticks;
            if (!TryAdd(ref duration, number, ticks))
            {
                return $"is longer than {Longest.TotalHours:N0} hours";
            }
        }

        return null;
    }

    private static string? ReadIso(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var inTime = false;
        var last = long.MaxValue;
        var parts = 0;
        while (!text.IsEmpty)
        {
            if (text[0] is 'T' or 't' && !inTime)
            {
                inTime = true;
                text = text[1..];
                continue;
            }

            if (!NumberText.TryTake(ref text, out var number) || text.IsEmpty || IsoTicks(text[0], inTime) is not { } ticks || ticks >= last)
            {
                return "is not an ISO 8601 duration of weeks, days, hours, minutes and seconds";
            }

            text = text[1..];
            last = ticks;
            parts++;
            if (!TryAdd(ref duration, number, ticks))
            {
                return $"is longer than {Longest.TotalHours:N0} hours";
            }
        }

        return parts == 0 ? "is not an ISO 8601 duration of weeks, days, hours, minutes and seconds" : null;
    }

    private static bool TryAdd(ref TimeSpan duration, decimal number, long ticks)
    {
        if (number > Longest.Ticks / ticks || duration + new TimeSpan((long)(number * ticks)) > Longest)
        {
            return false;
        }

        duration += new TimeSpan((long)(number * ticks));
        return true;
    }

    private static ReadOnlySpan<char> TakeWord(ref ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        var end = 0;
        while (end < text.Length && char.IsLetter(text[end]))
        {
            end++;
        }

        var word = text[..end];
        text = text[end..].TrimStart();
        return word;
    }

    private static string Shorten(ReadOnlySpan<char> word) => word.Length > 20 ? $"{word[..20]}..." : word.ToString();

    private static long? IsoTicks(char unit, bool inTime) => (unit, inTime) switch
    {
        ('W' or 'w', false) => 40 * TimeSpan.TicksPerHour,
        ('D' or 'd', false) => 8 * TimeSpan.TicksPerHour,
        ('H' or 'h', true) => TimeSpan.TicksPerHour,
        ('M' or 'm', true) => TimeSpan.TicksPerMinute,
        ('S' or 's', true) => TimeSpan.TicksPerSecond,
        _ => null,
    };

    private static long? TicksOf(ReadOnlySpan<char> unit) => unit switch
    {
        "w" or "week" or "weeks" => 40 * TimeSpan.TicksPerHour,
        "d" or "day" or "days" => 8 * TimeSpan.TicksPerHour,
        "h" or "hr" or "hrs" or "hour" or "hours" => TimeSpan.TicksPerHour,
        "m" or "min" or "mins" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
        "s" or "sec" or "secs" or "second" or "seconds" => TimeSpan.TicksPerSecond,
        "ms" or "millisecond" or "milliseconds" => TimeSpan.TicksPerMillisecond,
        _ => null,
    };
}
