using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;

namespace Baton.Engine.Plans;

/// <summary>Reads numbers with their units.</summary>
internal sealed class MeasureReader(FindingList findings)
{
    public Measure? Read(Section section, string key)
    {
        if (section.Text(key) is not { } text)
        {
            return null;
        }

        if (Measure.TryParse(text, out var measure, out var problem))
        {
            return measure;
        }

        findings.Error(CheckCode.BadQuantity, section.Find(key)!.Position, text, $"{char.ToUpperInvariant(section.Name(key)[0])}{section.Name(key)[1..]} {problem}: '{FindingList.Shorten(text)}'.",
            $"Write a number with its unit as {Measure.Forms}.");
        return null;
    }
}
