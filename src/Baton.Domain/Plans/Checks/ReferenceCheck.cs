namespace Baton.Domain.Plans.Checks;

/// <summary>Ids must name something in the plan, and a task cannot wait for itself.</summary>
internal static class ReferenceCheck
{
    public static void Run(CheckedPlan subject)
    {
        if (subject.Plan.Tasks.IsEmpty && !subject.Findings.HasErrors)
        {
            subject.Findings.Error(CheckCode.NoTasks, subject.At(new PlanPlace("tasks")), "", "The plan has no tasks.", "Add at least one entry under 'tasks:'.");
        }

        foreach (var task in subject.Plan.Tasks)
        {
            CheckNeeds(subject, task);
            CheckAgent(subject, task);
            CheckGroup(subject, task);
            CheckAmendments(subject, task);
        }
    }

    private static void CheckNeeds(CheckedPlan subject, PlanTask task)
    {
        for (var i = 0; i < task.Needs.Length; i++)
        {
            var need = task.Needs[i].Task;
            if (need == task.Id)
            {
                subject.Findings.Error(CheckCode.SelfDependency, subject.At(PlanPlace.Task(task.Id, "needs", i)), need.Value,
                    $"Task {task.Id} needs itself.", "Remove it from its own needs.");
            }
            else
            {
                CheckTask(subject, need, PlanPlace.Task(task.Id, "needs", i), $"Task {task.Id} needs '{FindingList.Shorten(need.Value)}', which is not a task of the plan.");
            }
        }
    }

    private static void CheckAmendments(CheckedPlan subject, PlanTask task)
    {
        for (var i = 0; i < task.Outputs.Length; i++)
        {
            if (task.Outputs[i].Amends is { } owner && owner != task.Id)
            {
                CheckTask(subject, owner, PlanPlace.Task(task.Id, "outputs", i),
                    $"An output of task {task.Id} amends '{FindingList.Shorten(owner.Value)}', which is not a task of the plan.");
            }
        }
    }

    private static void CheckTask(CheckedPlan subject, TaskId id, PlanPlace place, string message)
    {
        if (!subject.Numbers.ContainsKey(id))
        {
            subject.Findings.Error(CheckCode.UnknownTask, subject.At(place), id.Value, message,
                subject.Advice(id.Value, subject.TaskIds, "Name an id from 'tasks:'."));
        }
    }

    private static void CheckAgent(CheckedPlan subject, PlanTask task)
    {
        if (task.Agent is { } agent && !subject.Agents.ContainsKey(agent))
        {
            subject.Findings.Error(CheckCode.UnknownAgent, subject.At(PlanPlace.Task(task.Id, "agent")), agent.Value,
                $"Task {task.Id} is given to '{FindingList.Shorten(agent.Value)}', which is not an agent of the plan.",
                subject.Advice(agent.Value, subject.Agents.Keys.Select(a => a.Value), "Name an id from 'agents:'."));
        }
    }

    private static void CheckGroup(CheckedPlan subject, PlanTask task)
    {
        if (task.Group is { } group && !subject.Groups.ContainsKey(group))
        {
            subject.Findings.Error(CheckCode.UnknownGroup, subject.At(PlanPlace.Task(task.Id, "group")), group.Value,
                $"Task {task.Id} belongs to '{FindingList.Shorten(group.Value)}', which is not a group of the plan.",
                subject.Advice(group.Value, subject.Groups.Keys.Select(g => g.Value), "Name an id from 'groups:'."));
        }
    }
}
