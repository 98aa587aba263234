using System.Text.RegularExpressions;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Domain.Runs;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Plans;

/// <summary>Values with bounds, and names of failures, for the parts of a plan that say what happens after a failure.</summary>
internal static partial class BoundedReader
{
    /// <returns>Null when the key is absent, wrong or out of bounds; the latter two leave a finding.</returns>
    public static TimeSpan? Duration(Section section, string key, TimeSpan least, TimeSpan most) =>
        section.Find(key) is { } node ? Duration(section, node, section.Name(key), least, most) : null;

    public static TimeSpan? Duration(Section section, YamlNode node, string what, TimeSpan least, TimeSpan most)
    {
        if (section.Values.Duration(node, what, positive: false) is not { } duration)
        {
            return null;
        }

        if (duration >= least && duration <= most)
        {
            return duration;
        }

        var text = (node as YamlScalar)?.Value ?? "";
        section.Findings.Error(CheckCode.BadDuration, node.Position, text, $"{Sentence(what)} is out of bounds: '{FindingList.Shorten(text)}'.",
            $"Write a duration from {Text(least)} to {Text(most)}.");
        return null;
    }

    /// <summary>One name or a list: failure codes, or classes.</summary>
    /// <param name="insteadOfNone">What to write where nobody could mean an empty list; null: an empty list is a wish like any other.</param>
    /// <returns>Null when the key is absent or wrong; the latter leaves a finding.</returns>
    public static FailureSet? Failures(Section section, string key, string? insteadOfNone = null)
    {
        if (section.Find(key) is not { } node)
        {
            return null;
        }

        var items = ValueReader.Items(node);
        if (items.Count == 0 && insteadOfNone is not null)
        {
            section.Findings.Error(CheckCode.WrongShape, node.Position, "", $"{Sentence(section.Name(key))} is an empty list: no failure would ever count.", insteadOfNone);
            return null;
        }

        var isWrong = false;
        foreach (var item in items)
        {
            isWrong |= !NamesFailure(section, item, section.Name(key));
        }

        return isWrong ? null : FailureSet.Of([.. section.Texts(key)]);
    }

    /// <summary>Whether it can be the name of a failure, of this version or of another one.</summary>
    private static bool NamesFailure(Section section, YamlNode node, string what)
    {
        if (node is not YamlScalar { Value: var word } scalar)
        {
            section.Values.ReportShape(node, what, "failure codes or classes");
            return false;
        }

        if (scalar.IsNull || word is "true" or "false" || !FailureWord().IsMatch(word))
        {
            section.Findings.Error(CheckCode.WrongShape, node.Position, word, $"{Sentence(what)} has '{FindingList.Shorten(word)}', which cannot be the code or class of a failure.",
                $"Write codes or classes: {string.Join(", ", FailureCodes.Classes)}; {string.Join(", ", FailureCodes.Known.Keys)}.");
            return false;
        }

        WarnUnknown(section, node, withClasses: true);
        return true;
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex FailureWord();

    /// <summary>A name that no failure has does no harm, but nothing either.</summary>
    public static void WarnUnknown(Section section, YamlNode node, bool withClasses)
    {
        if (node is not YamlScalar { Value: var word } || FailureCodes.Known.ContainsKey(word) || (withClasses && FailureCodes.Classes.Contains(word)))
        {
            return;
        }

        var known = FailureCodes.Known.Keys.Concat(withClasses ? FailureCodes.Classes : []).ToList();
        section.Findings.Warning(CheckCode.UnknownFailure, node.Position, word, $"No failure of this version has the code '{FindingList.Shorten(word)}'.",
            Nearest.Advice(word, known, $"Codes: {string.Join(", ", known)}."));
    }

    private static string Sentence(string what) => char.ToUpperInvariant(what[0]) + what[1..];

    private static string Text(TimeSpan time) => time == TimeSpan.Zero ? "0s"
        : time < TimeSpan.FromSeconds(1) ? $"{time.TotalMilliseconds:0}ms"
        : time < TimeSpan.FromHours(1) ? $"{time.TotalSeconds:0}s"
        : $"{time.TotalHours:0}h";
}
