namespace Baton.Domain.Plans;

/// <summary>A place in the model of a plan, to be found again in its file.</summary>
/// <param name="Section">A key of the file, for example <c>tasks</c>.</param>
/// <param name="Id">The entry of the section, for example a task's id.</param>
/// <param name="Key">A key of that entry, for example <c>needs</c>.</param>
/// <param name="Index">The item of that key's list, from 0; below 0: the key itself.</param>
public readonly record struct PlanPlace(string Section, string? Id = null, string? Key = null, int Index = -1)
{
    public static PlanPlace Task(TaskId task, string? key = null, int index = -1) => new("tasks", task.Value, key, index);

    public static PlanPlace Agent(AgentId agent, string? key = null, int index = -1) => new("agents", agent.Value, key, index);

    public static PlanPlace Group(GroupId group, string? key = null) => new("groups", group.Value, key);
}

/// <summary>Finds places of the model in the file. A place that the file does not spell out is at the nearest part around it.</summary>
public sealed class SourceMap(Func<PlanPlace, SourcePosition> find)
{
    /// <summary>For plans without a file: everything is at 1:1.</summary>
    public static readonly SourceMap None = new(_ => new SourcePosition(1, 1));

    public SourcePosition Find(PlanPlace place) => find(place);
}
