using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Domain.Runs.Breakers;

/// <summary>What events mean to breakers.</summary>
internal static class BreakerFold
{
    public static RunState Apply(RunState state, RunEvent e, DateTimeOffset at) => e switch
    {
        RunEvent.BreakerOpened o => With(state, new Breaker(o.Breaker) { Status = BreakerStatus.Open, OpenedAt = at, OpenUntil = o.Until, Reason = o.Reason }),
        RunEvent.BreakerHalfOpened h => With(state, Of(state, h.Breaker) with { Status = BreakerStatus.HalfOpen, OpenUntil = null }),
        RunEvent.BreakerClosed c => state with { Breakers = state.Breakers.Remove(c.Breaker) },
        RunEvent.AttemptFailed f => OfTask(state, f.Task, b => Failed(state, b, f, at)),
        RunEvent.AttemptPlanned p when !state.Breakers.IsEmpty => OfTask(state, p.Task, b => b.Status == BreakerStatus.HalfOpen ? b with { Probes = b.Probes.Add(p.Task) } : b),
        RunEvent.EvidenceRecorded { Evidence: { Passed: true, Stage: Evidence.EvidenceStage.Attempt } } r when !state.Breakers.IsEmpty => OfTask(state, r.Task, b => Passed(b, r.Task)),
        _ => state,
    };

    public static Breaker Of(RunState state, BreakerId id) => state.Breakers.GetValueOrDefault(id) ?? new Breaker(id);

    private static Breaker Failed(RunState state, Breaker breaker, RunEvent.AttemptFailed f, DateTimeOffset at)
    {
        var policy = state.Plan.Breakers.Of(breaker.Id.Scope);
        var counts = policy?.Counts.Holds(f.Failure) == true;
        return breaker.Status switch
        {
            BreakerStatus.Closed when counts => breaker with { Failures = Within(breaker.Failures.Add(at), policy!, at) },
            BreakerStatus.HalfOpen when !counts => breaker with { Probes = breaker.Probes.Remove(f.Task) },
            _ => breaker,
        };
    }

    private static ImmutableList<DateTimeOffset> Within(ImmutableList<DateTimeOffset> failures, BreakerPolicy policy, DateTimeOffset at)
    {
        var fresh = failures.RemoveAll(f => f <= at - policy.Window);
        return fresh.Count > policy.Failures ? fresh.RemoveRange(0, fresh.Count - policy.Failures) : fresh;
    }

    private static Breaker Passed(Breaker breaker, TaskId task) => breaker.Status == BreakerStatus.HalfOpen && breaker.Probes.Contains(task)
        ? breaker with { Probes = breaker.Probes.Remove(task), Successes = breaker.Successes + 1 }
        : breaker;

    private static RunState OfTask(RunState state, TaskId task, Func<Breaker, Breaker> change)
    {
        foreach (var id in AskedAgents.OfAttempt(state, task) is { } agent ? Breaker.Of(agent) : [])
        {
            var before = Of(state, id);
            var after = change(before);
            state = ReferenceEquals(before, after) ? state : With(state, after);
        }

        return state;
    }

    private static RunState With(RunState state, Breaker breaker) => state with { Breakers = state.Breakers.SetItem(breaker.Id, breaker) };
}
