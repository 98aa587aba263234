using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Engine.Schedules;

/// <summary>
/// How far a run is. All times are planned time since the run's start: clock time divided by <see cref="Plan.HourPace"/> and multiplied by one hour.
/// </summary>
/// <param name="Now">Tasks without a fact start no sooner.</param>
/// <param name="Tasks">Finished and running tasks; ids that the plan does not name are ignored.</param>
public sealed record ScheduleFacts(TimeSpan Now, ImmutableDictionary<TaskId, TaskFact> Tasks);

public abstract record TaskFact
{
    private TaskFact()
    {
    }

    /// <summary>Stays where it is and takes no agent any more.</summary>
    public sealed record Finished(TimeSpan Start, TimeSpan Finish) : TaskFact;

    /// <summary>Keeps its start and ends <paramref name="Remaining"/> after <see cref="ScheduleFacts.Now"/>.</summary>
    public sealed record Running(TimeSpan Start, TimeSpan Remaining) : TaskFact;

    /// <summary>Starts no sooner than this: a pause before a retry, a quota, closed hours.</summary>
    public sealed record Waiting(TimeSpan Until) : TaskFact;
}
