namespace Baton.Domain.Plans.Checks;

/// <summary>A plan under check: its parts by id, its graph, and where to put findings.</summary>
internal sealed class CheckedPlan
{
    private readonly SourceMap _source;
    private int _advice = 50;
    private string[]? _taskIds;
    private NeedGraph? _wholeNeeds;

    public CheckedPlan(Plan plan, SourceMap source, FindingList findings)
    {
        Plan = plan;
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
            Groups.TryAdd(group.Id, group);
        }

        Graph = new NeedGraph(plan, Numbers);
    }

    public Plan Plan { get; }

    public FindingList Findings { get; }

    public Dictionary<TaskId, int> Numbers { get; } = [];

    public Dictionary<AgentId, Agent> Agents { get; } = [];

    public Dictionary<GroupId, TaskGroup> Groups { get; } = [];

    public NeedGraph Graph { get; }

    /// <summary>The graph without partial hand-offs.</summary>
    public NeedGraph WholeNeeds => _wholeNeeds ??= HasPartialNeeds() ? new NeedGraph(Plan, Numbers, wholeOnly: true) : Graph;

    public string[] TaskIds => _taskIds ??= Array.ConvertAll([.. Plan.Tasks], t => t.Id.Value);

    public Agent? AgentOf(PlanTask task) => task.Agent is { } id && Agents.TryGetValue(id, out var agent) ? agent : null;

    public SourcePosition At(PlanPlace place) => _source.Find(place);

    /// <summary>The advice with the nearest known word in front, for a bounded number of findings.</summary>
    public string Advice(string word, IEnumerable<string> known, string advice) =>
        Findings.IsFull(Severity.Error) || --_advice < 0 ? advice : Nearest.Advice(word, known, advice);

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
