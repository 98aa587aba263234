using System.Diagnostics.CodeAnalysis;
using Baton.Domain.Plans;

namespace Baton.Domain.Runs;

/// <summary>
/// Where every task of a run stands, in plan order. Immutable: a change gives another table that shares all but a few nodes with this one. Replay alone, which keeps
/// no table but the newest, changes one in place.
/// </summary>
public sealed class TaskTable
{
    private const int Bits = 5;
    private const int Width = 1 << Bits;

    private readonly PlanGraph? _graph;
    private readonly int _shift;
    private readonly Node _root;

    /// <summary>Nodes with this mark belong to this table alone; null: it has none.</summary>
    private readonly object? _owner;

    private TaskTable(PlanGraph? graph, int shift, Node root, object? owner) => (_graph, _shift, _root, _owner) = (graph, shift, root, owner);

    public static TaskTable Empty { get; } = new(null, 0, Node.Make(0, null), null);

    public int Count => _graph?.Plan.Tasks.Length ?? 0;

    public IEnumerable<TaskState> Values
    {
        get
        {
            for (var place = 0; place < Count; place++)
            {
                yield return At(place);
            }
        }
    }

    /// <exception cref="KeyNotFoundException">The plan has no such task.</exception>
    public TaskState this[TaskId id] => TryGetValue(id, out var state) ? state : throw new KeyNotFoundException($"The plan of the run has no task {id}.");

    /// <param name="stateOf">Called once for every task of the plan, in its order.</param>
    public static TaskTable Of(PlanGraph graph, Func<PlanTask, TaskState> stateOf)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(stateOf);
        var shift = 0;
        while (graph.Plan.Tasks.Length > Width << shift)
        {
            shift += Bits;
        }

        var owner = new object();
        var root = Node.Make(shift, owner);
        for (var place = 0; place < graph.Plan.Tasks.Length; place++)
        {
            root = Set(root, shift, place, stateOf(graph.Plan.Tasks[place]), owner);
        }

        return new TaskTable(graph, shift, root, null);
    }

    public bool TryGetValue(TaskId id, [MaybeNullWhen(false)] out TaskState value)
    {
        if (_graph is null || !_graph.TryPlace(id, out var place))
        {
            value = null;
            return false;
        }

        value = At(place);
        return true;
    }

    /// <summary>The table with another state of one of its tasks.</summary>
    /// <exception cref="KeyNotFoundException">The plan has no such task.</exception>
    internal TaskTable With(TaskState task)
    {
        if (_graph is null || !_graph.TryPlace(task.Id, out var place))
        {
            throw new KeyNotFoundException($"The plan of the run has no task {task.Id}.");
        }

        var root = Set(_root, _shift, place, task, _owner);
        return ReferenceEquals(root, _root) ? this : new TaskTable(_graph, _shift, root, _owner);
    }

    /// <summary>A table whose changes happen in place from now on, for one who forgets every table but the newest; this one stays as it is.</summary>
    internal TaskTable Thawed() => new(_graph, _shift, _root, new object());

    /// <summary>The same as a table that never changes. The thawed one must not be changed any more.</summary>
    internal TaskTable Frozen() => new(_graph, _shift, _root, null);

    private TaskState At(int place)
    {
        var node = _root;
        for (var shift = _shift; shift > 0; shift -= Bits)
        {
            node = node.Inner![(place >> shift) & (Width - 1)]!;
        }

        return node.Leaf![place & (Width - 1)]!;
    }

    private static Node Set(Node node, int shift, int place, TaskState task, object? owner)
    {
        var own = owner is not null && ReferenceEquals(node.Owner, owner) ? node : node.Copy(owner);
        if (shift == 0)
        {
            own.Leaf![place & (Width - 1)] = task;
        }
        else
        {
            ref var child = ref own.Inner![(place >> shift) & (Width - 1)];
            child = Set(child ?? Node.Make(shift - Bits, owner), shift - Bits, place, task, owner);
        }

        return own;
    }

    private sealed class Node(Node?[]? inner, TaskState?[]? leaf, object? owner)
    {
        public Node?[]? Inner => inner;

        public TaskState?[]? Leaf => leaf;

        public object? Owner => owner;

        public static Node Make(int shift, object? owner) => shift == 0 ? new(null, new TaskState?[Width], owner) : new(new Node?[Width], null, owner);

        public Node Copy(object? by) => new((Node?[]?)inner?.Clone(), (TaskState?[]?)leaf?.Clone(), by);
    }
}
