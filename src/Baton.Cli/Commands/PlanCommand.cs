using System.CommandLine;
using System.Text;
using Baton.Domain.Plans;
using Baton.Engine.Reports;
using Baton.Engine.Schedules;

namespace Baton.Cli.Commands;

/// <summary><c>baton plan</c>: the schedule of a plan, with its bounds, as text, pictures, documents or JSON.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var plan = CommonOptions.Plan();
        var format = new Option<string?>("--format", "-f") { Description = $"{string.Join(", ", ScheduleFormats.Names)}. Default: by the ending of -o, else text.", HelpName = "FORMAT" };
        format.AcceptOnlyFromAmong([.. ScheduleFormats.Names]);
        var output = new Option<string?>("--output", "-o") { Description = "Write to this file, replacing it, instead of standard output.", HelpName = "FILE" };
        var width = new Option<int>("--width") { Description = "Columns of text, from 40; the terminal's by default, else 100.", HelpName = "N", DefaultValueFactory = _ => DefaultWidth() };
        var ascii = new Option<bool>("--ascii") { Description = "Draw text with ASCII alone." };
        var json = CommonOptions.Json();
        var command = new Command("plan", "Schedule a plan: the dependency path, the levelled schedule under all limits with a lower bound, as text, picture or document.") { plan, format, output, width, ascii, json };
        command.SetAction(parse => CommandLine.GuardAsync(parse.GetValue(json), () => Task.FromResult(Show(
            parse.GetValue(plan)!,
            parse.GetValue(json) ? "json" : parse.GetValue(format) ?? ScheduleFormats.ByEnding(parse.GetValue(output)),
            parse.GetValue(output),
            new GanttOptions(parse.GetValue(width), parse.GetValue(ascii))))));
        return command;
    }

    private static int Show(string path, string format, string? output, GanttOptions options)
    {
        var plan = PlanInput.Read(path);
        var schedule = PlanScheduler.Compute(plan);
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

    public static string Text(Plan plan, PlanSchedule schedule, int width, bool ascii) => GanttText.Render(plan, schedule, new GanttOptions(width, ascii));

    public static void WriteJson(Plan plan, PlanSchedule schedule) => Console.Out.Write(PlanScheduleJson.From(plan, schedule).ToText());

    private static int DefaultWidth() => Console.IsOutputRedirected ? 100 : Math.Clamp(Console.WindowWidth - 1, 60, 200);
}
