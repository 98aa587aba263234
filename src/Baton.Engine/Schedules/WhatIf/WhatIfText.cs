using System.Globalization;
using System.Text;
using Baton.Domain.Plans;

namespace Baton.Engine.Schedules.WhatIf;

/// <summary>The difference between two schedules as a small table and a list of reasons.</summary>
public static class WhatIfText
{
    private const int MostMoves = 40;
    private const int LongestLimits = 90;

    public static string Of(Plan plan, ScheduleDifference difference)
    {
        var (before, after) = (difference.Before, difference.After);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{plan.Name}, what if: {string.Join(", ", difference.Changes)}\n\n");
        text.Append(Row("", "as planned", "then", "difference"));
        text.Append(Row("makespan", PlanTime.Text(before.Makespan), PlanTime.Text(after.Makespan), Signed(difference.Longer)));
        text.Append(Row("lower bound", PlanTime.Text(before.LowerBound), PlanTime.Text(after.LowerBound), Signed(after.LowerBound - before.LowerBound)));
        text.Append(Row("standing", Standing(before), Standing(after), ""));
        text.Append(Row("dependency path", PlanTime.Text(before.DependencyPath.Length), PlanTime.Text(after.DependencyPath.Length), Signed(after.DependencyPath.Length - before.DependencyPath.Length)));
        text.Append(Row("one after another", PlanTime.Text(before.Sequential), PlanTime.Text(after.Sequential), Signed(after.Sequential - before.Sequential)));
        text.Append(Row("speed-up", Number(before.SpeedUp), Number(after.SpeedUp), ""));
        text.Append(CultureInfo.InvariantCulture, $"\n{difference.Why}\n");
        text.Append(CultureInfo.InvariantCulture, $"limits as planned: {Short(before.LimitsText)}\nlimits then:       {Short(after.LimitsText)}\n");
        if (!before.DependencyPath.Tasks.SequenceEqual(after.DependencyPath.Tasks))
        {
            text.Append(CultureInfo.InvariantCulture, $"dependency path then: {string.Join(" → ", after.DependencyPath.Tasks)}\n");
        }

        AppendMoves(text, difference);
        return text.ToString();
    }

    private static void AppendMoves(StringBuilder text, ScheduleDifference difference)
    {
        var moves = difference.Moves;
        if (moves.IsEmpty)
        {
            text.Append("\nNo task moves.\n");
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{moves.Length} of {difference.Before.Tasks.Length} tasks move:\n");
        var width = moves.Max(m => m.Task.Value.Length);
        foreach (var move in moves.Take(MostMoves))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {move.Task.Value.PadRight(width)}  {Move(move)}\n");
        }

        if (moves.Length > MostMoves)
        {
            text.Append(CultureInfo.InvariantCulture, $"  and {moves.Length - MostMoves} more (--json has all)\n");
        }
    }

    private static string Move(TaskMove move)
    {
        if (move is not { Before: { } before, After: { } after })
        {
            return "is left out";
        }

        if (move.Shift == TimeSpan.Zero)
        {
            return $"starts at {PlanTime.Text(before.Start)} as before, ends at {PlanTime.Text(after.Finish)} instead of {PlanTime.Text(before.Finish)}";
        }

        var was = before.Reason.Text == after.Reason.Text ? "as before" : $"before: {before.Reason.Text}";
        return $"{PlanTime.Text(before.Start),7} → {PlanTime.Text(after.Start),-7} {Signed(move.Shift),-8} waits for {after.Reason.Text}; {was}";
    }

    private static string Standing(PlanSchedule schedule) => schedule.IsOptimal ? "optimal" : Number(schedule.GapPercent) + " % gap";

    private static string Row(string name, string before, string after, string difference) =>
        $"{name,-18} {before,12} {after,12} {difference,12}".TrimEnd() + "\n";

    private static string Signed(TimeSpan time) => time == TimeSpan.Zero ? "same" : (time > TimeSpan.Zero ? "+" : "-") + PlanTime.Text(time.Duration());

    private static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Short(string text) => text.Length > LongestLimits ? text[..LongestLimits] + "..." : text;
}
