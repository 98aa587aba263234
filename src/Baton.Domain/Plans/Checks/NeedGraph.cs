using System.Numerics;

namespace Baton.Domain.Plans.Checks;

/// <summary>The needs of a plan as numbers: task i needs the tasks <see cref="Needs"/>[i]. Unknown tasks and self-dependencies are left out.</summary>
internal sealed class NeedGraph
{
    private readonly Lazy<ulong[][]?> _ancestors;

    public NeedGraph(Plan plan, Dictionary<TaskId, int> numbers, bool wholeOnly = false)
    {
        Needs = new int[plan.Tasks.Length][];
        for (var i = 0; i < Needs.Length; i++)
        {
            Needs[i] = Known(plan.Tasks[i], i, numbers, wholeOnly);
        }

        HasSuccessors = new bool[Needs.Length];
        foreach (var needs in Needs)
        {
            foreach (var need in needs)
            {
                HasSuccessors[need] = true;
            }
        }

        _ancestors = new Lazy<ulong[][]?>(FindAncestors);
    }

    public int[][] Needs { get; }

    public bool[] HasSuccessors { get; }

    /// <summary>False when the needs form a cycle: there is no order then, and <see cref="NeedsDirectlyOrNot"/> must not be asked.</summary>
    public bool HasOrder => _ancestors.Value is not null;

    /// <summary>Whether <paramref name="task"/> cannot start before <paramref name="other"/> is done, directly or through others.</summary>
    public bool NeedsDirectlyOrNot(int task, int other) => Has(_ancestors.Value![task], other);

    /// <summary>Predecessors before successors; null when there is a cycle.</summary>
    public int[]? Order()
    {
        var waiting = new int[Needs.Length];
        var successors = new List<int>?[Needs.Length];
        var order = new int[Needs.Length];
        var count = 0;
        for (var i = 0; i < Needs.Length; i++)
        {
            waiting[i] = Needs[i].Length;
            foreach (var need in Needs[i])
            {
                (successors[need] ??= []).Add(i);
            }

            if (waiting[i] == 0)
            {
                order[count++] = i;
            }
        }

        for (var next = 0; next < count; next++)
        {
            foreach (var successor in successors[order[next]] ?? [])
            {
                if (--waiting[successor] == 0)
                {
                    order[count++] = successor;
                }
            }
        }

        return count == order.Length ? order : null;
    }

    private static int[] Known(PlanTask task, int self, Dictionary<TaskId, int> numbers, bool wholeOnly)
    {
        if (task.Needs.IsEmpty)
        {
            return [];
        }

        var known = new List<int>(task.Needs.Length);
        foreach (var need in task.Needs)
        {
            if (numbers.TryGetValue(need.Task, out var number) && number != self && (!wholeOnly || need.Share >= 1))
            {
                known.Add(number);
            }
        }

        return [.. known];
    }

    private ulong[][]? FindAncestors()
    {
        if (Order() is not { } order)
        {
            return null;
        }

        var words = (Needs.Length + 63) / 64;
        var ancestors = new ulong[Needs.Length][];
        foreach (var task in order)
        {
            var mine = new ulong[words];
            foreach (var need in Needs[task])
            {
                Unite(mine, ancestors[need]);
                mine[need / 64] |= 1UL << (need % 64);
            }

            ancestors[task] = mine;
        }

        return ancestors;
    }

    private static void Unite(ulong[] target, ulong[] source)
    {
        var i = 0;
        for (; i <= target.Length - Vector<ulong>.Count; i += Vector<ulong>.Count)
        {
            (new Vector<ulong>(target, i) | new Vector<ulong>(source, i)).CopyTo(target, i);
        }

        for (; i < target.Length; i++)
        {
            target[i] |= source[i];
        }
    }

    private static bool Has(ulong[] set, int number) => (set[number / 64] & (1UL << (number % 64))) != 0;
}
