using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Simulation.Scenarios;

/// <summary>What a plan says about failures: retries, breakers, recovery, dead letters, time to start.</summary>
internal static class RandomFailures
{
    private static readonly string[] Words = ["exit-code", "evidence", "agent", "ours", "nothing-done", "timeout", "agent-error", "operator"];

    public static Plan In(Plan plan, Random random) => plan with
    {
        Tasks = [.. plan.Tasks.Select(t => t with { Retry = Retry(t.Retry, random), StartWithin = random.Next(12) == 0 ? TimeSpan.FromMinutes(random.Next(5, 2_000)) : null })],
        Breakers = random.Next(2) == 0 ? plan.Breakers : new BreakerPolicies { Agent = Breaker(random), Model = Breaker(random), Driver = Breaker(random) },
        Recovery = random.Next(2) == 0 ? plan.Recovery : new RecoveryPolicy
        {
            Strategy = random.Next(3) == 0 ? null : (RecoveryStrategy)random.Next(4),
            Attempts = random.Next(1, 5),
            Initial = random.Next(2) == 0 ? TimeSpan.FromSeconds(random.Next(1, 60)) : null,
            Faults = random.Next(4) == 0 ? FailureSet.Of("ours", "operator") : FailureSet.Of("ours"),
        },
        Limits = plan.Limits with { DeadLetters = random.Next(6) == 0 ? TimeSpan.FromMinutes(random.Next(1, 3_000)) : null },
    };

    private static RetryPolicy Retry(RetryPolicy basis, Random random) => random.Next(2) == 0 ? basis : basis with
    {
        Initial = TimeSpan.FromSeconds(random.Next(1, 61)),
        Max = TimeSpan.FromSeconds(random.Next(60, 301)),
        Multiplier = random.Next(1, 11),
        Jitter = random.Next(2) * RetryPolicy.MostJitter,
        Never = random.Next(5) == 0 ? FailureSet.Of(Words[random.Next(Words.Length)]) : FailureSet.None,
        Only = random.Next(8) == 0 ? FailureSet.Of("agent", "ours") : null,
        Delays = random.Next(4) == 0 ? ImmutableSortedDictionary<string, TimeSpan>.Empty.Add(Words[random.Next(Words.Length)], TimeSpan.FromSeconds(random.Next(3_000))) : basis.Delays,
        Classes = random.Next(4) == 0 ? ImmutableSortedDictionary<FailureClass, RetryRule>.Empty.Add(FailureClass.Agent, new RetryRule(random.Next(4), Backoff.Linear, null, null, null)) : basis.Classes,
    };

    private static BreakerPolicy? Breaker(Random random) => random.Next(4) == 0 ? null : new BreakerPolicy
    {
        Failures = random.Next(1, 4),
        Window = TimeSpan.FromMinutes(random.Next(1, 600)),
        Open = TimeSpan.FromMinutes(random.Next(1, 300)),
        Probes = random.Next(1, 3),
        Successes = random.Next(1, 3),
    };
}
