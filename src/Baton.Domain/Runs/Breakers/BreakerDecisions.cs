using Baton.Domain.Plans;

namespace Baton.Domain.Runs.Breakers;

/// <summary>When breakers open, let probes through and close, by themselves and by hand.</summary>
internal static class BreakerDecisions
{
    private static readonly BreakerPolicy Default = new();

    /// <summary>All breakers that the task falls under let an attempt start now.</summary>
    public static bool Allow(RunState state, TaskId task) => state.Breakers.IsEmpty || AskedAgents.OfNext(state, task) is not { } agent || Breaker.Of(agent).All(id => Allows(state, id));

    /// <summary>To be called when an attempt's failure is recorded.</summary>
    public static void AfterFailure(Draft draft, AttemptId attempt, Failure failure)
    {
        if (draft.State.Breakers.IsEmpty || AskedAgents.OfAttempt(draft.State, attempt.Task) is not { } agent)
        {
            return;
        }

        foreach (var id in Breaker.Of(agent))
        {
            if (draft.State.Plan.Breakers.Of(id.Scope) is { } policy && policy.Counts.Holds(failure) && WhyOpen(draft.State, id, policy, attempt) is { } reason)
            {
                draft.Emit(new RunEvent.BreakerOpened(id, draft.Now + policy.Open, "baton", $"{reason}; the last: {FirstLine(failure.Message)}"));
            }
        }
    }

    /// <summary>To be called when an attempt's own evidence passes.</summary>
    public static void AfterSuccess(Draft draft, TaskId task)
    {
        if (draft.State.Breakers.IsEmpty || AskedAgents.OfAttempt(draft.State, task) is not { } agent)
        {
            return;
        }

        foreach (var id in Breaker.Of(agent))
        {
            var breaker = BreakerFold.Of(draft.State, id);
            if (breaker.Status == BreakerStatus.HalfOpen && breaker.Successes >= PolicyOf(draft.State, id).Successes)
            {
                draft.Emit(new RunEvent.BreakerClosed(id, "baton", breaker.Successes == 1 ? "a probe passed" : $"{breaker.Successes} probes passed"));
            }
        }
    }

    /// <summary>Open ones whose time is over let probes through.</summary>
    public static void Wake(Draft draft)
    {
        foreach (var breaker in draft.State.Breakers.Values)
        {
            if (breaker.Status == BreakerStatus.Open && breaker.OpenUntil <= draft.Now)
            {
                draft.Emit(new RunEvent.BreakerHalfOpened(breaker.Id));
            }
        }
    }

    public static Decision.Refused? Open(Draft draft, RunCommand.OpenBreaker o)
    {
        if (!Breaker.AllOf(draft.State.Plan).Contains(o.Breaker))
        {
            return new("unknown-breaker", $"The plan has no breaker {o.Breaker}. It has: {string.Join(", ", Breaker.AllOf(draft.State.Plan).Take(30))}.");
        }

        return draft.State.IsTerminal
            ? new("illegal-transition", $"The run is {draft.State.Status}; it starts no attempts.")
            : draft.Emit(new RunEvent.BreakerOpened(o.Breaker, draft.Now + o.For, o.By, o.Reason));
    }

    public static Decision.Refused? Close(Draft draft, RunCommand.CloseBreaker c) => BreakerFold.Of(draft.State, c.Breaker).Status == BreakerStatus.Closed
        ? new("not-open", $"The breaker {c.Breaker} is not open. Open ones: {OpenOnes(draft.State)}.")
        : draft.Emit(new RunEvent.BreakerClosed(c.Breaker, c.By, c.Reason));

    private static string OpenOnes(RunState state) =>
        state.Breakers.Values.Where(b => b.Status != BreakerStatus.Closed).Select(b => b.Id.ToString()).ToList() is { Count: > 0 } ids ? string.Join(", ", ids) : "none";

    private static bool Allows(RunState state, BreakerId id) => state.Breakers.GetValueOrDefault(id) switch
    {
        null or { Status: BreakerStatus.Closed } => true,
        { Status: BreakerStatus.HalfOpen } half => half.Probes.Count < PolicyOf(state, id).Probes,
        _ => false,
    };

    private static BreakerPolicy PolicyOf(RunState state, BreakerId id) => state.Plan.Breakers.Of(id.Scope) ?? Default;

    /// <summary>Null: it does not open now.</summary>
    private static string? WhyOpen(RunState state, BreakerId id, BreakerPolicy policy, AttemptId attempt) => BreakerFold.Of(state, id) switch
    {
        { Status: BreakerStatus.Closed } closed when closed.Failures.Count >= policy.Failures => $"{closed.Failures.Count} failures within {policy.Window}",
        { Status: BreakerStatus.HalfOpen } half when half.Probes.Contains(attempt.Task) => "a probe failed",
        _ => null,
    };

    private static string FirstLine(string text) => text.Split('\n', 2)[0];
}
