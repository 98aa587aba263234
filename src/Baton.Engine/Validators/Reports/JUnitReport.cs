using System.Xml;

namespace Baton.Engine.Validators.Reports;

/// <summary>JUnit XML as surefire, pytest, jest, gotestsum, GoogleTest and others write it. Counts the cases; a suite's attributes are only compared with them.</summary>
internal sealed class JUnitReport(Tally tally)
{
    private readonly Stack<Suite> _suites = new();
    private Case? _case;

    public void Read(XmlReader reader)
    {
        do
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                Open(reader);
            }
            else if (reader.NodeType == XmlNodeType.EndElement)
            {
                Close(reader.LocalName);
            }
        }
        while (reader.Read());
    }

    private void Open(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "testsuites" or "testsuite" when _case is null:
                _suites.Push(new Suite(reader, tally));
                break;
            case "testcase" when _case is null:
                _case = new Case(reader);
                break;
            case "failure" or "error" when _case is not null && reader.Depth == _case.Depth + 1:
                _case.Failed = true;
                break;
            case "skipped" when _case is not null && reader.Depth == _case.Depth + 1:
                _case.Skipped = true;
                break;
            case "failure" or "error" when _case is null && _suites.TryPeek(out var suite):
                suite.Own++;
                tally.Fail(suite.Name);
                break;
            default:
                return;
        }

        if (reader.IsEmptyElement)
        {
            Close(reader.LocalName);
        }
    }

    private void Close(string name)
    {
        if (name == "testcase" && _case is not null)
        {
            Count(_case);
            _case = null;
        }
        else if (name is "testsuites" or "testsuite" && _case is null && _suites.TryPop(out var suite))
        {
            suite.Compare(tally);
        }
    }

    private void Count(Case done)
    {
        if (_suites.TryPeek(out var suite))
        {
            suite.Direct++;
        }

        if (done.Failed)
        {
            tally.Fail(done.Name);
        }
        else if (done.Skipped)
        {
            tally.Skip(done.Name);
        }
        else
        {
            tally.Pass(done.Name);
        }
    }

    private sealed class Case(XmlReader reader)
    {
        public string Name { get; } = $"{reader.GetAttribute("classname")} {reader.GetAttribute("name")}".Trim();

        public int Depth { get; } = reader.Depth;

        public bool Failed { get; set; } = reader.GetAttribute("status") is "failed" or "error";

        // GoogleTest and some others say so in an attribute.
        public bool Skipped { get; set; } =
            reader.GetAttribute("status") is "notrun" or "skipped" or "disabled" || reader.GetAttribute("result") is "skipped" or "suppressed";
    }

    private sealed class Suite(XmlReader reader, Tally tally)
    {
        private readonly int _casesBefore = tally.Cases;
        private readonly int _failedBefore = tally.Failed;
        private readonly int? _tests = CountText.Read(reader, "tests", tally);
        private readonly long _bad = (long)(CountText.Read(reader, "failures", tally) ?? 0) + (CountText.Read(reader, "errors", tally) ?? 0);

        public string Name { get; } = reader.GetAttribute("name") ?? reader.LocalName;

        /// <summary>Cases directly in it, without those of inner suites.</summary>
        public int Direct { get; set; }

        /// <summary>Failures of the suite itself, which are no cases.</summary>
        public int Own { get; set; }

        public void Compare(Tally now)
        {
            var all = now.Cases - _casesBefore - Own;
            var failed = now.Failed - _failedBefore;

            // pytest counts a test whose clean-up fails twice.
            var twice = failed;
            if (_tests is { } tests && tests != Direct && (tests < all || tests > all + twice))
            {
                now.Contradict($"suite '{Name}' says {tests} tests and holds {all}.");
            }

            if (_bad > 0 && failed == 0)
            {
                now.Contradict($"suite '{Name}' says {_bad} failures and holds none.");
            }
        }
    }
}
