namespace Baton.Domain.Plans.Checks;

/// <summary>A need that another need already implies hides the real ones. Needs with a lag or a partial hand-off say more and are left alone.</summary>
internal static class RedundancyCheck
{
    public static void Run(CheckedPlan subject)
    {
        var whole = subject.WholeNeeds;
        foreach (var task in subject.Plan.Tasks)
        {
            for (var i = 0; i < task.Needs.Length && task.Needs.Length > 1; i++)
            {
                if (task.Needs[i] is { Share: 1 } need && need.Lag == TimeSpan.Zero && Reason(subject, whole, task, i) is { } reason)
                {
                    subject.Findings.Warning(CheckCode.RedundantNeed, subject.At(PlanPlace.Task(task.Id, "needs", i)), need.Task.Value,
                        $"Task {task.Id} need not name {need.Task}: {reason}.", "Remove it; the order stays the same.");
                }
            }
        }
    }

    private static string? Reason(CheckedPlan subject, NeedGraph whole, PlanTask task, int index)
    {
        if (!subject.Numbers.TryGetValue(task.Needs[index].Task, out var number))
        {
            return null;
        }

        for (var other = 0; other < task.Needs.Length; other++)
        {
            var need = task.Needs[other];
            if (other == index || need.Share < 1 || !subject.Numbers.TryGetValue(need.Task, out var otherNumber))
            {
                continue;
            }

            if (otherNumber == number)
            {
                if (other < index)
                {
                    return "it is named already";
                }
            }
            else if (whole.NeedsDirectlyOrNot(otherNumber, number))
            {
                return $"{need.Task} needs it already";
            }
        }

        return null;
    }
}
