using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Schedules;

namespace Baton.Cli.Commands;

/// <summary><c>run --dry-run</c>: what would be started, in which order, without a repository or a journal.</summary>
internal static class DryRun
{
    public static int Show(Plan plan, RunRequest request)
    {
        var schedule = PlanAnalysis.Complete(plan, PlanScheduler.Compute(plan));
        var chosen = request.Selection.Choose(Untouched(plan, schedule));
        if (request.Json)
        {
            PlanCommand.WriteJson(plan, schedule);
            return ExitCode.Done;
        }

        Console.Write(PlanCommand.Text(plan, schedule, width: 100, ascii: Console.OutputEncoding.CodePage != 65001));
        Console.WriteLine();
        Console.WriteLine("Would start, in this order:");
        foreach (var id in schedule.Order.Where(id => chosen.IsEmpty || chosen.Contains(id)))
        {
            var task = plan.Tasks.First(t => t.Id == id);
            var needs = task.Needs.IsEmpty ? "at once" : $"after {string.Join(", ", task.Needs.Select(n => n.Task))}";
            Console.WriteLine($"  {task.Id,-8} {task.Agent?.Value ?? "(no one)",-20} {needs}");
        }

        Console.WriteLine("Nothing was started or written.");
        return ExitCode.Done;
    }

    /// <summary>The state that a new run of the plan would begin with.</summary>
    public static RunState Untouched(Plan plan, PlanSchedule schedule) =>
        RunState.Replay(plan, [new RecordedEvent(1, default, new RunEvent.Planned(new RunId("new"), plan.Hash, plan.Name, "", "", "", schedule.Order))]);
}
