using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Engine.Schedules;

/// <summary>How many tasks may work at once: in the whole run, of one agent, or of one group.</summary>
/// <param name="Agent">The agent it holds; null with a null group: everyone.</param>
internal sealed record PlanLimit(int AtOnce, AgentId? Agent = null, GroupId? Group = null)
{
    public bool Holds(PlanTask task) =>
        Agent is { } agent ? task.Agent == agent
        : Group is not { } group || task.Group == group;

    public string Text =>
        Agent is { } agent ? $"{agent} {AtOnce} at once"
        : Group is { } group ? $"group {group} {AtOnce} at once"
        : AtOnce == 1 ? "1 agent at once" : $"{AtOnce} agents at once";

    public static ImmutableArray<PlanLimit> Of(Plan plan) =>
    [
        new(plan.Limits.Concurrent),
        .. plan.Agents.Where(a => a.Concurrent is not null).Select(a => new PlanLimit(a.Concurrent!.Value, Agent: a.Id)),
        .. plan.Groups.Where(g => g.Concurrent is not null).Select(g => new PlanLimit(g.Concurrent!.Value, Group: g.Id)),
    ];

    /// <summary>All limits and barriers in one line; limits of agents and groups that have no task are left out, and at most twelve are spelled out.</summary>
    public static string Describe(Plan plan, PlanProblem problem)
    {
        const int most = 12;
        string[] parts =
        [
            .. problem.Limits.Where((limit, r) => r == 0 || plan.Tasks.Any(limit.Holds)).Select(l => l.Text),
        ];
        IEnumerable<string> shown = parts.Length > most ? [.. parts[..most], $"and {parts.Length - most} more limits"] : parts;
        var text = string.Join("; ", shown);
        return problem.Barriers.Length switch
        {
            0 => text,
            1 => $"{text}; barrier after {problem.Barriers[0].Id}",
            <= most => $"{text}; barriers after {string.Join(", ", problem.Barriers.Select(b => b.Id))}",
            _ => $"{text}; {problem.Barriers.Length} barriers",
        };
    }
}
