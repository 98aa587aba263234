using System.CommandLine;
using Baton.Domain.Plans;
using Baton.Engine.Reports;
using Baton.Engine.Schedules;
using Baton.Engine.Schedules.WhatIf;

namespace Baton.Cli.Commands;

/// <summary><c>baton plan</c>: the schedule of a plan, with its bounds, as a chart or as JSON.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var plan = CommonOptions.Plan();
        var width = new Option<int>("--width") { Description = "Columns of the chart, from 40; the terminal's by default, else 100.", HelpName = "N", DefaultValueFactory = _ => DefaultWidth() };
        var ascii = new Option<bool>("--ascii") { Description = "Draw with ASCII alone." };
        var with = new Option<string[]>("--with") { Description = "What if: another limit or estimate, for example concurrent=4, agent.backend=2, estimate.T8=2h. Repeatable; the difference is shown.", HelpName = "KEY=VALUE" };
        var without = new Option<string[]>("--without") { Description = "What if a task were left out: whoever needs it takes over what it needs. Repeatable.", HelpName = "TASK" };
        var json = CommonOptions.Json();
        var command = new Command("plan", "Schedule a plan: the dependency path, the levelled schedule under all limits with a lower bound, and a Gantt chart.") { plan, width, ascii, with, without, json };
        command.SetAction(parse => CommandLine.GuardAsync(parse.GetValue(json), () => Task.FromResult(
            parse.GetValue(with) is { Length: > 0 } || parse.GetValue(without) is { Length: > 0 }
                ? WhatIf(parse.GetValue(plan)!, parse.GetValue(with) ?? [], parse.GetValue(without) ?? [], parse.GetValue(json))
                : Show(parse.GetValue(plan)!, parse.GetValue(width), parse.GetValue(ascii), parse.GetValue(json)))));
        return command;
    }

    private static int Show(string path, int width, bool ascii, bool json)
    {
        var plan = PlanInput.Read(path);
        var schedule = PlanAnalysis.Complete(plan, PlanScheduler.Compute(plan));
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
