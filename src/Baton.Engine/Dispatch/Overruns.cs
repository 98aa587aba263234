using Baton.Domain.Runs;

namespace Baton.Engine.Dispatch;

/// <summary>When tasks at work have taken longer than planned: a fact that no event tells.</summary>
public static class Overruns
{
    /// <summary>What is planned to take less on the clock is over before anybody could plan anew.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    /// <returns>
    /// The first moment after <paramref name="after"/> at which a task at work passes its estimate, or twice, four times, ... as much, so that one that
    /// never ends costs ever fewer schedules; null when none does.
    /// </returns>
    public static DateTimeOffset? Next(RunState state, DateTimeOffset after)
    {
        DateTimeOffset? next = null;
        foreach (var id in state.Open)
        {
            if (state[id] is { Status: TaskStatus.Spawned or TaskStatus.InProgress, Current.StartedAt: { } started } && Planned(state, id) is var planned && planned >= Least)
            {
                while (started + planned <= after)
                {
                    planned *= 2;
                }

                next = next < started + planned ? next : started + planned;
            }
        }

        return next;
    }

    private static TimeSpan Planned(RunState state, Domain.Plans.TaskId id) =>
        state.Graph.Task(id).Estimate.Expected * (state.Plan.HourPace / TimeSpan.FromHours(1));
}
