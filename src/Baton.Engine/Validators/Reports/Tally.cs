using Baton.Domain.Evidence;

namespace Baton.Engine.Validators.Reports;

/// <summary>Counts the cases of one report.</summary>
internal sealed class Tally
{
    private readonly List<string> _failures = [];
    private readonly Dictionary<string, TestCounts> _names = new(StringComparer.Ordinal);
    private string _problem = "";
    private int _passed;
    private int _failed;
    private int _skipped;

    public int Passed => _passed;

    public int Failed => _failed;

    public int Cases => _passed + _failed + _skipped;

    public void Pass(string name, int count = 1)
    {
        _passed += count;
        Name(name, new TestCounts(count, 0, 0));
    }

    public void Skip(string name, int count = 1)
    {
        _skipped += count;
        Name(name, new TestCounts(0, 0, count));
    }

    /// <param name="note">Said behind the name where failures are listed.</param>
    public void Fail(string name, int count = 1, string note = "")
    {
        _failed += count;
        Name(name, new TestCounts(0, count, 0));
        if (_failures.Count < ReportReading.MaxFailures)
        {
            _failures.Add(name + note);
        }
    }

    /// <summary>Something in the report contradicts its cases; the first one is kept.</summary>
    public void Contradict(string problem) => _problem = _problem.Length == 0 ? problem : _problem;

    public ReportReading ToReading() => new(ReportState.Read, new TestCounts(_passed, _failed, _skipped), _problem, _failures) { Names = _names.Count > ReportReading.MaxNames ? null : _names };

    private void Name(string name, TestCounts counts)
    {
        if (_names.Count <= ReportReading.MaxNames && counts != new TestCounts(0, 0, 0))
        {
            _names[name] = _names.TryGetValue(name, out var known) ? known + counts : counts;
        }
    }
}
