using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Plans;

/// <summary>Turns the nodes of a plan file into a plan. What is wrong leaves a finding and its default.</summary>
internal sealed class PlanReader(string source, PlanHash hash, FindingList findings)
{
    private const int MostAtOnce = 10_000;
    private const int MostBatched = 1_000;
    private const int MostTasks = 20_000;
    private const int LongestName = 64;

    private readonly ValueReader _values = new(findings);

    /// <summary>Null when there is no plan to speak of; the findings say why.</summary>
    public Plan? Read(YamlMap root)
    {
        if (!IsKnownVersion(root))
        {
            return null;
        }

        var plan = new Section(root, "the plan", PlanKeys.Plan, findings);
        var parts = new PartReader(findings);
        var validators = new ValidatorReader(findings);
        var coordination = new CoordinationReader(findings);
        var name = ReadName(plan);
        var tasks = new TaskReader(findings, parts, validators, ReadDefaults(plan));
        return new Plan
        {
            Version = 1,
            Name = name,
            Title = plan.Text("title"),
            Hash = hash,
            Repository = ReadRepository(plan),
            Limits = ReadLimits(plan),
            Breakers = BreakerReader.Read(plan),
            Recovery = RecoveryReader.Read(plan),
            Start = CalendarReader.Start(plan),
            HourPace = plan.Duration("hour", positive: true) ?? TimeSpan.FromHours(1),
            Finish = plan.Choice("finish", ("leave", Finish.Leave), ("merge", Finish.Merge), ("patches", Finish.Patches)) ?? Finish.Leave,
            Protect = plan.Find("protect") is null ? Plan.DefaultProtect : plan.Globs("protect"),
            Environment = parts.Environment(plan),
            Worktrees = WorktreesReader.Read(plan),
            Verify = validators.Read(plan),
            Agents = ReadEach(plan, "agents", "an agent", (id, map) => ReadAgent(id, map, parts)),
            Groups = ReadEach(plan, "groups", "a group", ReadGroup),
            Tasks = ReadTasks(plan, tasks),
            Stated = new StatedReader(findings).Read(plan, PlanKeys.Stated),
            Gates = ReadEach(plan, "gates", "a gate", coordination.ReadGate),
            HandOffs = ReadEach(plan, "handoffs", "a hand-off", coordination.ReadHandOff),
            Checkpoints = ReadEach(plan, "checkpoints", "a checkpoint", coordination.ReadCheckpoint),
            Kept = ReadKept(plan),
        };
    }

    private bool IsKnownVersion(YamlMap root)
    {
        var version = root.Find("baton")?.Value;
        if (version is YamlScalar { Value: "1" })
        {
            return true;
        }

        if (version is null or YamlScalar { IsNull: true })
        {
            findings.Error(CheckCode.MissingKey, root.Position, "baton", "The file does not say that it is a plan: it has no 'baton:'.", "Begin it with 'baton: 1'.");
        }
        else
        {
            var text = (version as YamlScalar)?.Value ?? "";
            findings.Error(CheckCode.Version, version.Position, text, $"This program does not read plans of version '{FindingList.Shorten(text)}'.", "Write 'baton: 1', or use a newer program.");
        }

        return false;
    }

    private string ReadName(Section plan)
    {
        if (plan.Require("name", "Add 'name:', for example 'name: checkout-rewrite'.") is not { } node || _values.Text(node, "the name") is not { } name)
        {
            return "unnamed";
        }

        if (name.Length > LongestName || !char.IsAsciiLetterOrDigit(name[0]) || name.AsSpan().IndexOfAnyExcept(NameCharacters) >= 0)
        {
            findings.Error(CheckCode.BadId, node.Position, name, $"'{FindingList.Shorten(name)}' cannot be the name of a plan.",
                $"Use 1 to {LongestName} small letters, digits, '.', '_' and '-', starting with a letter or digit.");
        }

        return name;
    }

    private static RepositorySpec ReadRepository(Section plan)
    {
        if (plan.Find("repository") is YamlScalar path)
        {
            return new RepositorySpec(path.Value);
        }

        return plan.Inner("repository", PlanKeys.Repository) is { } repository
            ? new RepositorySpec(repository.Text("path"), repository.Text("template"), repository.Text("base"))
            : new RepositorySpec();
    }

    private Limits ReadLimits(Section plan) => plan.Inner("limits", PlanKeys.Limits) is { } limits
        ? ReadLimits(limits, BudgetReader.Amount(limits, "spent"), BudgetReader.Amount(limits, "buffer"))
        : new Limits();

    private Limits ReadLimits(Section limits, Allowance spent, Allowance buffer) => new()
    {
        Concurrent = limits.Count("concurrent", MostAtOnce) ?? new Limits().Concurrent,
        Tokens = limits.Tokens("tokens"),
        Money = limits.Money("money"),
        Spent = spent.Tokens,
        Buffer = buffer.Tokens,
        SpentMoney = spent.Money,
        BufferMoney = buffer.Money,
        Alerts = BudgetReader.Alerts(limits),
        Degrade = BudgetReader.Degrade(limits),
        Deadline = limits.Duration("deadline", positive: true),
        Timeout = limits.Duration("timeout", positive: true),
        Models = ReadCounts(limits, "models"),
        Resources = ReadCounts(limits, "resources"),
        Windows = WindowReader.Read(limits, "windows"),
        DeadLetters = limits.Duration("deadLetters", positive: true),
        Conflicts = limits.Find("conflicts") is YamlScalar { Value: "off" or "false" } ? null : limits.Share("conflicts") ?? new Limits().Conflicts,
        MergeBatch = limits.Count("mergeBatch", MostBatched, least: 1) ?? new Limits().MergeBatch,
    };

