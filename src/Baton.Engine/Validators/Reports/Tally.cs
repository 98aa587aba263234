using Baton.Domain.Evidence;

namespace Baton.Engine.Validators.Reports;

/// <summary>Counts the cases of one report.</summary>
internal sealed class Tally
{
    private readonly List<string> _failures = [];
    private string _problem = "";
    private int _passed;
    private int _failed;
    private int _skipped;

    public int Passed => _passed;

    public int Failed => _failed;

    public int Cases => _passed + _failed + _skipped;

    public void Pass(int count = 1) => _passed += count;

    public void Skip(int count = 1) => _skipped += count;

    public void Fail(string name, int count = 1)
    {
        _failed += count;
        if (_failures.Count < ReportReading.MaxFailures)
        {
            _failures.Add(name);
        }
    }

    /// <summary>Something in the report contradicts its cases; the first one is kept.</summary>
    public void Contradict(string problem) => _problem = _problem.Length == 0 ? problem : _problem;

    public ReportReading ToReading() => new(ReportState.Read, new TestCounts(_passed, _failed, _skipped), _problem, _failures);
}
