using Baton.Domain.Plans;
using Baton.Engine.Journal;
using Baton.Engine.Reports;
using Baton.Engine.Schedules;

namespace Baton.Engine.Dispatch;

/// <summary>Reads what earlier runs of a plan file tell about its tasks.</summary>
public static class PastRuns
{
    /// <summary>The newest so many runs are read.</summary>
    public const int MostRuns = 20;

    /// <summary>No further run is read that would make it more: starting a run must not wait for its past.</summary>
    private const long MostEvents = 50_000;

    /// <summary>Changed files of one attempt that are looked at.</summary>
    private const int MostFiles = 2_000;

    /// <summary>A run that cannot be read (its plan was altered, another version wrote it) tells nothing.</summary>
    /// <param name="planPath">Runs count that were made from a file at this path, whatever it held then.</param>
    public static async Task<TaskHistory> ReadAsync(RunAccess access, string planPath, CancellationToken ct)
    {
        var history = new TaskHistory();
        var path = Path.GetFullPath(planPath);
        long events = 0;
        foreach (var head in (await access.Journal.ListRunsAsync(ct)).Where(r => r.PlanPath == path).Take(MostRuns))
        {
            events += head.LastSeq;
            if (events > MostEvents)
            {
                break;
            }

            if (await TryReadAsync(access, head, ct) is { } record)
            {
                Add(history, record.Plan, RunHistory.Of(record.Plan, record.Events));
            }
        }

        return history;
    }

    private static async Task<RunRecord?> TryReadAsync(RunAccess access, RunHead head, CancellationToken ct)
    {
        try
        {
            return await access.ReadAsync(head, ct);
        }
        catch (Exception e) when (e is OperatorException or InvalidOperationException or UnknownEventException or UnreadableEventException)
        {
            return null;
        }
    }

    private static void Add(TaskHistory history, Plan plan, RunHistory run)
    {
        history.AddRun();
        var speed = TimeSpan.FromHours(1) / plan.HourPace;
        foreach (var task in plan.Tasks)
        {
            foreach (var attempt in run.AttemptsOf(task.Id).Where(a => a.Accepted))
            {
                var took = attempt.EndedAt!.Value - (attempt.StartedAt ?? attempt.PlannedAt);
                var files = attempt.Work?.Changes.Take(MostFiles).Select(c => c.Path) ?? [];
                history.Add(task.Id, task.Agent, took > TimeSpan.Zero ? took * speed : TimeSpan.Zero, task.Estimate, files);
            }
        }
    }
}
