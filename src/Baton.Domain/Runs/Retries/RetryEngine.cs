using System.Diagnostics;
using Baton.Domain.Plans;

namespace Baton.Domain.Runs.Retries;

/// <summary>Whether a failure is tried again, and after which pause.</summary>
public static class RetryEngine
{
    /// <summary>The pause before the next attempt; null when the failure is final or its retries are spent.</summary>
    public static TimeSpan? Next(RunState state, TaskState task, Failure failure)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(failure);
        var policy = state.Graph.Task(task.Id).Retry;
        var spent = SpentOn(policy, task, failure.Class);
        return failure.Retryable && MayRetry(policy, failure) && spent < policy.For(failure.Class).Retries
            ? PauseAfter(state.Run, task, policy, failure, spent)
            : null;
    }

    /// <summary>The plan's lists let this failure be tried again.</summary>
    public static bool MayRetry(RetryPolicy policy, Failure failure) => !policy.Never.Holds(failure) && policy.Only?.Holds(failure) != false;

    /// <param name="spent">Retries that went before.</param>
    public static TimeSpan PauseAfter(RunId run, TaskState task, RetryPolicy policy, Failure failure, int spent)
    {
        if (policy.Delays.TryGetValue(failure.Code, out var delay))
        {
            return delay;
        }

        var rule = policy.For(failure.Class);
        var pause = Backoff(rule, spent) * RetryJitter.Factor(run, new AttemptId(task.Id, task.Attempts), rule.Jitter);
        return pause < rule.Max ? pause : rule.Max;
    }

    private static int SpentOn(RetryPolicy policy, TaskState task, FailureClass of) =>
        policy.CountsApart(of) ? task.SpentByClass.GetValueOrDefault(of) : task.RetriesSpent;

    /// <summary>The pause without jitter, never longer than the policy's longest.</summary>
    private static TimeSpan Backoff(RetryPolicy policy, int spent)
    {
        var factor = policy.Backoff switch
        {
            Plans.Backoff.Exponential => Math.Pow(policy.Multiplier, spent),
            Plans.Backoff.Linear => spent + 1,
            Plans.Backoff.Fixed => 1,
            _ => throw new UnreachableException($"No backoff {policy.Backoff}."),
        };
        return TimeSpan.FromTicks((long)Math.Min(policy.Initial.Ticks * factor, policy.Max.Ticks));
    }
}
