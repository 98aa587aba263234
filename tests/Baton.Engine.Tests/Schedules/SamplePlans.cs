using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Engine.Tests.Schedules;

/// <summary>Plans as the reader would give them, without a file.</summary>
internal static class SamplePlans
{
    private const string Backend = "backend-engineer";
    private const string Frontend = "frontend-engineer";

    /// <summary>Twenty-two tasks in five groups; 38 h by dependencies, 81 h one after another, 41 h with barriers.</summary>
    public static Plan Dispatcher(bool barriers = false, int concurrent = 8) => Make(
        "dispatcher",
        "Phase 5.3",
        new Limits { Concurrent = concurrent },
        ["database-engineer", Backend, Frontend, "qa-engineer", "performance-engineer"],
        [.. "ABCDE".Select(g => new TaskGroup(new(g.ToString()), $"Group {g}", barriers, Parallel: true))],
        [
            Task("T1", "PostgreSQL schema", 4, "database-engineer", "A"),
            Task("T2", "Service interfaces", 3, Backend, "A"),
            Task("T3", "API router", 3, Backend, "A"),
            Task("T16", "Dashboard scaffolding", 4, Frontend, "A"),
            Task("T4", "Retry engine", 4, Backend, "B", "T1", "T2"),
            Task("T5", "Circuit breaker", 4, Backend, "B", "T1", "T2"),
            Task("T6", "Dead letters", 3, Backend, "B", "T1", "T2"),
            Task("T7", "Scheduler", 4, Backend, "B", "T1"),
            Task("T8", "Versioning", 2, Backend, "B", "T3"),
            Task("T9", "Error recovery API", 4, Backend, "C", "T4", "T5", "T6", "T8"),
            Task("T10", "Scheduler API", 4, Backend, "C", "T7", "T8"),
            Task("T11", "Webhook API", 3, Backend, "C", "T8"),
            Task("T12", "Batch API", 3, Backend, "C", "T8", "T9", "T10"),
            Task("T13", "WebSockets", 4, Backend, "D", "T9", "T10"),
            Task("T14", "Metrics", 4, Backend, "D", "T9", "T10"),
            Task("T15", "Dashboard API", 4, Backend, "D", "T13", "T14"),
            Task("T17", "Workflow view", 4, Frontend, "D", "T15", "T16"),
            Task("T18", "Metrics view", 4, Frontend, "D", "T15", "T16"),
            Task("T19", "Live updates", 4, Frontend, "D", "T13", "T17", "T18"),
            Task("T20", "Rate limiting", 2, Backend, "E", "T9", "T10", "T11", "T12"),
            Task("T21", "Integration tests", 6, "qa-engineer", "E", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12", "T13", "T14", "T15", "T17", "T18", "T19"),
            Task("T22", "Performance validation", 4, "performance-engineer", "E", "T21"),
        ]);

    /// <summary>Six tasks of three agents, one of whom can do one thing at a time: 3.5 h by dependencies, 4 h levelled, 6.5 h one after another.</summary>
    public static Plan PhaseOne() => Make(
        "phase-1",
        "P3 to P6",
        new Limits(),
        ["TestEngineer", "InfrastructureEngineer", "solutions-architect"],
        [],
        [
            Task("P3", "CSRF tests", 2, "TestEngineer", null),
            Task("P4", "Rate limit tests", 1, "TestEngineer", null, "P3"),
            Task("P6", "Image validation", 0.5, "TestEngineer", null, "P3"),
            Task("Integration", "Full test suite", 0.5, "TestEngineer", null, "P4", "P6", "P3"),
            Task("P5-design", "Logging design", 1.5, "InfrastructureEngineer", null),
            Task("P5-review", "Architecture review", 1, "solutions-architect", null) with { Needs = [new(new("P5-design"), Share: 0.5)] },
        ]) is var plan
        ? plan with { Agents = plan.Agents.SetItem(0, plan.Agents[0] with { Concurrent = 1 }) }
        : throw new InvalidOperationException();

    /// <summary>Many tasks drawn from a seed, each after up to two of the ones before it.</summary>
    public static Plan Large(int seed, int count, int agents)
    {
        var random = new Random(seed);
        var tasks = Enumerable.Range(1, count).Select(i =>
        {
            string[] needs = [.. Enumerable.Range(0, random.Next(3)).Select(_ => i - random.Next(1, 20)).Where(n => n > 0).Distinct().Select(n => $"T{n}")];
            return Task($"T{i}", $"Task number {i}", random.Next(1, 9) / 2.0, $"agent-{random.Next(agents)}", null, needs);
        });
        return Make("large", null, new Limits(), [.. Enumerable.Range(0, agents).Select(a => $"agent-{a}")], [], [.. tasks]);
    }

    public static Plan Make(
        string name, string? title, Limits limits, ImmutableArray<string> agents, ImmutableArray<TaskGroup> groups, ImmutableArray<PlanTask> tasks) => new()
        {
            Version = 1,
            Name = name,
            Title = title,
            Hash = new(new string('0', 64)),
            Limits = limits,
            Agents = [.. agents.Select(a => new Agent { Id = new(a), Driver = "shell" })],
            Groups = groups,
            Tasks = tasks,
        };

    public static PlanTask Task(string id, string title, double hours, string? agent, string? group, params string[] needs) => new()
    {
        Id = new(id),
        Title = title,
        Agent = agent is null ? null : new AgentId(agent),
        Group = group is null ? null : new GroupId(group),
        Estimate = Estimate.Exactly(TimeSpan.FromHours(hours)),
        Needs = [.. needs.Select(n => new Need(new(n)))],
    };
}
