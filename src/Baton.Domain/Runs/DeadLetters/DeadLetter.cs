using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Domain.Runs.DeadLetters;

/// <summary>Work whose retries are spent.</summary>
/// <param name="Failure">Of the last attempt.</param>
/// <param name="At">Since when it waits for a decision.</param>
/// <param name="Attempt">The last attempt.</param>
public sealed record DeadLetter(Failure Failure, DateTimeOffset At, int Attempt);

/// <summary>Which dead letters of a run are meant.</summary>
/// <param name="Tasks">Empty: all.</param>
/// <param name="Code">Only those with this failure code; null: any.</param>
/// <param name="Agent">Only those of this agent; null: any.</param>
public sealed record DeadLetterFilter(ImmutableArray<TaskId> Tasks, string? Code, AgentId? Agent)
{
    public bool Holds(PlanTask task, DeadLetter letter)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(letter);
        return (Tasks.IsEmpty || Tasks.Contains(task.Id)) && (Code is null || Code == letter.Failure.Code) && (Agent is null || Agent == task.Agent);
    }
}
