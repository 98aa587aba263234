using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Plans.Checks;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Plans;

/// <summary>Reads the parts that several mappings of the file have in common.</summary>
internal sealed class PartReader(FindingList findings)
{
    private const int LongestEnvironmentName = 200;

    private readonly ValueReader _values = new(findings);

    /// <summary>What a task and the defaults of all tasks can both say; absent keys keep the value of <paramref name="basis"/>.</summary>
    public static PlanTask Shared(Section section, PlanTask basis) => basis with
    {
        Agent = section.Text("agent") is { } agent ? new AgentId(agent) : basis.Agent,
        Timeout = section.Duration("timeout", positive: true) ?? basis.Timeout,
        StartWithin = section.Duration("startWithin", positive: true) ?? basis.StartWithin,
        Heartbeat = section.Duration("heartbeat", positive: true) ?? basis.Heartbeat,
        Priority = section.Choice("priority", ("low", Priority.Low), ("normal", Priority.Normal), ("high", Priority.High), ("critical", Priority.Critical)) ?? basis.Priority,
        Retry = RetryReader.Read(section, basis.Retry),
        Workspace = Workspace(section, basis.Workspace),
    };

    public static Allowance Allowance(Section section) => section.Inner("allowance", PlanKeys.Allowance) is { } allowance
        ? new Allowance(allowance.Tokens("tokens"), allowance.Money("money"))
        : new Allowance();

    /// <summary>Names to take over and names with values.</summary>
    public ImmutableArray<EnvironmentGrant> Environment(Section section)
    {
        if (section.Find("env") is not { } node)
        {
            return [];
        }

        var grants = ImmutableArray.CreateBuilder<EnvironmentGrant>();
        foreach (var item in ValueReader.Items(node))
        {
            if (item is YamlScalar name)
            {
                Grant(grants, name, null);
            }
            else if (_values.Map(item, "an item of " + section.Name("env")) is { } map)
            {
                foreach (var entry in map.Entries)
                {
                    Grant(grants, entry.Key, _values.Text(entry.Value, $"the value of '{FindingList.Shorten(entry.Key.Value)}'"));
                }
            }
        }

        return grants.DrainToImmutable();
    }

    private void Grant(ImmutableArray<EnvironmentGrant>.Builder grants, YamlScalar name, string? value)
    {
        if (IsEnvironmentName(name.Value) && value?.Contains('\0', StringComparison.Ordinal) != true)
        {
            grants.Add(new EnvironmentGrant(name.Value, value));
            return;
        }

        findings.Error(CheckCode.BadEnvironment, name.Position, name.Value, $"'{FindingList.Shorten(name.Value)}' cannot be set in an environment.",
            "Write NAME to take it over from Baton's environment, or {NAME: \"value\"}; names have letters, digits and '_'.");
    }

    private static bool IsEnvironmentName(string name)
    {
        foreach (var character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '_')
            {
                return false;
            }
        }

        return name.Length is > 0 and <= LongestEnvironmentName && !char.IsAsciiDigit(name[0]);
    }

    private static WorkspaceKind Workspace(Section section, WorkspaceKind basis) => section.Choice("workspace",
        ("worktree", WorkspaceKind.Worktree), ("clone", WorkspaceKind.Clone), ("shared", WorkspaceKind.Shared), ("none", WorkspaceKind.None)) ?? basis;
}
