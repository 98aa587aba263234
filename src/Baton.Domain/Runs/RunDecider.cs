using System.Collections.Immutable;
using Baton.Domain.Budgets;
using Baton.Domain.Plans;

namespace Baton.Domain.Runs;

/// <summary>What may happen: commands and observations to facts. Pure; the same journal and commands give the same decisions.</summary>
public static class RunDecider
{
    /// <summary>Waited for a quota whose reset nobody stated.</summary>
    public static readonly TimeSpan QuotaGuess = TimeSpan.FromMinutes(5);

    public static Decision Decide(RunState state, RunCommand command, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        var draft = new Draft(state, now);
        var refusal = command switch
        {
            RunCommand.Advance a => Dispatching.Advance(draft, a.StartNew),
            RunCommand.Own o => draft.Emit(new RunEvent.Owned(o.Owner, o.Fence, o.Selected)),
            RunCommand.Interrupt => Interrupt(draft),
            RunCommand.IFromPerson => PeopleDecisions.Decide(draft, command),
            _ => Observations.Decide(draft, command),
        };
        if (refusal is null)
        {
            BudgetWatch.Follow(draft);
        }

        return (Decision?)refusal ?? draft.ToDecision();
    }

    private static Decision.Refused? Interrupt(Draft draft)
    {
        foreach (var id in draft.State.Open.Where(id => !draft.State.IsWithPerson(draft.State[id])))
        {
            draft.Stop(id, StopReason.Interrupted);
        }

        return null;
    }
}

/// <summary>Events being decided, with the state that they lead to.</summary>
internal sealed class Draft(RunState state, DateTimeOffset now)
{
    private readonly ImmutableArray<RunEvent>.Builder _events = ImmutableArray.CreateBuilder<RunEvent>();

    public RunState State { get; private set; } = state;

    public DateTimeOffset Now { get; } = now;

    public IReadOnlyList<RunEvent> Events => _events;

    /// <summary>Always null, so that a decision can end with it.</summary>
    public Decision.Refused? Emit(RunEvent e)
    {
        State = State.Apply(e, Now);
        _events.Add(e);
        return null;
    }

    public Decision ToDecision() => new Decision.Accepted(_events.ToImmutable(), State);

    /// <summary>Asks for the end of a task's attempt, if one is at work and nobody asked before.</summary>
    /// <param name="detail">The figures behind the reason.</param>
    public void Stop(TaskId id, StopReason reason, string? detail = null)
    {
        var task = State[id];
        if (task is not { Status: TaskStatus.Spawned or TaskStatus.InProgress, Current.Stopping: null })
        {
            return;
        }

        Emit(new RunEvent.AttemptStopRequested(id, task.Current.Number, reason) { Detail = detail });
        if (State.IsWithPerson(State[id]))
        {
            var exit = new AttemptExit(null, reason, Usage.NotMeasured, null, 0, 0);
            Observations.Decide(this, new RunCommand.ObserveExited(new AttemptId(id, task.Current.Number), exit));
        }
    }
}
