using Baton.Domain.Plans;
using Baton.Domain.Runs.Breakers;

namespace Baton.Domain.Runs;

/// <summary>When a run wants to be looked at again. Timers are data of the state, so that a restart forgets none.</summary>
public static class RunTimers
{
    /// <summary>The earliest moment at which <see cref="RunCommand.Advance"/> has something to do that no report announces; null: none.</summary>
    /// <param name="startNew">As it will be told to <see cref="RunCommand.Advance"/>.</param>
    public static DateTimeOffset? Next(RunState state, bool startNew = true)
    {
        var next = Earlier(state.Waiting.IsEmpty ? null : state.Waiting.Min.At, RunDeadline(state));
        next = Earlier(Earlier(next, BreakerTimers.Next(state)), state.DeadLetters.IsEmpty ? null : state.DeadLetters.Min.At + state.Plan.Limits.DeadLetters);
        foreach (var (_, id) in startNew && state.Graph.HasStartLimits ? state.Ready : [])
        {
            next = Earlier(next, StartDeadline(state, id));
        }

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

    /// <summary>When a task that lacks nothing but a place has waited for too long; null without a limit, and when nobody is to start it now.</summary>
    public static DateTimeOffset? StartDeadline(RunState state, TaskId id) =>
        state is { Status: RunStatus.Running, CancelRequested: false } && state.Graph.Task(id).StartWithin is { } limit && state.IsSelected(id)
            ? Later(Later(state[id].ReadyAt, state.StartedAt), state.ResumedAt) + limit
            : null;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset? b) => b > a ? b.Value : a;

    /// <summary>When the whole run has used up its time; null without a limit, when it is being cancelled already, or when nothing but handing over is left.</summary>
    public static DateTimeOffset? RunDeadline(RunState state) =>
        state is { CancelRequested: false, IsTerminal: false, AllSatisfied: false } ? state.StartedAt + state.Plan.Limits.Timeout : null;

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;
}
