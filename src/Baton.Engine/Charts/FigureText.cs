using System.Globalization;
using Baton.Domain.Plans;
using Baton.Engine.Schedules;

namespace Baton.Engine.Charts;

/// <summary>The figures of a schedule as sentences; a makespan never stands without saying under which limits.</summary>
public static class FigureText
{
    private const int MostPathTasks = 24;

    public static string Name(Plan plan) => ChartText.Clean(string.IsNullOrEmpty(plan.Title) ? plan.Name : $"{plan.Name}: {plan.Title}");

    public static string ByDependencies(PlanSchedule schedule, string then = " → ", string more = "…") =>
        $"{PlanSchedule.DependencyLabel}: {PlanTime.Text(schedule.DependencyPath.Length)}{Path(schedule.DependencyPath, then, more)}";

    public static string UnderLimits(PlanSchedule schedule) => $"{schedule.LevelledLabel}: {PlanTime.Text(schedule.Makespan)}, {schedule.BoundText}";

    public static string OneAfterAnother(PlanSchedule schedule) => string.Create(
        CultureInfo.InvariantCulture,
        $"one after another: {PlanTime.Text(schedule.Sequential)}; speed-up {schedule.SpeedUp:0.##}, saving {schedule.SavingPercent:0.#} % under the same limits");

    /// <returns>How the schedule stands against the plan's deadline; null without one.</returns>
    public static string? Deadline(Plan plan, PlanSchedule schedule) => plan.Limits.Deadline is not { } deadline ? null
        : schedule.Makespan <= deadline
            ? $"deadline {PlanTime.Text(deadline)}: kept under the same limits, with {PlanTime.Text(deadline - schedule.Makespan)} to spare"
            : $"deadline {PlanTime.Text(deadline)}: missed by {PlanTime.Text(schedule.Makespan - deadline)} under the same limits"
                + (schedule.LowerBound > deadline ? "; no schedule under them keeps it" : "");

    /// <returns>How the end is spread; null when that was not computed.</returns>
    public static string? Forecast(PlanSchedule schedule) => schedule.Forecast is not { } f ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"forecast: half of {f.Samples} samples end by {PlanTime.Text(f.P50)}, 80 % by {PlanTime.Text(f.P80)}, 95 % by {PlanTime.Text(f.P95)}{(f.DeadlineChance is { } c ? $"; the deadline is kept in {100 * c:0.#} %" : "")} ({f.Basis})");

    /// <summary>All of them, those that exist.</summary>
    public static IEnumerable<string> All(Plan plan, PlanSchedule schedule, string then = " → ", string more = "…") => schedule.HasErrors
        ? schedule.Errors.Select(e => "no schedule: " + e)
        : new[] { ByDependencies(schedule, then, more), UnderLimits(schedule), OneAfterAnother(schedule), Deadline(plan, schedule), Forecast(schedule) }.OfType<string>();

    private static string Path(DependencyPath path, string then, string more)
    {
        if (path.Tasks.IsEmpty)
        {
            return "";
        }

        var ids = path.Tasks.Select(t => t.Value);
        var shown = path.Tasks.Length <= MostPathTasks
            ? ids
            : [.. ids.Take(MostPathTasks / 2), more, .. ids.TakeLast(MostPathTasks / 2)];
        var ties = path.Count switch
        {
            1 => "",
            long.MaxValue => "; very many more chains are as long",
            2 => "; one more chain is as long",
            var n => string.Create(CultureInfo.InvariantCulture, $"; {n - 1} more chains are as long"),
        };
        return $" ({string.Join(then, shown)}{ties})";
    }
}
