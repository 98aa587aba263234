using Baton.Domain.Plans;
using Baton.Engine.Plans.Yaml;

namespace Baton.Engine.Plans;

/// <summary>Reads <c>breakers</c>: one policy for all, with what is different for agents, models or drivers; <c>off</c> for none.</summary>
internal static class BreakerReader
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Most = TimeSpan.FromHours(24);

    public static BreakerPolicies Read(Section plan)
    {
        if (IsOff(plan, "breakers"))
        {
            return new BreakerPolicies { Agent = null, Model = null, Driver = null };
        }

        if (plan.Inner("breakers", PlanKeys.Breakers) is not { } breakers)
        {
            return new BreakerPolicies();
        }

        var common = Policy(breakers, new BreakerPolicy());
        return new BreakerPolicies { Agent = Of(breakers, "agent", common), Model = Of(breakers, "model", common), Driver = Of(breakers, "driver", common) };
    }

    private static BreakerPolicy? Of(Section breakers, string scope, BreakerPolicy common) =>
        IsOff(breakers, scope) ? null : breakers.Inner(scope, PlanKeys.Breaker) is { } own ? Policy(own, common) : common;

    private static BreakerPolicy Policy(Section section, BreakerPolicy basis) => basis with
    {
        Failures = section.Count("failures", BreakerPolicy.MostFailures, least: 1) ?? basis.Failures,
        Window = BoundedReader.Duration(section, "window", Least, Most) ?? basis.Window,
        Open = BoundedReader.Duration(section, "open", Least, Most) ?? basis.Open,
        Probes = section.Count("probes", BreakerPolicy.MostProbes, least: 1) ?? basis.Probes,
        Successes = section.Count("successes", BreakerPolicy.MostProbes, least: 1) ?? basis.Successes,
        Counts = BoundedReader.Failures(section, "counts", "Name the failures that count, leave 'counts' away for the default, or write 'off' for no breaker at all.") ?? basis.Counts,
    };

    private static bool IsOff(Section section, string key) => section.Find(key) is YamlScalar { Value: "off" or "false" };
}
