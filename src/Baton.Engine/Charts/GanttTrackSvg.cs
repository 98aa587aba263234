using System.Globalization;
using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

/// <summary>One agent's track: its name and load, and its bars, or how many are at work where there are too many bars.</summary>
internal static class GanttTrackSvg
{
    public static string NameOf(AgentLoad agent) => agent.Agent?.Value ?? "no agent";

    public static string LoadOf(AgentLoad agent) => string.Create(
        CultureInfo.InvariantCulture,
        $"{agent.TaskCount} {(agent.TaskCount == 1 ? "task" : "tasks")}, {(agent.Peak > 1 ? $"up to {agent.Peak} at once, " : "")}{agent.Utilisation * 100:0} % used");

    public static void Draw(Svg svg, GanttPicture picture, GanttTrackPicture track, double left, double names, double top, PlanSchedule schedule)
    {
        var y = top + track.Y;
        svg.Open("b-track");
        svg.Line("b-grid", left, y, picture.Right, y);
        svg.Open("b-name", $"{NameOf(track.Agent)}: {LoadOf(track.Agent)}");
        svg.Text("b-bold", left, y + (track.Height / 2) - 2, TextWidth.Clip(NameOf(track.Agent), names - 12, 12, bold: true), 12);
        svg.Text("b-muted", left, y + (track.Height / 2) + 11, TextWidth.Clip(LoadOf(track.Agent), names - 8, 10), 10);
        svg.Close();
        if (picture.IsCondensed)
        {
            Load(svg, picture.Measures, track, y, [.. schedule.Tasks.Where(t => t.Agent == track.Agent.Agent && t.Finish > t.Start)]);
        }

        foreach (var bar in track.Bars)
        {
            Bar(svg, picture.Measures, bar, top + picture.BarY(track, bar));
        }

        svg.Line("b-grid", left, y + track.Height, picture.Right, y + track.Height);
        svg.Close();
    }

    private static void Bar(Svg svg, GanttMeasures measures, GanttBar bar, double y)
    {
        var (task, height) = (bar.Task, measures.BarHeight);
        var style = task.OnDependencyPath ? "b-bar b-critical" : task.Slack <= TimeSpan.Zero ? "b-bar b-tight" : "b-bar";
        svg.Open("b-task", Describe(task));
        if (bar.IsMilestone)
        {
            var (x, middle, half) = (bar.X + (bar.Width / 2), y + (height / 2), bar.Width / 2);
            svg.Path(style, $"M{Svg.N(x)} {Svg.N(middle - half)}L{Svg.N(x + half)} {Svg.N(middle)}L{Svg.N(x)} {Svg.N(middle + half)}L{Svg.N(x - half)} {Svg.N(middle)}Z");
        }
        else
        {
            var inset = bar.Width > 8 ? 0.75 : 0.25;
            svg.Rect(style, bar.X + inset, y, bar.Width - (2 * inset), height, bar.Width > 10 ? 3 : 1);
        }

        var place = bar.Place == LabelPlace.Inside ? task.OnDependencyPath ? "b-in-critical b-bold" : "b-in" : task.OnDependencyPath ? "b-beside b-bold" : "b-beside";
        if (bar.Below is { } below)
        {
            svg.Text(task.OnDependencyPath ? "b-in-critical b-bold" : "b-in", bar.LabelX, y + 12.5, bar.Label, measures.FontSize);
            svg.Text(task.OnDependencyPath ? "b-in-critical" : "b-in", bar.LabelX, y + 24.5, below, GanttMeasures.TitleSize);
        }
        else
        {
            svg.Text(place, bar.LabelX, y + (height / 2) + (measures.FontSize * 0.36), bar.Label, measures.FontSize);
        }

        svg.Close();
    }

    private static string Describe(ScheduledTask task)
    {
        var slack = task.Slack > TimeSpan.Zero ? $"slack {PlanTime.Text(task.Slack)} under the limits" : "no slack under the limits";
        var chain = task.OnDependencyPath ? ", on a longest chain by dependencies" : "";
        return $"{ChartText.Label(task.Id.Value, task.Title)}: {PlanTime.Text(task.Start)} to {PlanTime.Text(task.Finish)}, {slack}{chain}";
    }

    /// <summary>A step for every change in how many tasks are at work.</summary>
    private static void Load(Svg svg, GanttMeasures measures, GanttTrackPicture track, double y, ScheduledTask[] tasks)
    {
        var floor = y + track.Height - 4;
        var unit = (track.Height - 8) / Math.Max(1, track.Agent.Peak);
        var changes = tasks.SelectMany(t => new[] { (At: t.Start, By: 1), (At: t.Finish, By: -1) }).GroupBy(c => c.At, c => c.By).OrderBy(g => g.Key);
        var data = new System.Text.StringBuilder($"M{Svg.N(measures.Left)} {Svg.N(floor)}");
        var working = 0;
        foreach (var change in changes)
        {
            data.Append(CultureInfo.InvariantCulture, $"H{Svg.N(measures.X(change.Key))}");
            working += change.Sum();
            data.Append(CultureInfo.InvariantCulture, $"V{Svg.N(floor - (working * unit))}");
        }

        svg.Path("b-bar", data.Append('Z').ToString());
    }
}
