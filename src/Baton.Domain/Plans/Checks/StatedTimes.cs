namespace Baton.Domain.Plans.Checks;

/// <summary>Lengths and savings that are stated. A length between the lower bound and the schedule that was found may be right and is left alone.</summary>
internal static class StatedTimes
{
    /// <summary>Half a percent: people write whole percents.</summary>
    public const double Rounding = 0.005001;

    private const string Correct = "Correct the figure; 'baton plan' shows how the plan's own comes about.";

    public static void Makespan(StatedScope scope, Statement.Time stated, int index)
    {
        if (scope.Subject.Scheduled is not { } schedule)
        {
            scope.Skip(stated, index, "the plan has no schedule, or is too large for one here");
            return;
        }

        var value = PlannedTime.Of(stated.Value);
        if (!scope.IsPlan)
        {
            GroupMakespan(scope, stated, index, schedule);
        }
        else if (value < PlannedTime.Of(schedule.LowerBound))
        {
            var path = scope.Subject.Earliest!.Length;
            scope.Warn(CheckCode.StatedMakespan, stated, index,
                $"{PlannedTime.Text(value)} are stated for the plan, but no schedule is shorter than {PlannedTime.Text(schedule.LowerBound)} ({schedule.BoundBy}); its dependencies alone take {PlannedTime.Text(path)}.", Correct);
        }
        else if (value > PlannedTime.Of(schedule.Makespan))
        {
            scope.Warn(CheckCode.StatedMakespan, stated, index, $"{PlannedTime.Text(value)} are stated for the plan, but a schedule of {PlannedTime.Text(schedule.Makespan)} exists.", Correct);
        }
    }

    /// <summary>From the first start to the last finish of the group.</summary>
    private static void GroupMakespan(StatedScope scope, Statement.Time stated, int index, ScheduledFigures schedule)
    {
        if (scope.Members.IsEmpty)
        {
            return;
        }

        var length = scope.Members.Max(i => schedule.Finishes[i]) - scope.Members.Min(i => schedule.Starts[i]);
        if (stated.Value < length)
        {
            scope.Warn(CheckCode.StatedMakespan, stated, index, $"{PlannedTime.Text(stated.Value)} are stated for {scope.Name}, but in the schedule it takes {PlannedTime.Text(length)}.", Correct);
        }
    }

    public static void Saved(StatedScope scope, Statement.Time stated, int index)
    {
        if (scope.Subject.Scheduled is not { } schedule)
        {
            scope.Skip(stated, index, "the plan has no schedule, or is too large for one here");
            return;
        }

        var (least, most, value) = (scope.Sequential() - PlannedTime.Of(schedule.Makespan), scope.Sequential() - PlannedTime.Of(schedule.LowerBound), PlannedTime.Of(stated.Value));
        if (value < least || value > most)
        {
            scope.Warn(CheckCode.StatedSaving, stated, index,
                $"{PlannedTime.Text(value)} are stated to be saved, but {PlannedTime.Text(scope.Sequential())} one after another less {PlannedTime.Text(schedule.Makespan)} in parallel are {PlannedTime.Text(least)}.", Correct);
        }
    }

    public static void Saving(StatedScope scope, Statement.Percent stated, int index)
    {
        if (scope.Subject.Scheduled is not { } schedule || scope.Sequential() == 0)
        {
            scope.Skip(stated, index, "the plan has no schedule, or is too large for one here");
            return;
        }

        double sequential = scope.Sequential();
        var (least, most) = (1 - (PlannedTime.Of(schedule.Makespan) / sequential), 1 - (PlannedTime.Of(schedule.LowerBound) / sequential));
        if (stated.Share < least - Rounding || stated.Share > most + Rounding)
        {
            scope.Warn(CheckCode.StatedSaving, stated, index,
                $"A saving of {PlannedTime.Percent(stated.Share)} is stated, but {PlannedTime.Text(schedule.Makespan)} instead of {PlannedTime.Text(scope.Sequential())} save {PlannedTime.Percent(least)}.", Correct);
        }
    }
}
