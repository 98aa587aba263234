using System.Collections.Immutable;
using System.Globalization;
using Baton.Domain.Plans;

namespace Baton.Simulation.Scenarios;

/// <summary>Plans of 2 to 40 tasks with every kind of limit; small ones more often, because they meet more combinations in the same time.</summary>
internal static class RandomPlan
{
    private static readonly string[] Models = ["small", "large"];
    private static readonly string[] Resources = ["port", "database", "licence"];

    public static Plan Draw(Random random)
    {
        var count = random.Next(10) switch { 0 => random.Next(20, 41), < 4 => random.Next(8, 20), _ => random.Next(2, 8) };
        var groups = Groups(random);
        var agents = Agents(random);
        var usesGroups = groups.Length > 0;
        var density = random.Next(2, 6);
        var tasks = Enumerable.Range(0, count).Select(i => Task(random, i, density, agents, usesGroups ? groups[Math.Min(groups.Length - 1, i * groups.Length / count)].Id : null)).ToImmutableArray();
        var plan = new Plan
        {
            Version = 1,
            Name = "simulated",
            Hash = new PlanHash(new string('5', 64)),
            Agents = agents,
            Groups = groups,
            Tasks = tasks,
            Finish = random.Next(3) == 0 ? Finish.Leave : Finish.Merge,
            Verify = random.Next(3) == 0 ? [new ValidatorSpec.Run(new Command(["check"]), 0, TimeSpan.FromMinutes(1)) { Name = "all" }] : [],
            Limits = Limits(random),
        };
        plan = random.Next(4) == 0 ? plan with { Tasks = [.. plan.Tasks.Select(t => t with { Estimate = Estimate(random) })] } : plan;
        plan = random.Next(3) == 0 ? plan : RandomFailures.In(plan, random);
        return random.Next(3) == 0 ? RandomBudget.In(plan, random) : plan;
    }

    private static Limits Limits(Random random) => new()
    {
        Concurrent = random.Next(1, 7),
        MergeBatch = random.Next(3) == 0 ? random.Next(1, 8) : 8,
        Timeout = random.Next(12) == 0 ? TimeSpan.FromHours(random.Next(1, 200)) : null,
        Models = random.Next(3) == 0 ? ImmutableSortedDictionary<string, int>.Empty.Add(Models[random.Next(2)], random.Next(1, 3)) : ImmutableSortedDictionary<string, int>.Empty,
        Resources = random.Next(3) == 0 ? ImmutableSortedDictionary<string, int>.Empty.Add("licence", 2) : ImmutableSortedDictionary<string, int>.Empty,
        Windows = random.Next(6) == 0 ? [new QuotaWindow(TimeSpan.FromHours(random.Next(1, 30)), Attempts: random.Next(2, 12), Model: random.Next(2) == 0 ? Models[random.Next(2)] : null)] : [],
    };

    private static ImmutableArray<TaskGroup> Groups(Random random) => random.Next(2) == 0 ? [] :
        [.. Enumerable.Range(0, random.Next(1, 5)).Select(i => new TaskGroup(new GroupId("G" + i), "group", Barrier: random.Next(2) == 0, Concurrent: random.Next(3) == 0 ? random.Next(1, 4) : null))];

    private static ImmutableArray<Agent> Agents(Random random)
    {
        var agents = Enumerable.Range(0, random.Next(1, 4)).Select(i => new Agent
        {
            Id = new AgentId("agent" + i.ToString(CultureInfo.InvariantCulture)),
            Driver = random.Next(2) == 0 ? "shell" : "claude-code",
            Model = random.Next(2) == 0 ? Models[random.Next(Models.Length)] : null,
            Concurrent = random.Next(3) == 0 ? random.Next(1, 4) : null,
            Calendar = random.Next(8) == 0 ? OfficeHours : null,
            Quota = random.Next(8) == 0 ? [new QuotaWindow(TimeSpan.FromHours(5), Attempts: random.Next(1, 6))] : [],
        });
        return [.. agents, new Agent { Id = new AgentId("person"), Driver = "human" }, new Agent { Id = new AgentId("nobody"), Driver = "noop" }];
    }

    private static readonly Domain.Plans.Calendar OfficeHours = new(TimeZoneInfo.Utc,
        [.. Enumerable.Range(1, 5).Select(d => new WeeklyHours((DayOfWeek)d, TimeSpan.FromHours(9), TimeSpan.FromHours(17)))]);

    private static PlanTask Task(Random random, int index, int density, ImmutableArray<Agent> agents, GroupId? group)
    {
        var id = "T" + index.ToString(CultureInfo.InvariantCulture);
        var agent = random.Next(12) switch { 0 => agents[^2], 1 => agents[^1], _ => agents[random.Next(agents.Length - 2)] };
        var isProgram = agent.Driver is not ("human" or "noop");
        var kind = isProgram && random.Next(8) > 0 ? WorkspaceKind.Worktree : agent.Driver == "human" && random.Next(2) == 0 ? WorkspaceKind.Worktree : WorkspaceKind.None;
        return new PlanTask
        {
            Id = new TaskId(id),
            Title = id,
            Agent = agent.Id,
            Group = group,
            Workspace = kind,
            Needs = [.. Enumerable.Range(Math.Max(0, index - 8), Math.Min(index, 8)).Where(_ => random.Next(density * 2) == 0).Select(j => Need(random, j))],
            Outputs = kind == WorkspaceKind.Worktree && isProgram ? [new TaskOutput(id + ".txt")] : [],
            Verify = Validators(random, kind),
            Retry = new RetryPolicy { Retries = random.Next(4), Conflicts = random.Next(4), Backoff = (Backoff)random.Next(3) },
            Timeout = TimeSpan.FromMinutes(random.Next(5) == 0 ? random.Next(1, 30) : random.Next(60, 6_000)),
            Heartbeat = random.Next(3) == 0 ? TimeSpan.FromMinutes(random.Next(1, 60)) : null,
            Exclusive = random.Next(5) == 0 ? [Resources[random.Next(Resources.Length)]] : [],
        };
    }

    private static Estimate Estimate(Random random) => TimeSpan.FromMinutes(random.Next(1, 60)) is var likely && random.Next(6) == 0 ? Domain.Plans.Estimate.Unknown : new Estimate(likely / 2, likely, likely * 3);

    private static Need Need(Random random, int on) => new(new TaskId("T" + on.ToString(CultureInfo.InvariantCulture)), random.Next(8) == 0 ? TimeSpan.FromMinutes(random.Next(1, 300)) : default);

    private static ImmutableArray<ValidatorSpec> Validators(Random random, WorkspaceKind kind)
    {
        var people = Enumerable.Range(0, random.Next(7) == 0 ? random.Next(1, 3) : 0).Select(i => (ValidatorSpec)new ValidatorSpec.Human("fine?") { Name = "human" + i });
        return kind == WorkspaceKind.None && random.Next(2) == 0 ? [.. people] : [new ValidatorSpec.Run(new Command(["check"]), 0, TimeSpan.FromMinutes(1)) { Name = "check" }, .. people];
    }
}
