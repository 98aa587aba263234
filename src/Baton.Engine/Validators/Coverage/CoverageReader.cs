using System.Globalization;
using System.Xml;
using Baton.Domain.Plans;

namespace Baton.Engine.Validators.Coverage;

/// <summary>Reads coverage reports. What they say in sum is never taken; only lines count.</summary>
internal static class CoverageReader
{
    /// <param name="roots">Absolute folders that paths of the report may start with.</param>
    /// <returns>Why the file could not be read; null when it was.</returns>
    public static string? Read(CoverageFormat format, string path, string name, long bytes, IReadOnlyList<string> roots, CoverageTally tally)
    {
        // Also what a pipe or a socket looks like, which must not be opened.
        if (bytes == 0)
        {
            return $"The coverage report {name} is empty.";
        }

        if (format == CoverageFormat.Lcov)
        {
            return new LcovReport(roots, tally).Read(path) ? null : $"The coverage report {name} holds no record of lcov.";
        }

        try
        {
            using var stream = File.OpenRead(path);
            using var reader = XmlReader.Create(stream, SafeXml.SkippingDocumentType);
            reader.MoveToContent();
            if (reader.LocalName != "coverage")
            {
                return $"The coverage report {name} is not Cobertura: its root is <{reader.LocalName}>, not coverage.";
            }

            new CoberturaReport(roots, tally).Read(reader);
            return null;
        }
        catch (XmlException e)
        {
            return $"The coverage report {name} is not well-formed: {e.Message}";
        }
    }

    /// <summary>The path within the checkout where it is one, else as it was written.</summary>
    public static string Within(IReadOnlyList<string> roots, string path)
    {
        var clean = path.Replace('\\', '/');
        var root = roots.FirstOrDefault(r => clean.StartsWith(r + "/", StringComparison.Ordinal));
        return root is null ? clean.StartsWith("./", StringComparison.Ordinal) ? clean[2..] : clean : clean[(root.Length + 1)..];
    }

    /// <summary>A count as reports write it; a negative or absurd one makes the report unbelievable.</summary>
    public static long Count(string? text, string what, CoverageTally tally)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return count;
        }

        tally.Refuse($"{what} is '{(text?.Length > 40 ? text[..40] : text)}', which is no count");
        return 0;
    }

    public static int LineNumber(string? text, CoverageTally tally) => Count(text, "a line number", tally) is var line && line <= int.MaxValue ? (int)line : 0;
}
