using Baton.Domain.Plans;

namespace Baton.Domain.Runs;

/// <summary>When a run wants to be looked at again. Timers are data of the state, so that a restart forgets none.</summary>
public static class RunTimers
{
    /// <summary>The earliest moment at which <see cref="RunCommand.Advance"/> has something to do that no report announces; null: none.</summary>
    public static DateTimeOffset? Next(RunState state)
    {
        var next = Earlier(state.Waiting.IsEmpty ? null : state.Waiting.Min.At, RunDeadline(state));
        foreach (var id in state.Open)
        {
            next = Earlier(next, Deadline(state, id));
        }

        return next;
    }

    /// <summary>When the attempt of an open task has used up its time; null when it has no process at work.</summary>
    public static DateTimeOffset? Deadline(RunState state, TaskId id) =>
        state[id] is { Status: TaskStatus.InProgress, Current: { StartedAt: { } started, Stopping: null, Process: not null } }
            ? started + state.Graph.Task(id).Timeout
            : null;

    /// <summary>When the whole run has used up its time; null without a limit, or when it is being cancelled already.</summary>
    public static DateTimeOffset? RunDeadline(RunState state) =>
        state is { CancelRequested: false, IsTerminal: false } ? state.StartedAt + state.Plan.Limits.Timeout : null;

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;
}
