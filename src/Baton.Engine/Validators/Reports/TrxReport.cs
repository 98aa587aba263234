using System.Xml;

namespace Baton.Engine.Validators.Reports;

/// <summary>Visual Studio test results. Counts the results themselves; of a data-driven test its rows.</summary>
internal sealed class TrxReport(Tally tally)
{
    private readonly Stack<Result> _open = new();
    private bool _nested;

    public void Read(XmlReader reader)
    {
        string? summary = null;
        int? total = null, passed = null, failed = null;
        do
        {
            if (reader.NodeType == XmlNodeType.EndElement && IsResult(reader.LocalName))
            {
                Close();
            }

            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (IsResult(reader.LocalName))
            {
                Open(reader);
            }
            else if (reader.LocalName == "ResultSummary")
            {
                summary = reader.GetAttribute("outcome");
            }
            else if (reader.LocalName == "Counters")
            {
                (total, passed, failed) = (CountText.Read(reader, "total", tally), CountText.Read(reader, "passed", tally), CountText.Read(reader, "failed", tally));
            }
        }
        while (reader.Read());

        Compare(summary, total, passed, failed);
    }

    private static bool IsResult(string name) => name is "UnitTestResult" or "GenericTestResult" or "ManualTestResult" or "WebTestResult";

    private void Open(XmlReader reader)
    {
        if (_open.TryPeek(out var parent))
        {
            parent.HasInner = true;
            _nested = true;
        }

        _open.Push(new Result(reader.GetAttribute("testName") ?? "?", reader.GetAttribute("outcome")));
        if (reader.IsEmptyElement)
        {
            Close();
        }
    }

    private void Close()
    {
        var result = _open.Pop();
        if (result.HasInner && result.Outcome == "Passed")
        {
            return;
        }

        switch (result.Outcome)
        {
            case "Passed":
                tally.Pass(result.Name);
                break;
            case "NotExecuted" or "Inconclusive" or "Pending" or "NotRunnable":
                tally.Skip(result.Name);
                break;
            default:
                tally.Fail(result.Name);
                break;
        }
    }

    private void Compare(string? summary, int? total, int? passed, int? failed)
    {
        if (!_nested && total is { } t && t != tally.Cases)
        {
            tally.Contradict($"its counters say {t} tests, its results are {tally.Cases}.");
        }

        if (!_nested && passed is { } p && p != tally.Passed)
        {
            tally.Contradict($"its counters say {p} passed, {tally.Passed} of its results did.");
        }

        if (failed > 0 && tally.Failed == 0)
        {
            tally.Contradict($"its counters say {failed} failed, none of its results did.");
        }

        if (summary is "Aborted" or "Error" or "Timeout" or "Disconnected" || (summary == "Failed" && tally.Failed == 0))
        {
            tally.Contradict($"the run as a whole ended as {summary}.");
        }
    }

    private sealed class Result(string name, string? outcome)
    {
        public string Name { get; } = name;

        public string? Outcome { get; } = outcome;

        public bool HasInner { get; set; }
    }
}
