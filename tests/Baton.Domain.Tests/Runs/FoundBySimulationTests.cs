using System.Collections.Immutable;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Breakers;
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

    /// <summary>It was woken at the old moment again and again, without an end.</summary>
    [Fact]
    public void A_parked_task_whose_predecessor_is_done_again_with_a_longer_lag_waits_for_the_later_moment()
    {
        var after = RunDriver.TaskAfter("T2", "T1", TimeSpan.FromMinutes(10)) with { Agent = new AgentId("b") };
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), after) with
        {
            Agents = [new Agent { Id = new AgentId("a"), Driver = "shell" }, new Agent { Id = new AgentId("b"), Driver = "shell" }],
        });
        run.Complete("T1");
        run.Wait(TimeSpan.FromMinutes(10));
        run.RunOut("T2", new QuotaLimit(run.Now.AddMinutes(5), Guessed: false, "enough"));
        DoAgain(run, "T1");
        run.WaitForStart("T2", TimeSpan.FromMinutes(10), TaskStatus.Parked);
    }

    /// <summary>The same of one that waited for the lag itself.</summary>
    [Fact]
    public void A_task_whose_predecessor_is_done_again_while_it_waits_for_the_lag_waits_for_the_whole_lag()
    {
        var run = AfterLag();
        run.Wait(TimeSpan.FromMinutes(4));
        DoAgain(run, "T1");
        run.WaitForStart("T2", TimeSpan.FromMinutes(10));
    }

    /// <summary>The lag began while the task was rolled back, and was forgotten when a person let it be done again.</summary>
    [Fact]
    public void A_task_that_is_done_again_waits_for_the_lag_that_began_while_it_was_settled()
    {
        var run = AfterLag();
        run.Wait(TimeSpan.FromMinutes(10));
        run.Complete("T2");
        run.Do(new RunCommand.Rollback(new TaskId("T1"), "ada", "wrong", Requeue: false));
        run.Do(new RunCommand.ObserveRolledBack(new TaskId("T2"), "reverted", null));
        run.Do(new RunCommand.ObserveRolledBack(new TaskId("T1"), "reverted", null));
        run.Do(new RunCommand.Skip(new TaskId("T1"), "ada", "by hand"));
        run.Wait(TimeSpan.FromMinutes(3));
        run.Do(new RunCommand.Retry(new TaskId("T2"), "ada", null));
        run.Advance();
        run.WaitForStart("T2", TimeSpan.FromMinutes(7));
    }

    /// <summary>A command goes on when the budget is used up; one that was seen to cost something only then went on as well.</summary>
    [Fact]
    public void An_attempt_that_is_seen_to_cost_something_after_the_end_of_the_budget_is_ended()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2")) with { Limits = new Limits { Tokens = new Tokens(1_000) } });
        run.Start("T1");
        run.Start("T2");
        run.Do(new RunCommand.ObserveUsage(run.Current("T1"), new Usage { Output = new Tokens(2_000) }));
        Assert.Equal(StopReason.Budget, run["T1"].Current!.Stopping);
        Assert.Null(run["T2"].Current!.Stopping);
        run.Do(new RunCommand.ObserveUsage(run.Current("T2"), new Usage { Output = new Tokens(1) }));
        Assert.Equal(StopReason.Budget, run["T2"].Current!.Stopping);
    }

    /// <summary>The paid work failed for what was wrong with a branch that a person had mended meanwhile.</summary>
    [Fact]
    public void What_stands_in_the_way_of_a_merge_counts_only_where_the_branch_belongs()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1")));
        run.Start("T1");
        run.Exit("T1");
        run.Capture("T1");
        run.Judge("T1");
        run.Do(new RunCommand.Adopt("by-hand", "ada", "mended"));
        run.Do(new RunCommand.ObserveMergePrepared(run.Current("T1"), "base0", "merge", RunDriver.Evidence(Verdict.Fail, EvidenceStage.Merge)));
        run.Do(new RunCommand.ObserveMergeConflict(run.Current("T1"), "base0", ["a.txt"], "<<<"));
        Assert.Equal((TaskStatus.Merging, 0), (run.StatusOf("T1"), run["T1"].Conflicts));
        run.Do(new RunCommand.ObserveMergePrepared(run.Current("T1"), "by-hand", "merge", RunDriver.Evidence(Verdict.Fail, EvidenceStage.Merge)));
        Assert.Equal("evidence", run["T1"].Failures.Single().Failure.Code);
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

    /// <summary>Limits were counted by the model that the agent names, whatever model its attempt had been asked for since.</summary>
    [Fact]
    public void A_model_that_is_asked_for_instead_counts_against_its_own_limit()
    {
        var run = Degraded(plan => plan with { Limits = plan.Limits with { Models = ImmutableSortedDictionary<string, int>.Empty.Add("small", 1).Add("large", 1) } });
        run.Advance();
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T3"));
        Assert.Equal(TaskStatus.Queued, run.StatusOf("T1"));
        run.Complete("T2");
        Assert.Equal(("small", TaskStatus.Spawned), (run["T1"].Current!.Model, run.StatusOf("T1")));
    }

    /// <summary>The quota of one model held the tasks of another, and those of the right one ran into it.</summary>
    [Fact]
    public void A_quota_holds_the_model_that_was_asked_for()
    {
        var run = Degraded(plan => plan with { Limits = plan.Limits with { Concurrent = 1 } });
        run.Advance();
        run.RunOut("T1", new QuotaLimit(run.Now.AddHours(1), Guessed: false, "enough"));
        Assert.Equal(TaskStatus.Parked, run.StatusOf("T2"));
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T3"));
    }

    [Fact]
    public void A_breaker_counts_for_the_model_that_was_asked_for()
    {
        var policy = new BreakerPolicy { Failures = 1, Open = TimeSpan.FromHours(1) };
        var run = Degraded(plan => plan with { Breakers = new BreakerPolicies { Agent = null, Driver = null, Model = policy }, Limits = plan.Limits with { Concurrent = 1 } });
        run.Do(new RunCommand.CloseBreaker(new BreakerId(BreakerScope.Model, "large"), "ada", "it works"));
        run.Advance();
        run.Fail("T1");
        run.Advance();
        Assert.Equal([new BreakerId(BreakerScope.Model, "small")], run.State.Breakers.Keys);
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T3"));
        Assert.Equal(TaskStatus.Queued, run.StatusOf("T2"));
    }

    /// <summary>T1 of a large model is beyond its allowance and goes on at once with the small one, which T2 has anyway; T3 stays with the large one.</summary>
    private static RunDriver Degraded(Func<Plan, Plan> change)
    {
        var again = new RetryPolicy { Delays = ImmutableSortedDictionary<string, TimeSpan>.Empty.Add("exit-code", TimeSpan.Zero) };
        var t1 = RunDriver.Task("T1") with { Allowance = new Allowance(new Tokens(10)), Degrade = new Degrade(DegradeKind.Model, "small"), Retry = again };
        var plan = RunDriver.PlanOf(t1, RunDriver.Task("T2") with { Agent = new AgentId("b") }, RunDriver.Task("T3"));
        var run = new RunDriver(change(plan with
        {
            Agents = [new Agent { Id = new AgentId("a"), Driver = "claude-code", Model = "large" }, new Agent { Id = new AgentId("b"), Driver = "claude-code", Model = "small" }],
        }));
        run.Start("T1");
        run.Do(new RunCommand.ObserveExited(run.Current("T1"), new AttemptExit(1, null, new Usage { Output = new Tokens(50) }, null, 0, 0)));
        run.Capture("T1", empty: true);
        return run;
    }

    /// <summary>The time of the run was over while its work was handed over, and a run whose every task was complete ended as cancelled, with its work on the base branch.</summary>
    [Fact]
    public void A_run_that_only_has_to_hand_over_is_not_too_late()
    {
        var plan = RunDriver.PlanOf(RunDriver.Task("T1"));
        var run = new RunDriver(plan with { Finish = Finish.Merge, Limits = plan.Limits with { Timeout = TimeSpan.FromHours(1) } });
        run.Complete("T1");
        run.Wait(TimeSpan.FromHours(2));
        Assert.False(run.State.IsTerminal);
        run.Do(new RunCommand.ObserveBaseUpdated("main", "c1", null));
        run.Advance();
        Assert.Equal(RunStatus.Succeeded, run.State.Status);
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

    /// <summary>Its lag was over long ago; taking other work back then counted who is ready, and left it out for ever.</summary>
    [Fact]
    public void A_task_whose_lag_is_over_stays_ready_when_other_work_is_taken_back()
    {
        var after = RunDriver.Task("T2") with { Needs = [new Need(new TaskId("T1"), TimeSpan.FromMinutes(10)), new Need(new TaskId("T3"))] };
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T4"), RunDriver.Task("T3"), RunDriver.Task("T5"), after) with { Limits = new Limits { Concurrent = 1 } });
        run.Complete("T1");
        run.Complete("T4");
        run.Wait(TimeSpan.FromMinutes(11));
        run.Complete("T3");
        Assert.Equal((TaskStatus.Spawned, TaskStatus.Pending), (run.StatusOf("T5"), run.StatusOf("T2")));
        run.Do(new RunCommand.Rollback(new TaskId("T4"), "ada", "again", Requeue: false));
        run.Do(new RunCommand.ObserveRolledBack(new TaskId("T4"), "reverted", null));
        run.Complete("T5");
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T2"));
    }

    /// <summary>T1 is complete, and T2 follows ten minutes later.</summary>
    private static RunDriver AfterLag()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.TaskAfter("T2", "T1", TimeSpan.FromMinutes(10))));
        run.Complete("T1");
        return run;
    }

    private static void DoAgain(RunDriver run, string task)
    {
        run.Do(new RunCommand.Rollback(new TaskId(task), "ada", "again", Requeue: true));
        run.Do(new RunCommand.ObserveRolledBack(new TaskId(task), "reverted", null));
        run.Advance();
        run.Complete(task);
    }
}
