namespace Baton.Domain.Plans.Checks;

/// <summary>A plan under check: its parts by id, its graph, and where to put findings.</summary>
internal sealed class CheckedPlan
{
    private readonly SourceMap _source;
    private readonly Lazy<ScheduledFigures?> _scheduled;
    private readonly Lazy<EarliestTimes?> _earliest;
    private readonly Lazy<EarliestTimes?> _withBarriers;
    private int _advice = 50;
    private int[]? _barriers;
    private string[]? _taskIds;
    private NeedGraph? _wholeNeeds;

    public CheckedPlan(Plan plan, SourceMap source, FindingList findings, Func<Plan, ScheduledFigures?> schedule)
    {
        Plan = plan;
        _scheduled = new(() => Earliest is null || EarliestWithBarriers is null || HasUnknownNeeds() ? null : schedule(plan));
        _earliest = new(() => EarliestTimes.Of(this, null, [], out _));
        _withBarriers = new(() => EarliestTimes.Of(this, Barriers, [], out _));
        _source = source;
        Findings = findings;
        for (var i = 0; i < plan.Tasks.Length; i++)
        {
            Numbers.TryAdd(plan.Tasks[i].Id, i);
        }

        foreach (var agent in plan.Agents)
        {
            Agents.TryAdd(agent.Id, agent);
        }

        foreach (var group in plan.Groups)
        {
            GroupPlaces.TryAdd(group.Id, GroupPlaces.Count);
            Groups.TryAdd(group.Id, group);
        }

        Graph = new NeedGraph(plan, Numbers);
    }

    public Plan Plan { get; }

    public FindingList Findings { get; }

    public Dictionary<TaskId, int> Numbers { get; } = [];

    public Dictionary<AgentId, Agent> Agents { get; } = [];

    public Dictionary<GroupId, TaskGroup> Groups { get; } = [];

    /// <summary>The place of a group among the groups.</summary>
    public Dictionary<GroupId, int> GroupPlaces { get; } = [];

    public NeedGraph Graph { get; }

    /// <summary>The schedule under all limits; null when there is none or it would take too long.</summary>
    public ScheduledFigures? Scheduled => _scheduled.Value;

    /// <summary>By needs alone; null with a cycle.</summary>
    public EarliestTimes? Earliest => _earliest.Value;

    /// <summary>By needs and barriers; null when something waits for itself.</summary>
    public EarliestTimes? EarliestWithBarriers => _withBarriers.Value;

    /// <summary>The graph without partial hand-offs.</summary>
    public NeedGraph WholeNeeds => _wholeNeeds ??= HasPartialNeeds() ? new NeedGraph(Plan, Numbers, wholeOnly: true) : Graph;

    /// <summary>Places of the groups that hold later groups back, in order.</summary>
    public int[] Barriers => _barriers ??= [.. Enumerable.Range(0, Math.Max(0, Plan.Groups.Length - 1)).Where(i => Plan.Groups[i].Barrier)];

    public string[] TaskIds => _taskIds ??= Array.ConvertAll([.. Plan.Tasks], t => t.Id.Value);

    public Agent? AgentOf(PlanTask task) => task.Agent is { } id && Agents.TryGetValue(id, out var agent) ? agent : null;

    public SourcePosition At(PlanPlace place) => _source.Find(place);

    /// <summary>The advice with the nearest known word in front, for a bounded number of findings.</summary>
    public string Advice(string word, IEnumerable<string> known, string advice) =>
        Findings.IsFull(Severity.Error) || --_advice < 0 ? advice : Nearest.Advice(word, known, advice);

    private bool HasUnknownNeeds() => Plan.Tasks.Any(t => t.Needs.Any(n => !Numbers.ContainsKey(n.Task))) || Numbers.Count < Plan.Tasks.Length;

    private bool HasPartialNeeds()
    {
        foreach (var task in Plan.Tasks)
        {
            foreach (var need in task.Needs)
            {
                if (need.Share < 1)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
