using System.Text;

namespace Baton.Domain.Plans.Checks;

/// <summary>Tasks that wait for each other never start. Every cycle is printed as a path; cycles that share a task are printed once.</summary>
internal static class CycleCheck
{
    private const int MostNamed = 12;

    public static void Run(CheckedPlan subject)
    {
        var search = new Search(subject.Graph.Needs);
        for (var task = 0; task < subject.Plan.Tasks.Length; task++)
        {
            foreach (var cycle in search.From(task))
            {
                Report(subject, cycle);
            }
        }
    }

    private static void Report(CheckedPlan subject, List<int> cycle)
    {
        var first = subject.Plan.Tasks[cycle[0]];
        var second = subject.Plan.Tasks[cycle[1 % cycle.Count]];
        var index = 0;
        while (first.Needs[index].Task != second.Id)
        {
            index++;
        }

        subject.Findings.Error(CheckCode.Cycle, subject.At(PlanPlace.Task(first.Id, "needs", index)), second.Id.Value,
            $"{cycle.Count:N0} tasks wait for each other: {Path(subject, cycle)} (each needs the next).", "Remove one of these needs.");
    }

    private static string Path(CheckedPlan subject, List<int> cycle)
    {
        var path = new StringBuilder();
        for (var i = 0; i < cycle.Count; i++)
        {
            if (cycle.Count > MostNamed + 1 && i == MostNamed / 2)
            {
                var left = cycle.Count - MostNamed;
                path.Append("... ").Append(left).Append(" more ... -> ");
                i += left;
            }

            path.Append(subject.Plan.Tasks[cycle[i]].Id.Value).Append(" -> ");
        }

        return path.Append(subject.Plan.Tasks[cycle[0]].Id.Value).ToString();
    }

    /// <summary>Depth first without recursion, so that the length of a path is bounded by memory and not by the stack.</summary>
    private sealed class Search(int[][] needs)
    {
        private readonly List<(int Task, int Next)> _path = [];
        private readonly int[] _depth = new int[needs.Length];
        private readonly bool[] _done = new bool[needs.Length];
        private readonly bool[] _reported = new bool[needs.Length];

        /// <summary>The cycles met on the way from <paramref name="start"/>, each starting with its first task of the file.</summary>
        public List<List<int>> From(int start)
        {
            var cycles = new List<List<int>>();
            if (!_done[start])
            {
                Enter(start);
            }

            while (_path.Count > 0)
            {
                var (task, next) = _path[^1];
                if (next == needs[task].Length)
                {
                    Leave(task);
                    continue;
                }

                _path[^1] = (task, next + 1);
                Look(needs[task][next], cycles);
            }

            return cycles;
        }

        private void Look(int need, List<List<int>> cycles)
        {
            if (_depth[need] > 0)
            {
                Close(need, cycles);
            }
            else if (!_done[need])
            {
                Enter(need);
            }
        }

        private void Enter(int task)
        {
            _path.Add((task, 0));
            _depth[task] = _path.Count;
        }

        private void Leave(int task)
        {
            _path.RemoveAt(_path.Count - 1);
            _depth[task] = 0;
            _done[task] = true;
        }

        private void Close(int need, List<List<int>> cycles)
        {
            if (_reported[need] || _reported[_path[^1].Task])
            {
                return;
            }

            var cycle = new List<int>();
            var first = 0;
            for (var i = _depth[need] - 1; i < _path.Count; i++)
            {
                _reported[_path[i].Task] = true;
                first = cycle.Count > 0 && _path[i].Task < cycle[first] ? cycle.Count : first;
                cycle.Add(_path[i].Task);
            }

            cycles.Add([.. cycle[first..], .. cycle[..first]]);
        }
    }
}
