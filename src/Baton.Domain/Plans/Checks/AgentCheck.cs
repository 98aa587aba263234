using System.Collections.Immutable;

namespace Baton.Domain.Plans.Checks;

/// <summary>Every task has someone who can do it.</summary>
public static class AgentCheck
{
    private const string Shell = "shell";

    /// <summary>The drivers that a plan may name.</summary>
    public static readonly ImmutableArray<string> KnownDrivers = [Shell, "claude-code", "human", "noop"];

    internal static void Run(CheckedPlan subject)
    {
        foreach (var agent in subject.Plan.Agents)
        {
            if (!KnownDrivers.Contains(agent.Driver))
            {
                subject.Findings.Error(CheckCode.UnknownDriver, subject.At(PlanPlace.Agent(agent.Id, "driver")), agent.Driver,
                    $"Agent {agent.Id} has the unknown driver '{FindingList.Shorten(agent.Driver)}'.",
                    subject.Advice(agent.Driver, KnownDrivers, $"Known drivers: {string.Join(", ", KnownDrivers)}."));
            }
        }

        foreach (var task in subject.Plan.Tasks)
        {
            CheckTask(subject, task);
        }
    }

    private static void CheckTask(CheckedPlan subject, PlanTask task)
    {
        if (task.Agent is null)
        {
            subject.Findings.Warning(CheckCode.NoOwner, subject.At(PlanPlace.Task(task.Id)), task.Id.Value,
                $"No one owns task {task.Id}.", "Give it an 'agent:', or set one for all tasks under 'defaults:'.");
        }
        else if (subject.AgentOf(task) is { } agent)
        {
            CheckCommand(subject, task, agent);
        }
    }

    private static void CheckCommand(CheckedPlan subject, PlanTask task, Agent agent)
    {
        if (agent.Driver == Shell && task.Run is null && agent.Command is null)
        {
            subject.Findings.Error(CheckCode.NoCommand, subject.At(PlanPlace.Task(task.Id)), task.Id.Value,
                $"Task {task.Id} has no command: its agent {agent.Id} is a shell and brings none.", "Give the task a 'run:' or the agent a 'command:'.");
        }
        else if (agent.Driver != Shell && task.Run is not null && KnownDrivers.Contains(agent.Driver))
        {
            subject.Findings.Warning(CheckCode.IgnoredCommand, subject.At(PlanPlace.Task(task.Id, "run")), task.Run.ToString(),
                $"The command of task {task.Id} is not used: its agent {agent.Id} has the driver {agent.Driver}.",
                "Give the task to an agent with the driver shell, or say in 'instructions:' what to run.");
        }
    }
}
