using System.CommandLine;
using System.Text;
using Baton.Domain.Plans;
using Baton.Engine.Reports;
using Baton.Engine.Schedules;
using Baton.Engine.Schedules.WhatIf;

namespace Baton.Cli.Commands;

/// <summary><c>baton plan</c>: the schedule of a plan, with its bounds, as text, pictures, documents or JSON.</summary>
internal static class PlanCommand
{
    private const int LeastWidth = 20;
    private const int MostWidth = 1000;

    public static Command Create()
    {
        var plan = CommonOptions.Plan();
        var format = new Option<string?>("--format", "-f") { Description = $"{string.Join(", ", ScheduleFormats.Names)}. Default: by the ending of -o, else text.", HelpName = "FORMAT" };
        format.AcceptOnlyFromAmong([.. ScheduleFormats.Names]);
        var output = new Option<string?>("--output", "-o") { Description = "Write to this file, replacing it, instead of standard output.", HelpName = "FILE" };
        var width = new Option<int?>("--width") { Description = "Columns of text, 20 to 1000; below 40 counts as 40. Default: the terminal's, else 100.", HelpName = "N", CustomParser = r => CommonOptions.Number(r, LeastWidth, MostWidth) };
        var ascii = new Option<bool>("--ascii") { Description = "Draw text with ASCII alone." };
        var with = new Option<string[]>("--with") { Description = "What if: another limit or estimate, for example concurrent=4, agent.backend=2, estimate.T8=2h. Repeatable; the difference is shown.", HelpName = "KEY=VALUE" };
        var without = new Option<string[]>("--without") { Description = "What if a task were left out: whoever needs it takes over what it needs. Repeatable.", HelpName = "TASK" };
        var history = new Option<bool>("--history") { Description = "Read how long tasks took and what they changed in earlier runs of this plan: for the forecast, and to keep tasks apart that changed the same files." };
        var json = CommonOptions.Json();
        var command = new Command("plan", "Schedule a plan: the dependency path, the levelled schedule under all limits with a lower bound, as text, picture or document.") { plan, format, output, width, ascii, with, without, history, json };
        command.SetAction((parse, ct) => CommandLine.GuardAsync(parse.GetValue(json), async () =>
            parse.GetValue(with) is { Length: > 0 } || parse.GetValue(without) is { Length: > 0 }
                ? WhatIf(parse.GetValue(plan)!, parse.GetValue(with) ?? [], parse.GetValue(without) ?? [], parse.GetValue(json))
                : Show(
                    parse.GetValue(plan)!,
                    parse.GetValue(history) ? await PlanInput.ReadHistoryAsync(parse.GetValue(plan)!, ct) : null,
                    parse.GetValue(json) ? "json" : parse.GetValue(format) ?? ScheduleFormats.ByEnding(parse.GetValue(output)),
                    parse.GetValue(output),
                    new GanttOptions(parse.GetValue(width) ?? DefaultWidth(), parse.GetValue(ascii)))));
        return command;
    }

    private static int Show(string path, TaskHistory? history, string format, string? output, GanttOptions options)
    {
        var plan = PlanInput.Read(path);
        var schedule = PlanScheduler.Compute(plan, history: history);
        schedule = history is not null || format is "json" or "markdown" or "html" ? PlanAnalysis.Complete(plan, schedule, history: history) : schedule;
        var text = ScheduleFormats.Render(format, plan, schedule, path, options);
        if (output is null)
        {
            Console.Out.Write(text);
        }
        else
        {
            File.WriteAllText(output, text, new UTF8Encoding(false));
            Console.Error.WriteLine($"Wrote {output}.");
        }

        return schedule.HasErrors ? ExitCode.Failed : ExitCode.Done;
    }

    /// <exception cref="CommandFailure">A wish names what the plan does not have, or the changed plan has no schedule.</exception>
    private static int WhatIf(string path, string[] with, string[] without, bool json)
    {
        var plan = PlanInput.Read(path);
        var (changed, problem) = PlanChange.Apply(plan, with, without);
        if (changed is null)
        {
            throw new CommandFailure(ExitCode.Usage, "unknown-change", problem!);
        }

        var (before, after) = (PlanScheduler.Compute(plan), PlanScheduler.Compute(changed));
        if (before.Errors.Concat(after.Errors).FirstOrDefault() is { } error)
        {
            throw new CommandFailure(ExitCode.Failed, "no-schedule", error);
        }

        var difference = ScheduleDifference.Of([.. with, .. without.Select(id => $"without {id}")], before, after);
        Console.Out.Write(json ? WhatIfJson.From(plan, difference).ToText() : WhatIfText.Of(plan, difference));
        return ExitCode.Done;
    }

    public static string Text(Plan plan, PlanSchedule schedule, int width, bool ascii) => GanttText.Render(plan, schedule, new GanttOptions(width, ascii));

    public static void WriteJson(Plan plan, PlanSchedule schedule) => Console.Out.Write(PlanScheduleJson.From(plan, schedule).ToText());

    private static int DefaultWidth() => Console.IsOutputRedirected ? 100 : Math.Clamp(Console.WindowWidth - 1, 60, 200);
}
