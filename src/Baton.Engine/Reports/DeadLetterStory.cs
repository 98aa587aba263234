using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Reports;

/// <summary>Where a dead letter stands.</summary>
public enum DeadLetterStanding
{
    /// <summary>For a decision.</summary>
    Waiting,
    Resubmitted,
    Resolved,

    /// <summary>It was resolved or skipped so that what needs it may start.</summary>
    Skipped,
    Cancelled,
    Expired,
}

/// <summary>One piece of exhausted work, from the moment it was given up to what became of it. A projection of the journal.</summary>
/// <param name="Attempt">The last attempt; its log and its ref are where the work is.</param>
/// <param name="By">Who decided; null while it waits.</param>
public sealed record DeadLetterStory(TaskId Task, Failure Failure, DateTimeOffset At, int Attempt, DeadLetterStanding Standing, string? By, string? Why)
{
    /// <summary>Every dead letter of a run, oldest first.</summary>
    public static List<DeadLetterStory> Of(IEnumerable<RecordedEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var stories = new List<DeadLetterStory>();
        var waiting = new Dictionary<TaskId, int>();
        var attempts = new Dictionary<TaskId, int>();
        foreach (var (_, at, e) in events)
        {
            if (e is RunEvent.AttemptFailed failed)
            {
                attempts[failed.Task] = failed.Attempt;
            }
            else if (e is RunEvent.TaskDeadLettered dead)
            {
                waiting[dead.Task] = stories.Count;
                stories.Add(new(dead.Task, dead.Failure, at, attempts.GetValueOrDefault(dead.Task), DeadLetterStanding.Waiting, null, null));
            }
            else if (Decision(e) is var (task, standing, by, why) && waiting.Remove(task, out var index))
            {
                stories[index] = stories[index] with { Standing = standing, By = by, Why = why };
            }
        }

        return stories;
    }

    private static (TaskId Task, DeadLetterStanding Standing, string By, string? Why)? Decision(RunEvent e) => e switch
    {
        RunEvent.TaskResubmitted r => (r.Task, DeadLetterStanding.Resubmitted, r.By, r.Instructions),
        RunEvent.DeadLetterResolved r => (r.Task, r.Skipped ? DeadLetterStanding.Skipped : DeadLetterStanding.Resolved, r.By, r.Reason),
        RunEvent.TaskSkipped s => (s.Task, DeadLetterStanding.Skipped, s.By, s.Reason),
        RunEvent.TaskCancelled c => (c.Task, DeadLetterStanding.Cancelled, c.By, c.Reason),
        RunEvent.DeadLetterExpired x => (x.Task, DeadLetterStanding.Expired, x.By, x.Reason),
        _ => null,
    };
}
