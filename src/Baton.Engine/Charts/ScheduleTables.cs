using System.Globalization;
using Baton.Domain.Plans;
using Baton.Engine.Reports;
using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

/// <summary>The blocking table and the hour-by-hour table as text, and their cells for documents.</summary>
public static class ScheduleTables
{
    private const int MostListed = 12;

    public static readonly string[] BlockingHead = ["Task", "Is needed by", "Needs", "Can run beside"];

    public static readonly string[] HoursHead = ["Time", "At work", "Idle"];

    /// <returns>A row per task; empty with errors, or above <see cref="BlockingTable.MaxTasks"/> tasks.</returns>
    public static List<string[]> Blocking(Plan plan, PlanSchedule schedule) =>
    [
        .. BlockingTable.Of(plan, schedule, MostListed).Select(row => (string[])
            [row.Task.Value, List(row.Blocks), List(row.BlockedBy), List(row.Beside, row.BesideCount)]),
    ];

    /// <returns>At most <see cref="HourTable.MostRows"/> rows.</returns>
    public static List<string[]> Hours(PlanSchedule schedule) =>
    [
        .. HourTable.Rows(schedule).Select(row => (string[])
        [
            Span(row.Start, row.Finish),
            row.Working.IsEmpty ? "no one" : string.Join("; ", row.Working.Select(w => $"{GanttTrackSvg.NameOf(w.Agent)} {List(w.Tasks)}")),
            Names(row.Idle),
        ]),
    ];

    public static IEnumerable<string> BlockingLines(Plan plan, PlanSchedule schedule, int width, bool ascii) =>
        TextTable.Lines(BlockingHead, Blocking(plan, schedule), 1, width, Rule(ascii)).Select(l => GanttText.Fit(l, width, Glyphs(ascii)));

    public static IEnumerable<string> HourLines(PlanSchedule schedule, int width, bool ascii) =>
        TextTable.Lines(HoursHead, Hours(schedule), 1, width, Rule(ascii)).Select(l => GanttText.Fit(l, width, Glyphs(ascii)));

    private static GanttGlyphs Glyphs(bool ascii) => ascii ? GanttGlyphs.Ascii : GanttGlyphs.Unicode;

    private static char Rule(bool ascii) => ascii ? '-' : '─';

    /// <summary>0–1 h when both are in hours, else both in full.</summary>
    private static string Span(TimeSpan from, TimeSpan to)
    {
        var (start, end) = (PlanTime.Text(from), PlanTime.Text(to));
        return end.EndsWith(" h", StringComparison.Ordinal) && start.EndsWith(" h", StringComparison.Ordinal) ? $"{start[..^2]} - {end}" : $"{start} - {end}";
    }

    internal static string List(IReadOnlyCollection<TaskId> ids, int? count = null)
    {
        var more = (count ?? ids.Count) - Math.Min(ids.Count, MostListed);
        var names = string.Join(", ", ids.Take(MostListed));
        return ids.Count == 0 ? "-" : more > 0 ? string.Create(CultureInfo.InvariantCulture, $"{names} and {more} more") : names;
    }

    private static string Names(IReadOnlyCollection<AgentLoad> agents) =>
        agents.Count == 0 ? "-" : agents.Count <= MostListed ? string.Join(", ", agents.Select(GanttTrackSvg.NameOf)) : $"{agents.Count} agents";
}
