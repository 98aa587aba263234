using Baton.Engine.Schedules;
using Baton.Engine.Tests.Plans;
using Xunit;

namespace Baton.Engine.Tests.Schedules;

public sealed class BottleneckTests
{
    /// <summary>One agent, one at a time: one 0-2, two 2-4, end 4-6. From 0 to 4 somebody of the chain waits for it; while <c>end</c> waits for <c>two</c>, both wait from 0 to 2, which is one wait.</summary>
    [Fact]
    public void Held_TasksOfOneAgentInARow_CountsEachHourOnce()
    {
        var found = Of("""
            tasks:
              one: {agent: a, estimate: 2h}
              two: {agent: a, estimate: 2h}
              end: {agent: a, estimate: 2h}
            """);
        Assert.Equal(("a 1 at once", 4), (found.Name, found.Held.TotalHours));
        Assert.Equal("a 1 at once: 2 tasks of the chain that ends last wait 4 h for it.", found.Text);
    }

    /// <summary><c>end</c> is ready at 3, when <c>first</c> of the other agent is over, and starts at 4: one hour. Whichever of the two before it came second waited two.</summary>
    [Fact]
    public void Held_TaskReadyWhileTheOneBeforeItRuns_CountsFromWhenItIsReady()
    {
        var found = Of("""
            tasks:
              first: {agent: b, estimate: 3h}
              one: {agent: a, estimate: 2h}
              two: {agent: a, estimate: 2h}
              end: {agent: a, estimate: 2h, needs: [first]}
            """);
        Assert.Equal(("a 1 at once", 3), (found.Name, found.Held.TotalHours));
    }

    /// <summary>The hour of lag after <c>first</c> is no wait for the limit: <c>end</c> is ready at 2 and starts at 4.</summary>
    [Fact]
    public void Held_LagAfterANeed_IsNoWaitForTheLimit()
    {
        var found = Of("""
            tasks:
              first: {agent: b, estimate: 1h}
              one: {agent: a, estimate: 4h}
              end: {agent: a, estimate: 2h, needs: [{task: first, lag: 1h}]}
            """);
        Assert.Equal(("a 1 at once", 2), (found.Name, found.Held.TotalHours));
    }

    private static Bottleneck Of(string tasks)
    {
        var reading = Sample.Parse("baton: 1\nname: sample\nagents: {a: {driver: noop, concurrent: 1}, b: {driver: noop}}\n" + tasks);
        Assert.False(reading.HasErrors, Sample.Show(reading));
        return PlanScheduler.Compute(reading.Plan!).Bottleneck!;
    }
}
