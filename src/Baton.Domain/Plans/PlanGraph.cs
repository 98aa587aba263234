using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Baton.Domain.Plans;

/// <summary>Who waits for whom in a plan: dependencies, and barriers between groups. Needs a plan that passed its checks.</summary>
public sealed class PlanGraph
{
    private readonly FrozenDictionary<TaskId, PlanTask> _tasks;
    private readonly FrozenDictionary<AgentId, Agent> _agents;
    private readonly FrozenDictionary<GroupId, int> _groupOrder;
    private readonly FrozenDictionary<TaskId, ImmutableArray<TaskId>> _successors;
    private readonly int[] _barriersBefore;

    public PlanGraph(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Plan = plan;
        Limits = new LimitSet(plan);
        HasBudget = plan.Limits is not { Tokens: null, Money: null } || plan.Tasks.Any(t => t.Allowance is not { Tokens: null, Money: null }) || plan.Agents.Any(a => a.Allowance is not { Tokens: null, Money: null });
        _tasks = plan.Tasks.ToFrozenDictionary(t => t.Id);
        _agents = plan.Agents.ToFrozenDictionary(a => a.Id);
        _groupOrder = plan.Groups.Select((g, i) => (g.Id, i)).ToFrozenDictionary(x => x.Id, x => x.i);
        _successors = plan.Tasks
            .SelectMany(t => t.Needs.Select(n => (From: n.Task, To: t.Id)))
            .GroupBy(e => e.From)
            .ToFrozenDictionary(g => g.Key, g => g.Select(e => e.To).Distinct().ToImmutableArray());
        _barriersBefore = CountBarriers(plan);
        HasStartLimits = plan.Tasks.Any(t => t.StartWithin is not null);
    }

    public Plan Plan { get; }

    public LimitSet Limits { get; }

    /// <summary>Some task must be started within a time.</summary>
    public bool HasStartLimits { get; }

    /// <summary>The plan says what something may cost.</summary>
    public bool HasBudget { get; }

    public PlanTask Task(TaskId id) => _tasks[id];

    public bool Knows(TaskId id) => _tasks.ContainsKey(id);

    public Agent? AgentOf(TaskId id) => Task(id).Agent is { } agent ? _agents.GetValueOrDefault(agent) : null;

    public ImmutableArray<TaskId> Successors(TaskId id) => _successors.GetValueOrDefault(id, []);

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
