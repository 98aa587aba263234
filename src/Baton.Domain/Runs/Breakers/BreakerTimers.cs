namespace Baton.Domain.Runs.Breakers;

/// <summary>What open breakers keep waiting.</summary>
public static class BreakerTimers
{
    /// <summary>When the next open breaker lets probes through; null: none does by itself.</summary>
    public static DateTimeOffset? Next(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        DateTimeOffset? next = null;
        foreach (var breaker in state.Breakers.Values)
        {
            next = breaker.OpenUntil is { } at && !(next < at) ? at : next;
        }

        return next;
    }

    /// <summary>Tasks that lack nothing but a breaker that will let them start by itself.</summary>
    public static bool HoldForAWhile(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state is { IsTerminal: false, Breakers.IsEmpty: false } && Next(state) is not null
            && state.Ready.Any(r => state.IsSelected(r.Task) && AskedAgents.OfNext(state, r.Task) is { } agent && Breaker.Of(agent).Any(id => BreakerFold.Of(state, id).OpenUntil is not null));
    }

    /// <summary>Tasks that lack nothing but this breaker.</summary>
    public static IEnumerable<TaskState> HeldBy(RunState state, BreakerId id)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Ready.Where(r => AskedAgents.OfNext(state, r.Task) is { } agent && Breaker.Of(agent).Contains(id)).Select(r => state[r.Task]);
    }
}
