using System.Collections.Frozen;

namespace Baton.Domain.Runs;

/// <summary>Which state may follow which. Only Validating and then Merging lead to Complete.</summary>
public static class TaskTransitions
{
    private static readonly FrozenDictionary<TaskStatus, TaskStatus[]> Table = new Dictionary<TaskStatus, TaskStatus[]>
    {
        [TaskStatus.Pending] = [TaskStatus.Queued, TaskStatus.Cancelled, TaskStatus.Skipped, TaskStatus.Blocked],
        [TaskStatus.Queued] = [TaskStatus.Spawned, TaskStatus.Validating, TaskStatus.Pending, TaskStatus.Parked, TaskStatus.Cancelled, TaskStatus.Skipped, TaskStatus.Blocked],
        [TaskStatus.Spawned] = [TaskStatus.InProgress, TaskStatus.Failed],
        [TaskStatus.InProgress] = [TaskStatus.Validating, TaskStatus.Failed],
        [TaskStatus.Validating] = [TaskStatus.AwaitingApproval, TaskStatus.Merging, TaskStatus.Failed],
        [TaskStatus.AwaitingApproval] = [TaskStatus.Merging, TaskStatus.Failed, TaskStatus.Cancelled, TaskStatus.Skipped],
        [TaskStatus.Merging] = [TaskStatus.Complete, TaskStatus.Failed],
        [TaskStatus.Failed] = [TaskStatus.Pending, TaskStatus.Parked, TaskStatus.Blocked, TaskStatus.DeadLettered, TaskStatus.Cancelled],
        [TaskStatus.Parked] = [TaskStatus.Queued, TaskStatus.Pending, TaskStatus.Cancelled, TaskStatus.Skipped],
        [TaskStatus.Blocked] = [TaskStatus.Pending, TaskStatus.Cancelled, TaskStatus.Skipped],
        [TaskStatus.DeadLettered] = [TaskStatus.Pending, TaskStatus.Cancelled, TaskStatus.Skipped],
        [TaskStatus.Cancelled] = [TaskStatus.Pending, TaskStatus.Skipped],
        [TaskStatus.Skipped] = [TaskStatus.Pending],
        [TaskStatus.Complete] = [TaskStatus.RolledBack],
        [TaskStatus.RolledBack] = [TaskStatus.Pending, TaskStatus.Skipped, TaskStatus.Cancelled],
    }.ToFrozenDictionary();

    public static ReadOnlySpan<TaskStatus> AllowedFrom(TaskStatus from) => Table[from];

    public static bool IsAllowed(TaskStatus from, TaskStatus to) => Table[from].Contains(to);

    /// <summary>Successors need not wait for it any more.</summary>
    public static bool Satisfies(this TaskStatus status) => status is TaskStatus.Complete or TaskStatus.Skipped;

    /// <summary>Nothing will happen to it without a person.</summary>
    public static bool IsSettled(this TaskStatus status) => status is TaskStatus.Complete or TaskStatus.Skipped or TaskStatus.Cancelled
        or TaskStatus.DeadLettered or TaskStatus.RolledBack;
}
