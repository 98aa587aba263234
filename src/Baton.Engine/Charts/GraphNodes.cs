using System.Collections.Immutable;
using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

/// <summary>The boxes of a graph: with title, agent and estimate as long as there are not too many, else with the id alone.</summary>
internal sealed class GraphNodes
{
    public const double Inner = 8;
    public const double HeadSize = 12;
    public const double SmallSize = 10;
    private const int MostWithTitle = 60;
    private const double WithTitle = 164;
    private const double WidestId = 110;

    public GraphNodes(ImmutableArray<ScheduledTask> tasks)
    {
        Tasks = tasks;
        IsCompact = tasks.Length > MostWithTitle;
        Width = !IsCompact ? WithTitle
            : Math.Clamp(tasks.Max(t => TextWidth.Of(t.Id.Value, SmallSize, bold: true)) + 10, 30, WidestId);
        Height = IsCompact ? 18 : 50;
    }

    public ImmutableArray<ScheduledTask> Tasks { get; }
    public bool IsCompact { get; }
    public double Width { get; }
    public double Height { get; }

    public string Head(ScheduledTask task) =>
        IsCompact ? TextWidth.Clip(task.Id.Value, Width - 8, SmallSize, task.OnDependencyPath) : TextWidth.Clip(task.Id.Value, Width - (2 * Inner), HeadSize, bold: true);

    public string Title(ScheduledTask task) => TextWidth.Clip(ChartText.Clean(task.Title), Width - (2 * Inner), SmallSize);

    public string Foot(ScheduledTask task) =>
        TextWidth.Clip($"{PlanTime.Text(task.Finish - task.Start)}, {task.Agent?.Value ?? "no agent"}", Width - (2 * Inner), SmallSize);

    public static string Describe(ScheduledTask task) =>
        $"{ChartText.Label(task.Id.Value, task.Title)}: {PlanTime.Text(task.Finish - task.Start)}, {task.Agent?.Value ?? "no agent"}, float {PlanTime.Text(task.TotalFloat)} by dependencies";
}
