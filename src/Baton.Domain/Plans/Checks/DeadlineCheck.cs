namespace Baton.Domain.Plans.Checks;

/// <summary>Whether the deadline can be met.</summary>
internal static class DeadlineCheck
{
    public static void Run(CheckedPlan subject)
    {
        if (subject.Plan.Limits.Deadline is not { } deadline || subject.EarliestWithBarriers is not { } earliest)
        {
            return;
        }

        var place = subject.At(new PlanPlace("limits", "deadline"));
        var path = earliest.LongestPath();
        if (path.Count > 0 && earliest.Length > PlannedTime.Of(deadline))
        {
            var last = subject.Plan.Tasks[path[^1]].Id;
            subject.Findings.Warning(CheckCode.DeadlineMissed, place, PlannedTime.Text(deadline),
                $"Task {last} ends {PlannedTime.Text(earliest.Length)} after the start at the earliest, later than the deadline of {PlannedTime.Text(deadline)}.",
                "Raise the deadline, or shorten the longest path; 'baton plan' shows it.");
        }
        else if (subject.Scheduled is { } schedule && schedule.LowerBound > deadline)
        {
            subject.Findings.Warning(CheckCode.DeadlineMissed, place, PlannedTime.Text(deadline),
                $"No schedule is shorter than {PlannedTime.Text(schedule.LowerBound)} ({schedule.BoundBy}), longer than the deadline of {PlannedTime.Text(deadline)}.",
                "Raise the deadline or that limit.");
        }
    }
}
