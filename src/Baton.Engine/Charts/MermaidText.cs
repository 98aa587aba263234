using System.Globalization;
using System.Text;
using Baton.Domain.Plans;
using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

/// <summary>
/// A schedule in the language of Mermaid, which many Markdown viewers draw. Tasks are called <c>t1</c>, <c>t2</c>, ... in the plan's order, because the language
/// gives meaning to many ids; titles are escaped with its character codes.
/// </summary>
public static class MermaidText
{
    private const int LongestTitle = 60;

    /// <summary>A Mermaid axis shows dates; planned time begins with this one.</summary>
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <returns>A <c>gantt</c> diagram: one section per agent, the longest chains marked as critical, milestones for what has no duration.</returns>
    public static string Gantt(Plan plan, PlanSchedule schedule)
    {
        var text = new StringBuilder();
        Comments(text, plan, schedule);
        text.Append("gantt\n").Append("    title ").Append(Escape(FigureText.Name(plan))).Append('\n');
        text.Append("    dateFormat YYYY-MM-DDTHH:mm:ss\n").Append("    axisFormat ").Append(schedule.Makespan > TimeSpan.FromDays(1) ? "day %-j %H:%M" : "%H:%M").Append('\n');
        var index = schedule.Tasks.Select((t, i) => (t, i)).ToLookup(x => x.t.Agent);
        foreach (var agent in schedule.Agents)
        {
            text.Append("    section ").Append(Escape(GanttTrackSvg.NameOf(agent))).Append('\n');
            foreach (var (task, i) in index[agent.Agent].OrderBy(x => x.t.Start).ThenBy(x => x.i))
            {
                text.Append("    ").Append(Bar(task, i)).Append('\n');
            }
        }

        if (plan.Limits.Deadline is { } deadline)
        {
            text.Append("    section Limits\n").Append(CultureInfo.InvariantCulture, $"    Deadline :milestone, deadline, {Moment(deadline)}, 0s\n");
        }

        return text.ToString();
    }

    /// <returns>A <c>flowchart</c> of the dependencies; thick arrows and the class <c>critical</c> on longest chains.</returns>
    public static string Flowchart(Plan plan, PlanSchedule schedule)
    {
        var text = new StringBuilder();
        Comments(text, plan, schedule);
        text.Append("flowchart LR\n");
        for (var i = 0; i < schedule.Tasks.Length; i++)
        {
            var task = schedule.Tasks[i];
            var foot = Escape($"{PlanTime.Text(task.Finish - task.Start)}, {task.Agent?.Value ?? "no agent"}");
            text.Append(CultureInfo.InvariantCulture, $"    t{i + 1}[\"{Escape(Title(task))}<br/>{foot}\"]{(task.OnDependencyPath ? ":::critical" : "")}\n");
        }

        foreach (var link in schedule.HasErrors ? [] : PlanLinks.Of(plan, schedule))
        {
            var arrow = link.OnPath ? "==>" : "-->";
            var label = link.Need.Share < 1 ? string.Create(CultureInfo.InvariantCulture, $"|\"{Escape($"at {link.Need.Share * 100:0.#} %")}\"|")
                : link.Need.Lag > TimeSpan.Zero ? $"|\"{Escape($"and {PlanTime.Text(link.Need.Lag)}")}\"|" : "";
            text.Append(CultureInfo.InvariantCulture, $"    t{link.Before + 1} {arrow}{label} t{link.After + 1}\n");
        }

        return text.Append("    classDef critical fill:#9a3412,stroke:#5f1e08,color:#ffffff,stroke-width:3px\n").ToString();
    }

    /// <summary>Words that mean something at the beginning of a line of a gantt diagram, as they stand in Mermaid's grammar.</summary>
    private static readonly string[] Keywords =
        ["gantt", "title", "section", "dateformat", "axisformat", "tickinterval", "inclusiveenddates", "topaxis", "excludes", "includes", "todaymarker", "weekday", "weekend", "acc", "click", "call", "href", "date"];

    private static string EscapeLine(string text)
    {
        var guarded = text.Length > 0 && (!char.IsLetter(text[0]) || Keywords.Any(k => text.StartsWith(k, StringComparison.OrdinalIgnoreCase)));
        return guarded && char.IsAscii(text[0]) ? string.Create(CultureInfo.InvariantCulture, $"#{(int)text[0]};{Escape(text[1..])}") : Escape(text);
    }

    /// <summary>Everything but letters, digits and a few harmless characters becomes a character code.</summary>
    internal static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var rune in ChartText.Clean(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '.' or ',' or '-' or '_' or '/' or '(' or ')' || rune.Value > 127)
            {
                escaped.Append(rune);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"#{rune.Value};");
            }
        }

        return escaped.ToString();
    }

    private static string Bar(ScheduledTask task, int i)
    {
        var marks = (task.Start == task.Finish ? "milestone, " : "") + (task.OnDependencyPath ? "crit, " : "");
        var length = Math.Max(0, (long)Math.Round((task.Finish - task.Start).TotalSeconds));
        return string.Create(CultureInfo.InvariantCulture, $"{EscapeLine(Title(task))} :{marks}t{i + 1}, {Moment(task.Start)}, {length}s");
    }

    private static string Title(ScheduledTask task)
    {
        var label = ChartText.Label(task.Id.Value, task.Title);
        var info = new StringInfo(label);
        return info.LengthInTextElements <= LongestTitle ? label : info.SubstringByTextElements(0, LongestTitle - 1).TrimEnd() + "…";
    }

    private static string Moment(TimeSpan at) =>
        (at < DateTime.MaxValue - Epoch ? Epoch + at : DateTime.MaxValue).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private static void Comments(StringBuilder text, Plan plan, PlanSchedule schedule)
    {
        foreach (var line in FigureText.All(plan, schedule).Append("Planned time begins at 2000-01-01 00:00."))
        {
            text.Append("%% ").Append(ChartText.Clean(line).Replace("%%", "% %", StringComparison.Ordinal).Replace('{', '(').Replace('}', ')')).Append('\n');
        }
    }
}
