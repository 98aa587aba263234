using System.CommandLine;
using Baton.Domain.Plans;
using Baton.Engine.Reports;
using Baton.Engine.Schedules;

namespace Baton.Cli.Commands;

/// <summary><c>baton plan</c>: the schedule of a plan, with its bounds, as a chart or as JSON.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var plan = CommonOptions.Plan();
        var width = new Option<int>("--width") { Description = "Columns of the chart, from 40; the terminal's by default, else 100.", HelpName = "N", DefaultValueFactory = _ => DefaultWidth() };
        var ascii = new Option<bool>("--ascii") { Description = "Draw with ASCII alone." };
        var json = CommonOptions.Json();
        var command = new Command("plan", "Schedule a plan: the dependency path, the levelled schedule under all limits with a lower bound, and a Gantt chart.") { plan, width, ascii, json };
        command.SetAction(parse => CommandLine.GuardAsync(parse.GetValue(json), () => Task.FromResult(Show(parse.GetValue(plan)!, parse.GetValue(width), parse.GetValue(ascii), parse.GetValue(json)))));
        return command;
    }

    private static int Show(string path, int width, bool ascii, bool json)
    {
        var plan = PlanInput.Read(path);
        var schedule = PlanScheduler.Compute(plan);
        if (json)
        {
            WriteJson(plan, schedule);
        }
        else
        {
            Console.Write(Text(plan, schedule, width, ascii));
        }

        return schedule.HasErrors ? ExitCode.Failed : ExitCode.Done;
    }

    public static string Text(Plan plan, PlanSchedule schedule, int width, bool ascii) => GanttText.Render(plan, schedule, new GanttOptions(width, ascii));

    public static void WriteJson(Plan plan, PlanSchedule schedule) => Console.Out.Write(PlanScheduleJson.From(plan, schedule).ToText());

    private static int DefaultWidth() => Console.IsOutputRedirected ? 100 : Math.Clamp(Console.WindowWidth - 1, 60, 200);
}
