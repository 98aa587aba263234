using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Plans;

/// <summary>Reads quota windows: <c>{per: 5h, tokens: 500k}</c>, one or a list.</summary>
internal static class WindowReader
{
    private const int MostAttempts = 1_000_000;
    private const int MostWindows = 20;

    public static ImmutableArray<QuotaWindow> Read(Section section, string key)
    {
        var items = ValueReader.Items(section.Find(key));
        if (items.Count > MostWindows)
        {
            section.Findings.Error(CheckCode.TooMany, items[MostWindows].Position, "", $"{section.Name(key)} has {items.Count:N0} windows; at most {MostWindows} are read.", "Leave out those that others imply.");
            return [];
        }

        return [.. items.Select(item => Window(section, item, key)).OfType<QuotaWindow>()];
    }

    private static QuotaWindow? Window(Section section, YamlNode node, string key)
    {
        if (section.Values.Map(node, "an item of " + section.Name(key)) is not { } map)
        {
            return null;
        }

        var window = new Section(map, $"a window of {section.What}", PlanKeys.Window, section.Findings);
        var length = Length(window);
        var read = new QuotaWindow(length ?? TimeSpan.FromHours(1), window.Tokens("tokens"), window.Money("money"), window.Count("attempts", MostAttempts), window.Text("model"));
        if (read is { Tokens: null, Money: null, Attempts: null })
        {
            section.Findings.Error(CheckCode.MissingKey, window.Position, "", $"A window of {section.What} limits nothing.", "Add 'tokens:', 'money:' or 'attempts:'.");
            return null;
        }

        return length is null ? null : read;
    }

    /// <summary>A duration, or a word for clock time: a <c>day</c> is 24 hours here, while <c>1d</c> is a working day of 8 as everywhere.</summary>
    private static TimeSpan? Length(Section window) => (window.Require("per", "Add 'per:', for example 'per: 5h'.") as YamlScalar)?.Value switch
    {
        "hour" => TimeSpan.FromHours(1),
        "day" => TimeSpan.FromHours(24),
        "week" => TimeSpan.FromDays(7),
        null => null,
        _ => window.Duration("per", positive: true),
    };
}
