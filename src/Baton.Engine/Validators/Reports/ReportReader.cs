using System.Text.Json;
using System.Xml;
using Baton.Domain.Plans;

namespace Baton.Engine.Validators.Reports;

/// <summary>Reads test reports that hostile code may have written: bounded, without entities, without leaving the file.</summary>
internal static class ReportReader
{
    private const int MaxDepth = 200;

    /// <param name="name">What messages call the file.</param>
    public static ReportReading ReadFile(TestFormat format, string path, string name, long bytes)
    {
        // Also what a pipe or a socket looks like, which must not be opened.
        if (bytes == 0)
        {
            return ReportReading.Unreadable($"The report {name} is empty.");
        }

        using var stream = File.OpenRead(path);
        if (format is TestFormat.GoJson or TestFormat.Pytest)
        {
            using var reader = new StreamReader(stream);
            return ReadLines(format, reader, name);
        }

        return ReadXml(format, stream, name);
    }

    public static ReportReading ReadText(TestFormat format, string text)
    {
        using var reader = new StringReader(text);
        return ReadLines(format, reader, "on standard output");
    }

    private static ReportReading ReadXml(TestFormat format, Stream stream, string name)
    {
        try
        {
            using var reader = XmlReader.Create(stream, SafeXml.WithoutDocumentType);
            reader.MoveToContent();
            var tally = new Tally();
            var expected = format == TestFormat.Trx ? "TestRun" : "testsuites or testsuite";
            var known = format == TestFormat.Trx ? reader.LocalName == "TestRun" : reader.LocalName is "testsuites" or "testsuite";
            if (!known)
            {
                return ReportReading.Unreadable($"The report {name} is not {ValidatorText.FormatName(format)}: its root is <{reader.LocalName}>, not {expected}.");
            }

            if (format == TestFormat.Trx)
            {
                new TrxReport(tally).Read(reader);
            }
            else
            {
                new JUnitReport(tally).Read(reader);
            }

            return tally.ToReading();
        }
        catch (XmlException e)
        {
            return e.Message.Contains("DTD", StringComparison.Ordinal) || e.Message.Contains("MaxCharacters", StringComparison.Ordinal)
                ? ReportReading.Refused($"The report {name} declares a document type or is too large, which no test runner needs; it is not read.")
                : ReportReading.Unreadable($"The report {name} is not well-formed: {e.Message}");
        }
    }

    private static ReportReading ReadLines(TestFormat format, TextReader reader, string name)
    {
        var tally = new Tally();
        ILineReport report = format == TestFormat.GoJson ? new GoReport(tally) : new PytestReport(tally);
        var objects = 0;
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('{'))
            {
                continue;
            }

            try
            {
                using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
                report.Read(document.RootElement);
                objects++;
            }
            catch (JsonException)
            {
                tally.Contradict($"a line of it breaks off: {(line.Length > 60 ? line[..60] + "..." : line)}");
            }
        }

        if (objects == 0)
        {
            return ReportReading.Unreadable($"The report {name} holds no line of {ValidatorText.FormatName(format)}.");
        }

        report.Finish();
        return tally.ToReading();
    }
}

/// <summary>A report of one JSON object per line.</summary>
internal interface ILineReport
{
    void Read(JsonElement line);

    /// <summary>Counts what has no end of its own.</summary>
    void Finish();
}
