using Baton.Engine.Schedules;

namespace Baton.Engine.Reports;

/// <summary>The short form of a chart that would be too long: per agent and column, how many tasks are at work.</summary>
internal static class GanttLoad
{
    public static IEnumerable<string> Lines(PlanSchedule schedule, GanttAxis axis, int columns, int margin, int maxRows, GanttGlyphs glyphs)
    {
        var shown = schedule.Agents.Length <= maxRows ? schedule.Agents : [.. schedule.Agents.OrderByDescending(a => a.Busy).Take(Math.Max(1, maxRows))];
        var byAgent = schedule.Tasks.ToLookup(t => t.Agent);
        foreach (var agent in shown)
        {
            yield return GanttText.Name(agent, margin - 1, glyphs).PadRight(margin) + Row(byAgent[agent.Agent], axis, columns, glyphs);
        }

        yield return "";
        yield return $"{schedule.Tasks.Length} tasks do not fit {maxRows} rows: a digit says how many";
        yield return "tasks of the agent are at work (+ for more than 9); --json lists them.";
        if (shown.Length < schedule.Agents.Length)
        {
            yield return $"{schedule.Agents.Length - shown.Length} agents with less work are left out.";
        }
    }

    private static string Row(IEnumerable<ScheduledTask> tasks, GanttAxis axis, int columns, GanttGlyphs glyphs)
    {
        var change = new int[columns + 1];
        foreach (var task in tasks.Where(t => t.Finish > t.Start))
        {
            var from = Math.Min(axis.Column(task.Start), columns - 1);
            change[from]++;
            change[Math.Clamp(axis.Column(task.Finish), from + 1, columns)]--;
        }

        var cells = new char[columns];
        var running = 0;
        for (var c = 0; c < columns; c++)
        {
            running += change[c];
            cells[c] = running switch { 0 => glyphs.Idle, > 9 => '+', _ => (char)('0' + running) };
        }

        return new(cells);
    }
}
