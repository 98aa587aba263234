using System.Globalization;
using System.Xml;

namespace Baton.Engine.Validators.Reports;

/// <summary>Counts that a report states about itself.</summary>
internal static class CountText
{
    /// <summary>The count; null when there is none. A number that is negative or too large is a contradiction.</summary>
    public static int? Read(XmlReader reader, string name, Tally tally)
    {
        var text = reader.GetAttribute(name);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return count;
        }

        if (text is { Length: > 0 } && text.AsSpan().TrimStart('-').IndexOfAnyExceptInRange('0', '9') < 0)
        {
            tally.Contradict($"it says {name}='{(text.Length > 30 ? text[..30] + "..." : text)}', which is no count.");
        }

        return null;
    }
}
