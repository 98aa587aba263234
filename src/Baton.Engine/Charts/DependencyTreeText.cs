using System.Text;
using Baton.Domain.Plans;
using Baton.Engine.Reports;
using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

/// <summary>What leads to what, as an indented tree: every task once in full, below the first of the tasks that it needs; later mentions point back.</summary>
public static class DependencyTreeText
{
    /// <summary>Deeper branches start again at the left.</summary>
    private const int MostDepth = 20;

    /// <param name="schedule">Of the same plan; gives no lines with errors.</param>
    /// <returns>Lines, none wider than the width.</returns>
    public static IEnumerable<string> Lines(Plan plan, PlanSchedule schedule, int width, bool ascii)
    {
        if (schedule.HasErrors)
        {
            yield break;
        }

        var walk = new Walk(plan, schedule, ascii);
        foreach (var line in walk.Lines())
        {
            yield return GanttText.Fit(line, width, ascii ? GanttGlyphs.Ascii : GanttGlyphs.Unicode);
        }
    }

    private sealed class Walk(Plan plan, PlanSchedule schedule, bool ascii)
    {
        private readonly ILookup<int, PlanLink> _after = PlanLinks.Of(plan, schedule).ToLookup(l => l.Before);
        private readonly ILookup<int, int> _needs = PlanLinks.Of(plan, schedule).ToLookup(l => l.After, l => l.Before);
        private readonly bool[] _told = new bool[plan.Tasks.Length];
        private readonly (string Branch, string Last, string Down, string Gap) _lines = ascii ? ("+- ", "`- ", "|  ", "   ") : ("├─ ", "└─ ", "│  ", "   ");

        public IEnumerable<string> Lines()
        {
            var roots = new Queue<int>(Enumerable.Range(0, plan.Tasks.Length).Where(i => !_needs[i].Any()));
            while (roots.TryDequeue(out var root))
            {
                foreach (var line in _told[root] ? [] : From(root, roots))
                {
                    yield return line;
                }
            }
        }

        private IEnumerable<string> From(int root, Queue<int> later)
        {
            var open = new Stack<(int Task, int Parent, string Lead, string Indent, int Depth)>([(root, -1, "", "", 0)]);
            while (open.TryPop(out var at))
            {
                if (_told[at.Task])
                {
                    yield return $"{at.Lead}{Id(at.Task)} (above)";
                    continue;
                }

                int[] next = [.. _after[at.Task].Select(l => l.After)];
                if (at.Depth == MostDepth && next.Length > 0)
                {
                    yield return $"{at.Lead}{Id(at.Task)} (goes on below)";
                    later.Enqueue(at.Task);
                    continue;
                }

                _told[at.Task] = true;
                yield return $"{at.Lead}{Describe(at.Task, at.Parent)}";
                for (var k = next.Length - 1; k >= 0; k--)
                {
                    var last = k == next.Length - 1;
                    open.Push((next[k], at.Task, at.Indent + (last ? _lines.Last : _lines.Branch), at.Indent + (last ? _lines.Gap : _lines.Down), at.Depth + 1));
                }
            }
        }

        private string Describe(int i, int parent)
        {
            var task = schedule.Tasks[i];
            var others = _needs[i].Where(n => n != parent).Select(Id).ToList();
            var text = new StringBuilder(task.OnDependencyPath ? $"{Id(i)} {(ascii ? "#" : "█")}" : Id(i));
            text.Append(ChartText.Label(task.Id.Value, task.Title) is var label && label.StartsWith(task.Id.Value + " ", StringComparison.Ordinal) ? label[task.Id.Value.Length..] : $" {label}");
            text.Append($" ({PlanTime.Text(task.Finish - task.Start)}, {task.Agent?.Value ?? "no agent"})");
            return others.Count == 0 || parent < 0 ? text.ToString() : $"{text}, needs {string.Join(", ", others)}, too";
        }

        private string Id(int i) => plan.Tasks[i].Id.Value;
    }
}
