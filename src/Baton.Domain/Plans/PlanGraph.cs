using System.Collections.Immutable;

namespace Baton.Domain.Plans;

/// <summary>Who waits for whom in a plan: dependencies, and barriers between groups. Needs a plan that passed its checks.</summary>
public sealed class PlanGraph
{
    private readonly Dictionary<TaskId, int> _places;
    private readonly Dictionary<AgentId, Agent> _agents;
    private readonly Dictionary<GroupId, int> _groupOrder;

    /// <summary>By the task's place; default: nothing needs it.</summary>
    private readonly ImmutableArray<TaskId>[] _successors;
    private readonly int[] _barriersBefore;

    public PlanGraph(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Plan = plan;
        Limits = new LimitSet(plan);
        HasBudget = plan.Limits is not { Tokens: null, Money: null } || plan.Tasks.Any(t => t.Allowance is not { Tokens: null, Money: null }) || plan.Agents.Any(a => a.Allowance is not { Tokens: null, Money: null });
        _places = new(plan.Tasks.Length);
        foreach (var task in plan.Tasks)
        {
            _places.Add(task.Id, _places.Count);
        }

        _agents = plan.Agents.ToDictionary(a => a.Id);
        _groupOrder = plan.Groups.Select((g, i) => (g.Id, i)).ToDictionary(x => x.Id, x => x.i);
        _successors = FindSuccessors(plan);
        _barriersBefore = CountBarriers(plan);
        HasStartLimits = plan.Tasks.Any(t => t.StartWithin is not null);
    }

    public Plan Plan { get; }

    public LimitSet Limits { get; }

    /// <summary>Some task must be started within a time.</summary>
    public bool HasStartLimits { get; }

    /// <summary>The plan says what something may cost.</summary>
    public bool HasBudget { get; }

    public PlanTask Task(TaskId id) => Plan.Tasks[_places[id]];

    public bool Knows(TaskId id) => _places.ContainsKey(id);

    /// <summary>The task's place among the plan's tasks; false: it has no such task.</summary>
    public bool TryPlace(TaskId id, out int place) => _places.TryGetValue(id, out place);

    public Agent? AgentOf(TaskId id) => Task(id).Agent is { } agent ? _agents.GetValueOrDefault(agent) : null;

    public ImmutableArray<TaskId> Successors(TaskId id) => _places.TryGetValue(id, out var place) && !_successors[place].IsDefault ? _successors[place] : [];

    /// <summary>Tasks that need this one, directly or through others, in plan order.</summary>
    public ImmutableArray<TaskId> Descendants(TaskId id)
    {
        var found = new HashSet<TaskId>();
        var open = new Stack<TaskId>([id]);
        while (open.TryPop(out var next))
        {
            foreach (var successor in Successors(next))
            {
                if (found.Add(successor))
                {
                    open.Push(successor);
                }
            }
        }

        return [.. Plan.Tasks.Select(t => t.Id).Where(found.Contains)];
    }

    /// <summary>The place of a task's group among the groups; -1 without a group.</summary>
    public int GroupIndex(TaskId id) => Task(id).Group is { } group ? _groupOrder.GetValueOrDefault(group, -1) : -1;

    /// <summary>Barriers that must open before the task may start: those of all earlier groups that have one.</summary>
    public int BarriersBefore(TaskId id)
    {
        var index = GroupIndex(id);
        return index < 0 ? 0 : _barriersBefore[index];
    }

    private ImmutableArray<TaskId>[] FindSuccessors(Plan plan)
    {
        var lists = new List<TaskId>?[plan.Tasks.Length];
        foreach (var task in plan.Tasks)
        {
            foreach (var need in task.Needs)
            {
                if (_places.TryGetValue(need.Task, out var place) && !(lists[place] is [.., var last] && last == task.Id))
                {
                    (lists[place] ??= []).Add(task.Id);
                }
            }
        }

        return Array.ConvertAll(lists, list => list is null ? default : ImmutableArray.CreateRange(list));
    }

    private static int[] CountBarriers(Plan plan)
    {
        var used = plan.Tasks.Where(t => t.Group is not null).Select(t => t.Group!.Value).ToHashSet();
        var before = new int[plan.Groups.Length];
        for (var i = 1; i < before.Length; i++)
        {
            var earlier = plan.Groups[i - 1];
            before[i] = before[i - 1] + (earlier.Barrier && used.Contains(earlier.Id) ? 1 : 0);
        }

        return before;
    }
}
