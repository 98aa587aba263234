using Baton.Domain.Plans;

namespace Baton.Domain.Runs;

/// <summary>Folds the events of a journal as they are read: the same <see cref="RunState.Apply"/> as live, but nobody sees a state before the last one, so tasks change in place.</summary>
public sealed class RunReplay(Plan plan)
{
    private RunState? _state;
    private bool _ended;

    /// <exception cref="InvalidOperationException">The first event is not <see cref="RunEvent.Planned"/>, or the replay was ended.</exception>
    public void Add(RecordedEvent recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        if (_ended)
        {
            throw new InvalidOperationException("The replay was ended; its state does not change any more.");
        }

        _state = _state is null ? Begin(recorded) : _state.Apply(recorded.Event, recorded.At);
    }

    /// <summary>The state after the last event.</summary>
    /// <exception cref="InvalidOperationException">There was no event.</exception>
    public RunState End()
    {
        var state = _state ?? throw new InvalidOperationException("The journal of this run is empty.");
        _ended = true;
        return state with { Tasks = state.Tasks.Frozen() };
    }

    private RunState Begin(RecordedEvent first)
    {
        var planned = first.Event as RunEvent.Planned ?? throw new InvalidOperationException($"A journal starts with the plan, not with {first.Event.GetType().Name}.");
        var state = RunState.Create(plan, planned, first.At);
        return state with { Tasks = state.Tasks.Thawed() };
    }
}
