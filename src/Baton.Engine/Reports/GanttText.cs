using System.Text;
using Baton.Domain.Plans;
using Baton.Engine.Charts;
using Baton.Engine.Schedules;

namespace Baton.Engine.Reports;

/// <summary>A levelled schedule as text of a fixed width: one track per agent, a time axis, and the figures with their labels.</summary>
public static class GanttText
{
    private const int LeastWidth = 40;

    /// <returns>Lines ending with a line feed, none wider than the width; the same input gives the same text.</returns>
    public static string Render(Plan plan, PlanSchedule schedule, GanttOptions? options = null)
    {
        var chosen = options ?? new GanttOptions();
        var width = Math.Max(LeastWidth, chosen.Width);
        var glyphs = chosen.Ascii ? GanttGlyphs.Ascii : GanttGlyphs.Unicode;
        var text = new StringBuilder();
        foreach (var line in Head(plan, schedule, glyphs).SelectMany(l => Wrap(l, width)))
        {
            text.Append(line).Append('\n');
        }

        if (!schedule.HasErrors && !schedule.Tasks.IsEmpty)
        {
            text.Append('\n');
            foreach (var line in Chart(schedule, width, chosen.MaxRows, glyphs))
            {
                text.Append(line.TrimEnd()).Append('\n');
            }
        }

        foreach (var line in WaitLines.Of(plan, schedule, chosen.MaxWaits).SelectMany(l => Wrap(Clean(l, glyphs), width)))
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Every wait of the schedule, without the chart.</summary>
    public static string Waits(Plan plan, PlanSchedule schedule, GanttOptions options)
    {
        var (width, glyphs) = (Math.Max(LeastWidth, options.Width), options.Ascii ? GanttGlyphs.Ascii : GanttGlyphs.Unicode);
        return string.Concat(WaitLines.Of(plan, schedule, int.MaxValue).SelectMany(l => Wrap(Clean(l, glyphs), width)).Select(l => l + "\n"));
    }

    private static IEnumerable<string> Head(Plan plan, PlanSchedule schedule, GanttGlyphs glyphs) =>
        FigureText.All(plan, schedule, glyphs.Then, glyphs.More).Prepend(FigureText.Name(plan)).Select(line => Clean(line, glyphs));

    private static IEnumerable<string> Chart(PlanSchedule schedule, int width, int maxRows, GanttGlyphs glyphs)
    {
        var margin = Math.Min(Math.Min(24, width / 3), schedule.Agents.Max(a => (a.Agent?.Value ?? "no agent").Length)) + 1;
        var columns = width - margin - 1;
        var axis = new GanttAxis(schedule.Makespan, columns, glyphs);
        foreach (var line in axis.Lines(schedule.Now))
        {
            yield return new string(' ', margin) + line;
        }

        var tracks = schedule.Agents.Select(agent => (Name(agent, margin - 1, glyphs), Track: Bars(schedule, agent, columns, axis, glyphs))).ToList();
        var condensed = tracks.Sum(t => t.Track.RowCount) > Math.Max(1, maxRows);
        var lines = condensed
            ? GanttLoad.Lines(schedule, axis, columns, margin, maxRows, glyphs)
            : tracks.Zip(schedule.Agents).SelectMany(t => t.First.Track.Rows.Select((row, k) =>
                (k == 0 ? t.First.Item1 : "").PadRight(margin) + Shade(row, t.Second, columns, axis, glyphs)));
        foreach (var line in lines.Append("").Concat(Legend(schedule, axis, condensed, glyphs).SelectMany(l => Wrap(l, width))))
        {
            yield return line;
        }
    }

    private static GanttTrack Bars(PlanSchedule schedule, AgentLoad agent, int columns, GanttAxis axis, GanttGlyphs glyphs)
    {
        var track = new GanttTrack(columns, axis, glyphs);
        foreach (var task in schedule.Tasks.Where(t => t.Agent == agent.Agent).OrderBy(t => t.Start).ThenByDescending(t => t.OnDependencyPath))
        {
            track.Add(task);
        }

        return track;
    }

    /// <summary>What is closed all through a column, where nothing else stands in it or beside it.</summary>
    private static string Shade(string row, AgentLoad agent, int columns, GanttAxis axis, GanttGlyphs glyphs)
    {
        var blank = row.PadRight(columns);
        var cells = blank.ToCharArray();
        foreach (var span in agent.Closed)
        {
            var (from, to) = (axis.ColumnAfter(span.Start), Math.Min(columns, axis.ColumnBefore(span.Finish)));
            for (var c = from; c < to; c++)
            {
                var isFree = blank[c] == ' ' && (c == 0 || blank[c - 1] == ' ') && (c + 1 == columns || blank[c + 1] == ' ');
                cells[c] = isFree ? glyphs.Closed : cells[c];
            }
        }

        return new string(cells).TrimEnd();
    }

    private static IEnumerable<string> Legend(PlanSchedule schedule, GanttAxis axis, bool condensed, GanttGlyphs glyphs)
    {
        if (!condensed)
        {
            var closed = schedule.Agents.Any(a => !a.Closed.IsEmpty) ? $"   {new string(glyphs.Closed, 2)} the agent's closed hours" : "";
            var milestone = schedule.Tasks.Any(t => t.Start == t.Finish) ? $"   {glyphs.Milestone} no duration" : "";
            yield return $"{new string(glyphs.Critical, 2)} on a longest chain by dependencies   {new string(glyphs.Other, 2)} not on one{milestone}{closed}";
        }

        if (schedule.Now is { } now)
        {
            yield return $"{glyphs.Now} now, {PlanTime.Text(now)} after the start";
        }

        if (axis.ShowsDays)
        {
            yield return "d = a working day of 8 h";
        }
    }

    internal static string Name(AgentLoad agent, int most, GanttGlyphs glyphs)
    {
        var name = agent.Agent?.Value ?? "no agent";
        return name.Length <= most ? name : name[..(most - glyphs.More.Length)] + glyphs.More;
    }

    /// <summary>Control characters could steer a terminal, and the ASCII set promises ASCII.</summary>
    private static string Clean(string text, GanttGlyphs glyphs) =>
        glyphs == GanttGlyphs.Ascii ? string.Concat(ChartText.Clean(text).Select(c => c > '~' ? '?' : c)) : ChartText.Clean(text);

    /// <summary>On one line, without what steers a terminal, and no wider than the width.</summary>
    internal static string Fit(string line, int width, GanttGlyphs glyphs)
    {
        var clean = Clean(line, glyphs);
        return clean.Length <= width ? clean : clean[..(width - glyphs.More.Length)] + glyphs.More;
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear().Append("   ");
            }

            line.Append(line.Length > 0 ? " " : "").Append(word.Length > width - 4 ? word[..(width - 4)] : word);
        }

        yield return line.ToString();
    }
}
