using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

/// <summary>Sizes of a chart in pixels, chosen from how many tasks it holds.</summary>
/// <param name="Left">Where the axis begins.</param>
/// <param name="Length">The planned time that the axis covers.</param>
internal sealed record GanttMeasures(int TaskCount, double Left, TimeSpan Length)
{
    public const double LeastBar = 3;
    public const double LabelGap = 4;
    public const double InsidePad = 4;
    public const double LeastTitle = 46;
    public const double TitleSize = 10;

    /// <summary>Between a bar, or its label, and the next one on the same lane. Bars that touch in time may touch.</summary>
    public const double BarGap = -0.05;
    private const int Few = 40;
    private const int Many = 150;
    private const double RoomAtRight = 200;

    /// <summary>Bars hold the id above the title.</summary>
    public bool TwoLines => TaskCount <= Few;
    public double FontSize => TaskCount <= Many ? 12 : 10;
    public double BarHeight => TwoLines ? 30 : TaskCount <= Many ? 18 : 13;
    public double LaneHeight => BarHeight + (TaskCount <= Many ? 7 : 5);
    public double AxisWidth { get; } = Math.Clamp(760 + (4 * TaskCount), 760, 2400);
    public double AxisEnd => Left + AxisWidth;

    /// <summary>No label ends beyond it.</summary>
    public double Right => AxisEnd + RoomAtRight;
    public double LongestBeside => TaskCount <= Few ? 190 : 90;

    public double X(TimeSpan time) => Left + (Length > TimeSpan.Zero ? time / Length * AxisWidth : 0);

    public double WidthOf(string label, ScheduledTask task) => TextWidth.Of(label, FontSize, task.OnDependencyPath);

    public string BesideText(ScheduledTask task) => TaskCount <= Few ? ChartText.Label(task.Id.Value, task.Title) : task.Id.Value;
}
