namespace Baton.Domain.Plans.Checks;

/// <summary>Forecasts are only as good as the estimates.</summary>
internal static class EstimateCheck
{
    public static void Run(CheckedPlan subject)
    {
        foreach (var task in subject.Plan.Tasks)
        {
            if (task.Estimate.Expected == TimeSpan.Zero)
            {
                subject.Findings.Info(CheckCode.NoEstimate, subject.At(PlanPlace.Task(task.Id, "estimate")), task.Id.Value,
                    $"Task {task.Id} has no estimate and counts as 0 h in schedules and forecasts.", "Give it an 'estimate:', for example 4h.");
            }
        }
    }
}
