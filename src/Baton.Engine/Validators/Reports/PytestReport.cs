using System.Text.Json;

namespace Baton.Engine.Validators.Reports;

/// <summary>The lines of pytest's <c>--report-log</c>. A test is its set-up, call and clean-up together; expected failures count as skipped.</summary>
internal sealed class PytestReport(Tally tally) : ILineReport
{
    private readonly Dictionary<string, Phases> _tests = [];
    private int? _exitStatus;
    private bool _finished;

    public void Read(JsonElement line)
    {
        switch (line.Text("$report_type"))
        {
            case "TestReport" or "SubTestReport" or "SubtestReport":
                ReadTest(line);
                break;
            case "CollectReport" when line.Text("outcome") == "failed":
                tally.Fail($"{line.Text("nodeid")} (could not be collected)");
                break;
            case "SessionFinish":
                _finished = true;
                _exitStatus = line.Number("exitstatus");
                break;
        }
    }

    public void Finish()
    {
        foreach (var (name, phases) in _tests)
        {
            phases.Count(name, tally);
        }

        // Status 5 is "no tests were collected".
        if (!_finished)
        {
            tally.Contradict("the session has no end.");
        }
        else if (_exitStatus is not (null or 0 or 5) && tally.Failed == 0)
        {
            tally.Contradict($"the session ended with status {_exitStatus} although no test failed.");
        }
    }

    private void ReadTest(JsonElement line)
    {
        var name = line.Text("nodeid") ?? "?";
        if (!_tests.TryGetValue(name, out var phases))
        {
            _tests[name] = phases = new Phases();
        }

        var outcome = line.Text("outcome");
        phases.Failed |= outcome == "failed";
        phases.Skipped |= outcome == "skipped";
        phases.Passed |= outcome == "passed" && line.Text("when") == "call";
    }

    private sealed class Phases
    {
        public bool Failed { get; set; }

        public bool Skipped { get; set; }

        public bool Passed { get; set; }

        public void Count(string name, Tally tally)
        {
            if (Failed)
            {
                tally.Fail(name);
            }
            else if (Skipped)
            {
                tally.Skip(name);
            }
            else if (Passed)
            {
                tally.Pass(name);
            }
            else
            {
                tally.Fail(name, note: " (did not end)");
            }
        }
    }
}