    private ImmutableSortedDictionary<string, int> ReadCounts(Section limits, string key)
    {
        var counts = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        if (limits.Find(key) is { } node && _values.Map(node, limits.Name(key)) is { } map)
        {
            foreach (var entry in map.Entries)
            {
                counts[entry.Key.Value] = _values.Count(entry.Value, $"'{FindingList.Shorten(entry.Key.Value)}' of {limits.Name(key)}", 0, MostAtOnce) ?? 1;
            }
        }

        return counts.Count == 0 ? ImmutableSortedDictionary<string, int>.Empty : counts.ToImmutable();
    }

    /// <summary>A task that has everything a task without own words would get.</summary>
    private static PlanTask ReadDefaults(Section plan)
    {
        var basis = new PlanTask { Id = default, Title = "" };
        return plan.Inner("defaults", PlanKeys.Defaults) is { } defaults ? PartReader.Shared(defaults, basis) : basis;
    }

    private Agent ReadAgent(string id, YamlNode node, PartReader parts)
    {
        var agent = new Section(_values.Map(node, $"agent {id}") ?? new YamlMap(node.Position, node.Start), $"agent {id}", PlanKeys.Agent, findings);
        var driver = agent.Require("driver", $"Add 'driver:' with one of: {string.Join(", ", AgentCheck.KnownDrivers)}.");
        return new Agent
        {
            Id = new AgentId(id),
            Driver = (driver is null ? null : _values.Text(driver, agent.Name("driver"))) ?? "noop",
            Title = agent.Text("title"),
            Model = agent.Text("model"),
            Role = agent.Choice("role", ("executive", AgentRole.Executive), ("legislative", AgentRole.Legislative), ("judicial", AgentRole.Judicial)),
            Concurrent = agent.Count("concurrent", MostAtOnce),
            Allowance = PartReader.Allowance(agent),
            Degrade = BudgetReader.Degrade(agent),
            Command = agent.Command("command"),
            Environment = parts.Environment(agent),
            Calendar = CalendarReader.Read(agent),
            Quota = WindowReader.Read(agent, "quota"),
        };
    }

    private TaskGroup ReadGroup(string id, YamlNode node)
    {
        if (node is YamlScalar title)
        {
            return new TaskGroup(new GroupId(id), title.IsNull ? id : title.Value);
        }

        var group = new Section(_values.Map(node, $"group {id}") ?? new YamlMap(node.Position, node.Start), $"group {id}", PlanKeys.Group, findings);
        return new TaskGroup(
            new GroupId(id), group.Text("title") ?? id, group.Flag("gateBeforeNext") ?? false, group.Flag("parallel") ?? false, group.Count("concurrent", MostAtOnce))
        {
            Stated = new StatedReader(findings).Read(group, PlanKeys.StatedOfGroup),
        };
    }

    private ImmutableArray<PlanTask> ReadTasks(Section plan, TaskReader tasks)
    {
        if (plan.Find("tasks") is YamlMap { Entries.Count: > MostTasks } map)
        {
            findings.Error(CheckCode.TooMany, map.Position, "", $"The plan has {map.Entries.Count:N0} tasks; at most {MostTasks:N0} are read.", "Split the plan.");
            return [];
        }

        return ReadEach(plan, "tasks", "a task", tasks.Read);
    }

    private ImmutableArray<T> ReadEach<T>(Section plan, string key, string kind, Func<string, YamlNode, T> read)
    {
        if (plan.Find(key) is not { } node)
        {
            return [];
        }

        if (node is not YamlMap map)
        {
            _values.ReportShape(node, plan.Name(key), $"a mapping from the id of {kind} to what it is");
            return [];
        }

        var entries = ImmutableArray.CreateBuilder<T>(map.Entries.Count);
        foreach (var entry in map.Entries)
        {
            _values.IsId(entry.Key, kind);
            entries.Add(read(FindingList.Shorten(entry.Key.Value), entry.Value));
        }

        return entries.DrainToImmutable();
    }

    private ImmutableSortedDictionary<string, string> ReadKept(Section plan)
    {
        var kept = ImmutableSortedDictionary<string, string>.Empty;
        foreach (var key in PlanKeys.Kept)
        {
            kept = Keep(plan, key, kept);
        }

        return kept;
    }

    private ImmutableSortedDictionary<string, string> Keep(Section section, string key, ImmutableSortedDictionary<string, string> kept)
    {
        if (section.Entry(key) is not { } entry)
        {
            return kept;
        }

        var state = PlanKeys.Checked.Contains(key) ? "is checked and kept; a run does not act on it yet" : "is kept, not acted on yet";
        findings.Info(CheckCode.Kept, entry.Key.Position, key, $"'{key}' of {section.What} {state}.", "Nothing to do; a later version acts on it.");
        return kept.Add(key, KeptText.Of(source, entry.Value));
    }

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");
}
