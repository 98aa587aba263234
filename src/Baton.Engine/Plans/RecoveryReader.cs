using Baton.Domain.Plans;

namespace Baton.Engine.Plans;

/// <summary>Reads <c>recovery</c>: how a run comes back from faults that are not its agents'.</summary>
internal static class RecoveryReader
{
    public static RecoveryPolicy Read(Section plan) => plan.Inner("recovery", PlanKeys.Recovery) is not { } recovery ? new RecoveryPolicy() : new RecoveryPolicy
    {
        Strategy = recovery.Choice(
            "strategy", ("exponential", RecoveryStrategy.Exponential), ("linear", RecoveryStrategy.Linear), ("immediate", RecoveryStrategy.Immediate), ("manual", RecoveryStrategy.Manual)),
        Attempts = recovery.Count("attempts", RecoveryPolicy.MostFaults, least: 1) ?? new RecoveryPolicy().Attempts,
        Initial = BoundedReader.Duration(recovery, "initial", RetryPolicy.LeastInitial, RetryPolicy.MostInitial),
        Max = BoundedReader.Duration(recovery, "max", RetryPolicy.LeastInitial, RetryPolicy.MostPause),
        Multiplier = recovery.Number("multiplier", 1, RetryPolicy.MostMultiplier),
        Faults = BoundedReader.Failures(recovery, "faults") ?? new RecoveryPolicy().Faults,
    };
}
