using System.Text.Json;

namespace Baton.Engine.Validators.Reports;

/// <summary>The lines of <c>go test -json</c>. A test with subtests is counted by them; one that began and never ended has failed.</summary>
internal sealed class GoReport(Tally tally) : ILineReport
{
    private readonly Dictionary<(string Package, string Test), Ends> _tests = [];
    private readonly HashSet<(string Package, string Test)> _parents = [];
    private readonly HashSet<string> _failedPackages = [];

    public void Read(JsonElement line)
    {
        var (action, package, test) = (line.Text("Action"), line.Text("Package") ?? "", line.Text("Test"));
        if (test is null)
        {
            if (action == "fail")
            {
                _failedPackages.Add(package);
            }

            return;
        }

        if (action is not ("run" or "pass" or "fail" or "skip"))
        {
            return;
        }

        if (!_tests.TryGetValue((package, test), out var ends))
        {
            _tests[(package, test)] = ends = new Ends();
            NoteParents(package, test);
        }

        ends.Count(action);
    }

    public void Finish()
    {
        foreach (var ((package, test), ends) in _tests)
        {
            var name = $"{package} {test}".Trim();
            var bad = ends.Failed + Math.Max(0, ends.Begun - ends.Ended);
            if (bad > 0)
            {
                tally.Fail(name, bad, ends.Failed > 0 ? "" : " (did not end)");
                _failedPackages.Remove(package);
            }

            if (!_parents.Contains((package, test)))
            {
                tally.Pass(name, ends.Passed);
                tally.Skip(name, ends.Skipped);
            }
        }

        if (_failedPackages.Count > 0)
        {
            tally.Contradict($"package {Words.List(_failedPackages)} failed although no test of it did; it may not build.");
        }
    }

    private void NoteParents(string package, string test)
    {
        for (var slash = test.LastIndexOf('/'); slash > 0; slash = test.LastIndexOf('/', slash - 1))
        {
            _parents.Add((package, test[..slash]));
        }
    }

    private sealed class Ends
    {
        public int Begun { get; private set; }

        public int Passed { get; private set; }

        public int Failed { get; private set; }

        public int Skipped { get; private set; }

        public int Ended => Passed + Failed + Skipped;

        public void Count(string action)
        {
            Begun += action == "run" ? 1 : 0;
            Passed += action == "pass" ? 1 : 0;
            Failed += action == "fail" ? 1 : 0;
            Skipped += action == "skip" ? 1 : 0;
        }
    }
}
