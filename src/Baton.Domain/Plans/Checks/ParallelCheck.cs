namespace Baton.Domain.Plans.Checks;

/// <summary>Holds the claim that a group's tasks run in parallel against dependencies, agents and limits.</summary>
internal static class ParallelCheck
{
    public static void Run(CheckedPlan subject)
    {
        var members = new Dictionary<GroupId, List<PlanTask>>();
        foreach (var task in subject.Plan.Tasks)
        {
            if (task.Group is { } id && subject.Groups.TryGetValue(id, out var group) && group.Parallel)
            {
                CheckNeeds(subject, task, id);
                if (!members.TryGetValue(id, out var tasks))
                {
                    members.Add(id, tasks = []);
                }

                tasks.Add(task);
            }
        }

        foreach (var (id, tasks) in members)
        {
            CheckAgents(subject, id, tasks);
            CheckSize(subject, subject.Groups[id], tasks.Count);
        }
    }

    private static void CheckNeeds(CheckedPlan subject, PlanTask task, GroupId group)
    {
        for (var i = 0; i < task.Needs.Length; i++)
        {
            var need = task.Needs[i].Task;
            if (need != task.Id && subject.Numbers.TryGetValue(need, out var number) && subject.Plan.Tasks[number].Group == group)
            {
                subject.Findings.Warning(CheckCode.NeedInParallelGroup, subject.At(PlanPlace.Task(task.Id, "needs", i)), need.Value,
                    $"Task {task.Id} needs {need}, although both are in group {group}, which says that its tasks run in parallel.",
                    "Remove 'parallel: true' from the group, or move one of the tasks to another group.");
            }
        }
    }

    private static void CheckAgents(CheckedPlan subject, GroupId group, List<PlanTask> tasks)
    {
        foreach (var shared in tasks.Where(t => subject.AgentOf(t)?.Concurrent == 1).GroupBy(t => t.Agent!.Value))
        {
            if (shared.Count() > 1)
            {
                var names = string.Join(", ", shared.Take(8).Select(t => t.Id.Value)) + (shared.Count() > 8 ? ", ..." : "");
                subject.Findings.Warning(CheckCode.ParallelOnOneAgent, subject.At(PlanPlace.Group(group, "parallel")), group.Value,
                    $"Group {group} says that its tasks run in parallel, but {names} share agent {shared.Key}, which does one task at a time.",
                    "Give them to different agents, or let the agent do more at once with 'concurrent:'.");
            }
        }
    }

    private static void CheckSize(CheckedPlan subject, TaskGroup group, int count)
    {
        if (group.Concurrent is null && count > subject.Plan.Limits.Concurrent)
        {
            subject.Findings.Warning(CheckCode.AboveLimit, subject.At(PlanPlace.Group(group.Id, "parallel")), group.Id.Value,
                $"Group {group.Id} says that its {count:N0} tasks run in parallel, but the plan allows {subject.Plan.Limits.Concurrent:N0} at once.",
                "Raise 'concurrent:' under 'limits:', or say how many with 'concurrent:' in the group.");
        }
    }
}
