using System.Collections.Immutable;
using System.Globalization;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Engine.Plans.Yaml;
using Calendar = Baton.Domain.Plans.Calendar;

namespace Baton.Engine.Plans;

/// <summary>Reads working hours, closed days and moments.</summary>
internal static class CalendarReader
{
    private const int MostEntries = 400;
    private const string HourForms = "mon-fri 09:00-12:30 13:30-17:00";
    private static readonly string[] DayFormats = ["yyyy-MM-dd"];
    private static readonly string[] MomentFormats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd' 'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd' 'HH:mm:ss", "yyyy-MM-dd"];
    private static readonly string[] OffsetFormats = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd' 'HH:mmzzz", "yyyy-MM-dd' 'HH:mm' 'zzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd' 'HH:mm:sszzz"];

    /// <summary>The calendar of an agent; null without one, or when it is wrong.</summary>
    public static Calendar? Read(Section agent)
    {
        if (agent.Inner("calendar", PlanKeys.Calendar) is not { } section)
        {
            return null;
        }

        var zone = Zone(section);
        var hours = Entries(section, "hours").SelectMany(node => Hours(section, node)).OrderBy(h => h.Day).ThenBy(h => h.Start).ToImmutableArray();
        if (section.Find("hours") is { } named && Entries(section, "hours").Count == 0)
        {
            Refuse(section, named, "", $"{Sentence(section.Name("hours"))} is empty, so the agent would never work", $"Write days, then times of the 24-hour clock: {HourForms}.");
        }

        if (section.Require("hours", $"Add 'hours:', for example 'hours: {HourForms}'.") is null || hours.IsEmpty || zone is null)
        {
            return null;
        }

        return new Calendar(zone, hours)
        {
            Closed = [.. Entries(section, "closed").Select(node => Closed(section, node)).OfType<ClosedPeriod>()],
            From = section.Find("from") is { } from ? Day(section, from, "from") : null,
        };
    }

    /// <summary>The plan's <c>start</c>, in UTC unless it says an offset.</summary>
    public static DateTimeOffset? Start(Section plan)
    {
        if (plan.Find("start") is not { } node || plan.Values.Text(node, plan.Name("start")) is not { } text)
        {
            return null;
        }

        var written = text.EndsWith('Z') ? text[..^1] + "+00:00" : text;
        if (DateTimeOffset.TryParseExact(written, OffsetFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            || DateTimeOffset.TryParseExact(written, MomentFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at))
        {
            return at.ToUniversalTime();
        }

        Refuse(plan, node, text, "'start' of the plan is not a moment", "Write it as 2026-11-30 09:00 (UTC) or 2026-11-30T09:00+01:00.");
        return null;
    }

    private static IReadOnlyList<YamlNode> Entries(Section section, string key)
    {
        var items = ValueReader.Items(section.Find(key));
        if (items.Count <= MostEntries)
        {
            return items;
        }

        section.Findings.Error(CheckCode.TooMany, items[MostEntries].Position, "", $"{section.Name(key)} has {items.Count:N0} entries; at most {MostEntries} are read.", "Join neighbouring ones.");
        return [];
    }

    private static TimeZoneInfo? Zone(Section section)
    {
        if (section.Find("zone") is not { } node || section.Values.Text(node, section.Name("zone")) is not { } text)
        {
            return TimeZoneInfo.Utc;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone))
        {
            return zone;
        }

        var sign = text.StartsWith('-') ? -1 : 1;
        if (text is ['+' or '-', ..] && TimeSpan.TryParseExact(text[1..], "hh\\:mm", CultureInfo.InvariantCulture, out var offset) && offset <= TimeSpan.FromHours(14))
        {
            return TimeZoneInfo.CreateCustomTimeZone("UTC" + text, sign * offset, text, text);
        }

        Refuse(section, node, text, $"{Sentence(section.Name("zone"))} is not a time zone that this machine knows", "Write an IANA name such as Europe/Berlin, an offset such as +02:00, or UTC.");
        return null;
    }

    private static IEnumerable<WeeklyHours> Hours(Section section, YamlNode node)
    {
        if (section.Values.Text(node, section.Name("hours")) is not { } text)
        {
            return [];
        }

        var words = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        var days = words.TakeWhile(w => !char.IsAsciiDigit(w[0])).Select(DaysOf).ToList();
        var times = words.Skip(days.Count).Select(TimesOf).ToList();
        if (days.Count == 0 || times.Count == 0 || days.Contains(null) || times.Contains(null))
        {
            Refuse(section, node, text, $"{Sentence(section.Name("hours"))} cannot be read", $"Write days, then times of the 24-hour clock: {HourForms}.");
            return [];
        }

        return [.. days.SelectMany(d => d!).Distinct().SelectMany(day => times.Select(t => new WeeklyHours(day, t!.Value.Start, t.Value.End)))];
    }

    private static DayOfWeek[]? DaysOf(string word)
    {
        if (word.Equals("daily", StringComparison.OrdinalIgnoreCase))
        {
            return [.. Enum.GetValues<DayOfWeek>()];
        }

        var ends = word.ToLowerInvariant().Split('-').Select(DayNumber).ToArray();
        return ends is not { Length: 1 or 2 } || ends.Contains(-1)
            ? null
            : [.. Enumerable.Range(0, ((ends[^1] - ends[0] + 7) % 7) + 1).Select(k => (DayOfWeek)((ends[0] + k) % 7))];
    }

    private static int DayNumber(string word) =>
        Array.FindIndex(Enum.GetNames<DayOfWeek>(), name => name.ToLowerInvariant() is var day && (day == word || (word.Length == 3 && day.StartsWith(word, StringComparison.Ordinal))));

    private static (TimeSpan Start, TimeSpan End)? TimesOf(string word) =>
        word.Split('-') is [var from, var to] && Time(from) is { } start && Time(to) is { } end && start < end ? (start, end) : null;

    private static TimeSpan? Time(string text) => text is "24:00" ? TimeSpan.FromHours(24)
        : TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.ToTimeSpan()
        : null;

    private static ClosedPeriod? Closed(Section section, YamlNode node)
    {
        if (section.Values.Text(node, section.Name("closed")) is not { } text)
        {
            return null;
        }

        var ends = text.Split("..", StringSplitOptions.TrimEntries).Select(ParseDay).ToArray();
        if (ends is { Length: 1 or 2 } && ends[0] is { } first && ends[^1] is { } last && first <= last && last.DayNumber - first.DayNumber < Calendar.MostDays)
        {
            return new(first, last);
        }

        Refuse(section, node, text, $"{Sentence(section.Name("closed"))} is not a day or a period of less than ten years", "Write 2026-12-24, or 2026-12-24..2027-01-02.");
        return null;
    }

    private static DateOnly? Day(Section section, YamlNode node, string key)
    {
        var text = section.Values.Text(node, section.Name(key)) ?? "";
        if (ParseDay(text) is { } day)
        {
            return day;
        }

        Refuse(section, node, text, $"{Sentence(section.Name(key))} is not a day", "Write it as 2026-12-01.");
        return null;
    }

    private static DateOnly? ParseDay(string text) =>
        DateOnly.TryParseExact(text, DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static void Refuse(Section section, YamlNode node, string text, string what, string remedy) =>
        section.Findings.Error(CheckCode.BadCalendar, node.Position, text, $"{what}: '{FindingList.Shorten(text)}'.", remedy);

    private static string Sentence(string what) => char.ToUpperInvariant(what[0]) + what[1..];
}
