using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Xunit;

namespace Baton.Domain.Tests.Runs;

public sealed class RunDeciderTests
{
    [Fact]
    public void A_task_starts_only_when_all_it_needs_is_complete()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2"), RunDriver.Task("T3", "T1", "T2")));
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T1"));
        run.Complete("T1");
        Assert.Equal(TaskStatus.Pending, run.StatusOf("T3"));
        run.Complete("T2");
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T3"));
        run.Complete("T3");
        Assert.Equal(RunStatus.Succeeded, run.State.Status);
    }

    [Fact]
    public void No_more_attempts_are_at_work_than_the_limits_allow()
    {
        var plan = RunDriver.PlanOf([.. Enumerable.Range(1, 9).Select(i => RunDriver.Task("T" + i))]) with { Limits = new Limits { Concurrent = 3 } };
        var run = new RunDriver(plan);
        Assert.Equal(3, run.State.AtWork);
        run.Start("T1");
        run.Exit("T1");
        run.Advance();
        Assert.Equal(3, run.State.AtWork);
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T4"));
        Assert.Equal(TaskStatus.Pending, run.StatusOf("T5"));
    }

    [Fact]
    public void An_agent_and_a_group_have_limits_of_their_own()
    {
        var tasks = Enumerable.Range(1, 4).Select(i => RunDriver.Task("T" + i) with { Group = new GroupId("G") }).ToArray();
        var plan = RunDriver.PlanOf(tasks) with { Groups = [new TaskGroup(new GroupId("G"), "g", Concurrent: 2)] };
        Assert.Equal(2, new RunDriver(plan).State.AtWork);
        var one = plan with { Agents = [plan.Agents[0] with { Concurrent = 1 }] };
        Assert.Equal(1, new RunDriver(one).State.AtWork);
    }

    [Fact]
    public void A_barrier_holds_later_groups_until_the_whole_group_is_complete()
    {
        var plan = RunDriver.PlanOf(
            RunDriver.Task("A1") with { Group = new GroupId("A") },
            RunDriver.Task("A2") with { Group = new GroupId("A") },
            RunDriver.Task("B1") with { Group = new GroupId("B") },
            RunDriver.Task("C1") with { Group = new GroupId("C") }) with
        {
            Groups = [new TaskGroup(new GroupId("A"), "a", Barrier: true), new TaskGroup(new GroupId("B"), "b"), new TaskGroup(new GroupId("C"), "c")],
        };
        var run = new RunDriver(plan);
        run.Complete("A1");
        Assert.Equal(TaskStatus.Pending, run.StatusOf("B1"));
        run.Complete("A2");
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("B1"));
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("C1"));
    }

    [Fact]
    public void Exit_0_with_failing_evidence_is_a_failure_and_is_tried_again_after_the_pause()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1")));
        run.Start("T1");
        run.Exit("T1");
        run.Capture("T1");
        run.Judge("T1", Verdict.Fail);
        Assert.Equal(TaskStatus.Pending, run.StatusOf("T1"));
        Assert.Contains(run.Events, e => e is RunEvent.AttemptFailed { Failure.Code: "evidence" });
        run.Wait(TimeSpan.FromMilliseconds(999));
        Assert.Equal(TaskStatus.Pending, run.StatusOf("T1"));
        run.Wait(TimeSpan.FromMilliseconds(1));
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T1"));
        Assert.Equal(2, run["T1"].Current!.Number);
    }

    [Fact]
    public void Not_measured_is_not_a_pass()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1")));
        run.Start("T1");
        run.Exit("T1");
        run.Capture("T1");
        run.Judge("T1", Verdict.NotMeasured);
        Assert.Equal(TaskStatus.Pending, run.StatusOf("T1"));
    }

    [Fact]
    public void Exit_0_and_nothing_done_fails_with_that_reason()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1")));
        run.Start("T1");
        run.Exit("T1");
        run.Capture("T1", empty: true);
        Assert.Contains(run.Events, e => e is RunEvent.AttemptFailed { Failure.Code: "nothing-done" });
    }

    [Fact]
    public void Spent_retries_lead_to_a_dead_letter_and_the_run_fails()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1") with { Retry = new RetryPolicy { Retries = 1, Jitter = 0 } }, RunDriver.Task("T2", "T1")));
        run.Fail("T1");
        run.Wait(TimeSpan.FromSeconds(1));
        run.Fail("T1");
        run.Advance();
        Assert.Equal(TaskStatus.DeadLettered, run.StatusOf("T1"));
        Assert.Equal(RunStatus.Failed, run.State.Status);
        Assert.Equal(TaskStatus.Pending, run.StatusOf("T2"));
    }

    [Fact]
    public void A_conflict_is_tried_on_the_new_base_without_spending_a_retry_and_then_blocks()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1") with { Retry = new RetryPolicy { Conflicts = 1, Retries = 0 } }));
        for (var i = 0; i < 2; i++)
        {
            run.Start("T1");
            run.Exit("T1");
            run.Capture("T1");
            run.Judge("T1");
            run.Do(new RunCommand.ObserveMergeConflict(run.Current("T1"), run.State.IntegrationHead, ["a.txt"], "<<<<<<<"));
            run.Advance();
        }

        Assert.Equal(TaskStatus.Blocked, run.StatusOf("T1"));
        Assert.Equal(RunStatus.Running, run.State.Status);
        Assert.Equal(0, run["T1"].RetriesSpent);
    }

    [Fact]
    public void Merges_land_one_after_the_other()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2")));
        foreach (var id in new[] { "T2", "T1" })
        {
            run.Start(id);
            run.Exit(id);
            run.Capture(id);
            run.Judge(id);
        }

        var effect = Assert.Single(RunEffect.Of(run.State));
        Assert.Equal(new RunEffect.PrepareMerge(run.Current("T2")), effect);
        run.Land("T2");
        Assert.Equal(new RunEffect.PrepareMerge(run.Current("T1")), Assert.Single(RunEffect.Of(run.State)));
    }

    [Fact]
    public void An_overtaken_merge_is_prepared_again()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1")));
        run.Start("T1");
        run.Exit("T1");
        run.Capture("T1");
        run.Judge("T1");
        run.Do(new RunCommand.ObserveMergePrepared(run.Current("T1"), "onto", "m", null));
        Assert.IsType<RunEffect.LandMerge>(Assert.Single(RunEffect.Of(run.State)));
        run.Do(new RunCommand.ObserveLanded(run.Current("T1"), "elsewhere", false));
        Assert.IsType<RunEffect.PrepareMerge>(Assert.Single(RunEffect.Of(run.State)));
    }

    [Fact]
    public void Work_that_the_branch_holds_already_is_complete_without_a_merge_of_its_own()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1")));
        run.Start("T1");
        run.Exit("T1");
        run.Capture("T1");
        run.Judge("T1");
        run.Do(new RunCommand.ObserveMergePrepared(run.Current("T1"), "head", "head", null));
        Assert.Equal(TaskStatus.Complete, run.StatusOf("T1"));
        Assert.Null(run["T1"].MergeCommit);
    }

    [Fact]
    public void A_merged_tree_that_does_not_pass_is_not_merged()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1")));
        run.Start("T1");
        run.Exit("T1");
        run.Capture("T1");
        run.Judge("T1");
        run.Do(new RunCommand.ObserveMergePrepared(run.Current("T1"), run.State.IntegrationHead, "m", RunDriver.Evidence(Verdict.Fail, EvidenceStage.Merge)));
        Assert.Equal(TaskStatus.Pending, run.StatusOf("T1"));
        Assert.DoesNotContain(run.Events, e => e is RunEvent.MergePrepared);
    }

    [Fact]
    public void An_attempt_past_its_time_is_stopped_once_and_fails_with_timeout()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1") with { Timeout = TimeSpan.FromMinutes(1) }));
        run.Start("T1");
        run.Wait(TimeSpan.FromMinutes(1));
        run.Advance();
        Assert.Single(run.Events.OfType<RunEvent.AttemptStopRequested>());
        Assert.Contains(RunEffect.Of(run.State), e => e is RunEffect.Stop { Reason: StopReason.Timeout });
        run.Exit("T1", 143);
        run.Capture("T1");
        Assert.Contains(run.Events, e => e is RunEvent.AttemptFailed { Failure.Code: "timeout" });
    }

    [Fact]
    public void An_interrupted_attempt_spends_no_retry()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1") with { Retry = new RetryPolicy { Retries = 0 } }));
        run.Start("T1");
        run.Do(new RunCommand.Interrupt());
        run.Exit("T1", 143);
        run.Capture("T1");
        Assert.Equal(TaskStatus.Pending, run.StatusOf("T1"));
        run.Advance();
        Assert.Equal(2, run["T1"].Current!.Number);
    }

    [Fact]
    public void A_quota_parks_the_task_until_the_reset_and_spends_nothing()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1") with { Retry = new RetryPolicy { Retries = 0 } }));
        run.Start("T1");
        var until = run.Now + TimeSpan.FromHours(1);
        run.Do(new RunCommand.ObserveExited(run.Current("T1"), new AttemptExit(1, null, Usage.NotMeasured, null, 0, 0) { Quota = new QuotaLimit(until, false, "limit") }));
        run.Capture("T1", empty: true);
        run.Advance();
        Assert.Equal(TaskStatus.Parked, run.StatusOf("T1"));
        run.Wait(TimeSpan.FromHours(1));
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T1"));
    }

    [Fact]
    public void A_lag_holds_the_successor_for_planned_time_at_the_plans_pace()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.TaskAfter("T2", "T1", TimeSpan.FromHours(2))) with { HourPace = TimeSpan.FromSeconds(10) });
        run.Complete("T1");
        run.WaitForStart("T2", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Three_disturbances_in_a_row_ask_a_person()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1") with { Retry = new RetryPolicy { Retries = 0 } }));
        for (var i = 0; i < 3; i++)
        {
            run.Do(new RunCommand.ObserveEffectFailed(run.Current("T1"), new Failure(FailureClass.Ours, "disk-full", "No space left.", true)));
            run.Wait(TimeSpan.FromMinutes(10));
            run.Do(new RunCommand.ObserveProbed(new TaskId("T1"), null, "git"));
            run.Advance();
        }

        Assert.Equal(TaskStatus.Blocked, run.StatusOf("T1"));
    }

    [Fact]
    public void A_report_of_an_earlier_attempt_changes_nothing()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1")));
        var first = run.Current("T1");
        run.Fail("T1");
        run.Wait(TimeSpan.FromSeconds(1));
        run.Start("T1");
        var before = run.Events.Count;
        run.Do(new RunCommand.ObserveExited(first, new AttemptExit(0, null, Usage.NotMeasured, null, 0, 0)));
        Assert.Equal(before, run.Events.Count);
    }
}
