using System.Collections.Immutable;
using System.Diagnostics;
using Baton.Domain.Plans;
using Baton.Engine.Charts;
using Baton.Engine.Reports;
using Baton.Engine.Reports.WorkPlans;
using Baton.Engine.Schedules;

namespace Baton.Cli.Commands;

/// <summary>The forms in which <c>baton plan</c> shows a schedule.</summary>
internal static class ScheduleFormats
{
    public static readonly ImmutableArray<string> Names =
        ["text", "ascii", "tree", "blocking", "hours", "waits", "svg", "graph", "mermaid", "flowchart", "markdown", "html", "json"];

    /// <summary>What a file's ending asks for; text for no file and for unknown endings.</summary>
    public static string ByEnding(string? path) => Path.GetExtension(path)?.ToLowerInvariant() switch
    {
        ".svg" => "svg",
        ".mmd" or ".mermaid" => "mermaid",
        ".md" or ".markdown" => "markdown",
        ".html" or ".htm" => "html",
        ".json" => "json",
        _ => "text",
    };

    public static string Render(string format, Plan plan, PlanSchedule schedule, string path, GanttOptions options) => format switch
    {
        "tree" or "blocking" or "hours" or "waits" when schedule.HasErrors => GanttText.Render(plan, schedule, options),
        "text" => GanttText.Render(plan, schedule, options),
        "ascii" => GanttText.Render(plan, schedule, options with { Ascii = true }),
        "tree" => Lines(DependencyTreeText.Lines(plan, schedule, Columns(options), options.Ascii)),
        "blocking" => Lines(ScheduleTables.BlockingLines(plan, schedule, Columns(options), options.Ascii)),
        "hours" => Lines(ScheduleTables.HourLines(schedule, Columns(options), options.Ascii)),
        "waits" => GanttText.Waits(plan, schedule, options),
        "svg" => GanttSvg.Render(plan, schedule),
        "graph" => GraphSvg.Render(plan, schedule),
        "mermaid" => MermaidText.Gantt(plan, schedule),
        "flowchart" => MermaidText.Flowchart(plan, schedule),
        "markdown" => WorkPlan.ToMarkdown(plan, schedule, path),
        "html" => WorkPlan.ToHtml(plan, schedule, path),
        "json" => PlanScheduleJson.From(plan, schedule).ToText(),
        _ => throw new UnreachableException($"No form {format}."),
    };

    private static int Columns(GanttOptions options) => Math.Max(40, options.Width);

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));
}
