using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Xunit;

namespace Baton.Domain.Tests.Runs;

/// <summary>What the simulation of the whole engine found in the rules, in the fewest steps.</summary>
public sealed class FoundBySimulationTests
{
    /// <summary>The session ended with an exception then, and so did every one after it.</summary>
    [Fact]
    public void A_queued_task_whose_predecessor_is_done_again_with_a_lag_waits_and_starts()
    {
        var after = RunDriver.Task("T2") with { Needs = [new Need(new TaskId("T1"), TimeSpan.FromMinutes(5))] };
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), after, RunDriver.Task("T3")) with { Limits = new Limits { Concurrent = 1 } });
        run.Complete("T1");
        run.Wait(TimeSpan.FromMinutes(5));
        Assert.Equal(TaskStatus.Queued, run.StatusOf("T2"));
        run.Do(new RunCommand.Rollback(new TaskId("T1"), "ada", "again", Requeue: true));
        run.Do(new RunCommand.ObserveRolledBack(new TaskId("T1"), "reverted", null));
        run.Complete("T3");
        run.Complete("T1");
        Assert.Equal(TaskStatus.Queued, run.StatusOf("T2"));
        run.Wait(TimeSpan.FromMinutes(5));
        run.Complete("T2");
        Assert.Equal(RunStatus.Succeeded, run.State.Status);
    }

    /// <summary>The merge that had landed between the look and the word would have been dropped from the branch.</summary>
    [Fact]
    public void Adopt_BranchWentOnMeanwhile_IsRefused()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2")));
        var seen = run.State.IntegrationHead;
        run.Complete("T1");
        var adopt = new RunCommand.Adopt("by-hand", "ada", "hot fix") { From = seen };
        Assert.Equal("not-forward", Assert.IsType<Decision.Refused>(run.Do(adopt)).Code);
        Assert.IsType<Decision.Accepted>(run.Do(adopt with { From = run.State.IntegrationHead }));
        Assert.Equal("by-hand", run.State.IntegrationHead);
    }

    /// <summary>The branch may hold the prepared merge already; what follows from the recorded head would drop it.</summary>
    [Fact]
    public void Adopt_MergeIsLanding_IsRefused()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2")));
        run.Start("T1");
        run.Exit("T1");
        run.Capture("T1");
        run.Judge("T1");
        run.Do(new RunCommand.ObserveMergePrepared(run.Current("T1"), "base0", "merge", null));
        var adopt = new RunCommand.Adopt("by-hand", "ada", "hot fix") { From = run.State.IntegrationHead };
        Assert.Equal("branch-moving", Assert.IsType<Decision.Refused>(run.Do(adopt)).Code);
        run.Do(new RunCommand.ObserveLanded(run.Current("T1"), "merge", true));
        Assert.IsType<Decision.Accepted>(run.Do(adopt with { From = "merge" }));
    }
}
