using Baton.Domain.Plans;
using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

/// <summary>The name of the plan and the figures of its schedule, above a picture.</summary>
internal static class ChartHead
{
    private const int MostLines = 4;

    /// <returns>Where it ends.</returns>
    public static double Draw(Svg svg, Plan plan, PlanSchedule schedule, double left, double width)
    {
        var y = left + 16;
        svg.Open("b-head-text");
        foreach (var line in TextWidth.Wrap(FigureText.Name(plan), width / 1.16, 16, mostLines: 2))
        {
            svg.Text("b-bold", left, y, line, 16);
            y += 21;
        }

        IEnumerable<string> lines = schedule.Tasks.IsEmpty && !schedule.HasErrors ? ["The plan has no tasks."] : FigureText.All(plan, schedule).Take(12);
        foreach (var line in lines.SelectMany(l => TextWidth.Wrap(ChartText.Clean(l), width, 12, MostLines)))
        {
            svg.Text("", left, y, line, 12);
            y += 17;
        }

        svg.Close();
        return y - 8;
    }
}
