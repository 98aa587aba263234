using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Xunit;

namespace Baton.Domain.Tests.Runs;

public sealed class PeopleDecisionsTests
{
    [Fact]
    public void A_retry_by_a_person_reopens_a_failed_run()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1") with { Retry = new RetryPolicy { Retries = 0 } }));
        run.Fail("T1");
        run.Advance();
        Assert.Equal(RunStatus.Failed, run.State.Status);
        run.Do(new RunCommand.Retry(new TaskId("T1"), "ada", "look at line 3"));
        run.Advance();
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T1"));
        Assert.Equal("look at line 3", run["T1"].Amended);
        run.Complete("T1");
        Assert.Equal(RunStatus.Succeeded, run.State.Status);
    }

    [Fact]
    public void A_person_approves_work_that_passed_but_not_their_own()
    {
        var task = RunDriver.Task("T1") with { Verify = [new ValidatorSpec.Human("fine?", "ada") { Name = "human" }] };
        var run = new RunDriver(RunDriver.PlanOf(task));
        run.Start("T1");
        run.Exit("T1");
        run.Capture("T1");
        run.Judge("T1");
        Assert.Equal(TaskStatus.AwaitingApproval, run.StatusOf("T1"));
        Assert.Equal("self-approval", Assert.IsType<Decision.Refused>(run.Do(new RunCommand.Approve(new TaskId("T1"), "a", null))).Code);
        Assert.Equal("not-the-approver", Assert.IsType<Decision.Refused>(run.Do(new RunCommand.Approve(new TaskId("T1"), "bob", null))).Code);
        run.Do(new RunCommand.Approve(new TaskId("T1"), "ada", "good"));
        Assert.Equal(TaskStatus.Merging, run.StatusOf("T1"));
    }

    [Fact]
    public void A_rejection_is_tried_again_with_the_reason()
    {
        var task = RunDriver.Task("T1") with { Verify = [new ValidatorSpec.Human("fine?") { Name = "human" }] };
        var run = new RunDriver(RunDriver.PlanOf(task));
        run.Start("T1");
        run.Exit("T1");
        run.Capture("T1");
        run.Judge("T1");
        run.Do(new RunCommand.Reject(new TaskId("T1"), "ada", "too slow"));
        Assert.Contains("too slow", run["T1"].Failures[^1].Failure.Message, StringComparison.Ordinal);
        Assert.Equal(TaskStatus.Pending, run.StatusOf("T1"));
    }

    [Fact]
    public void Skipping_satisfies_successors_and_cancelling_does_not()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2", "T1"), RunDriver.Task("T3", "T2")) with { Limits = new Limits { Concurrent = 1 } });
        run.Do(new RunCommand.Skip(new TaskId("T2"), "ada", "not needed"));
        run.Complete("T1");
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T3"));
        run.Complete("T3");
        Assert.Equal(RunStatus.Succeeded, run.State.Status);
    }

    [Fact]
    public void A_rollback_undoes_dependents_first_and_can_queue_the_work_again()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2", "T1"), RunDriver.Task("T3")));
        run.Complete("T3");
        run.Complete("T1");
        run.Complete("T2");
        run.Do(new RunCommand.Rollback(new TaskId("T1"), "ada", "wrong", Requeue: true));
        Assert.Equal(["T2", "T1"], run.State.RollbackQueue.Select(t => t.Value));
        run.Do(new RunCommand.ObserveRolledBack(new TaskId("T2"), "r2", null));
        run.Do(new RunCommand.ObserveRolledBack(new TaskId("T1"), "r1", null));
        run.Advance();
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T1"));
        Assert.Equal(TaskStatus.Pending, run.StatusOf("T2"));
        Assert.Equal(TaskStatus.Complete, run.StatusOf("T3"));
        run.Complete("T1");
        run.Complete("T2");
        Assert.Equal(RunStatus.Succeeded, run.State.Status);
    }

    [Fact]
    public void A_rollback_with_instructions_gives_them_to_the_task_that_was_named_and_to_no_other()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2", "T1")));
        run.Complete("T1");
        run.Complete("T2");
        Assert.Equal("no-requeue", Assert.IsType<Decision.Refused>(run.Do(new RunCommand.Rollback(new TaskId("T1"), "ada", "wrong", Requeue: false) { Instructions = "use tabs" })).Code);
        run.Do(new RunCommand.Rollback(new TaskId("T1"), "ada", "wrong", Requeue: true) { Instructions = "use tabs" });
        run.Do(new RunCommand.ObserveRolledBack(new TaskId("T2"), "r2", null));
        run.Do(new RunCommand.ObserveRolledBack(new TaskId("T1"), "r1", null));

        Assert.Equal(("use tabs", null), (run["T1"].Amended, run["T2"].Amended));
        Assert.Empty(run.State.Rollbacks);
    }

    [Fact]
    public void A_rollback_of_a_diamond_undoes_in_the_reverse_order_of_the_merges()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("top"), RunDriver.Task("left", "top"), RunDriver.Task("right", "top"), RunDriver.Task("end", "left", "right")));
        foreach (var id in new[] { "top", "right", "left", "end" })
        {
            run.Complete(id);
        }

        run.Do(new RunCommand.Rollback(new TaskId("top"), "ada", "wrong", Requeue: true));
        Assert.Equal(["end", "left", "right", "top"], run.State.RollbackQueue.Select(t => t.Value));
        run.Do(new RunCommand.ObserveRolledBack(new TaskId("end"), "r", null));
        run.Do(new RunCommand.ObserveRolledBack(new TaskId("left"), null, "conflict with later work"));

        Assert.Empty(run.State.RollbackQueue);
        Assert.Equal((TaskStatus.Complete, TaskStatus.Complete, TaskStatus.Complete), (run.StatusOf("left"), run.StatusOf("right"), run.StatusOf("top")));
    }

    [Fact]
    public void A_second_rollback_waits_for_the_first_and_does_not_undo_the_same_work_twice()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2", "T1"), RunDriver.Task("T3", "T2")));
        run.Complete("T1");
        run.Complete("T2");
        run.Complete("T3");
        run.Do(new RunCommand.Rollback(new TaskId("T2"), "ada", "wrong", Requeue: false));
        Assert.Equal("rolling-back", Assert.IsType<Decision.Refused>(run.Do(new RunCommand.Rollback(new TaskId("T3"), "ada", "wrong", Requeue: false))).Code);
        run.Do(new RunCommand.Rollback(new TaskId("T1"), "ada", "wrong", Requeue: false));
        Assert.Equal(["T3", "T2"], run.State.RollbackQueue.Select(t => t.Value));
        run.Do(new RunCommand.ObserveRolledBack(new TaskId("T3"), "r3", null));
        run.Do(new RunCommand.ObserveRolledBack(new TaskId("T2"), "r2", null));
        Assert.Equal(["T1"], run.State.RollbackQueue.Select(t => t.Value));
    }

    [Fact]
    public void A_cancelled_run_stops_what_is_at_work_and_ends_once()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2", "T1")));
        run.Start("T1");
        run.Do(new RunCommand.Cancel(null, "ada", "enough"));
        run.Advance();
        Assert.Contains(RunEffect.Of(run.State), e => e is RunEffect.Stop { Reason: StopReason.Cancelled });
        run.Exit("T1", 143);
        run.Capture("T1");
        run.Advance();
        run.Advance();
        Assert.Equal(RunStatus.Cancelled, run.State.Status);
        Assert.Single(run.Events.OfType<RunEvent.Finished>());
    }

    [Fact]
    public void What_only_a_person_can_say_is_done_when_the_person_says_so()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1") with { Agent = new AgentId("person"), Outputs = [], Verify = [] }));
        run.Do(new RunCommand.ObserveStarted(run.Current("T1"), new WorkspaceInfo(WorkspaceKind.Worktree, "/w", "base0", "b"), null));
        run.Do(new RunCommand.Done(new TaskId("T1"), "ada", "signed"));
        run.Capture("T1", empty: true);
        Assert.Equal(TaskStatus.Complete, run.StatusOf("T1"));
        var evidence = Assert.Single(run.Events.OfType<RunEvent.EvidenceRecorded>()).Evidence;
        Assert.Equal(("word", Verdict.Pass), (evidence.Results.Single().Name, evidence.Results.Single().Verdict));
    }

    [Fact]
    public void A_task_of_a_person_waits_for_done()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1") with { Agent = new AgentId("person") }));
        run.Do(new RunCommand.ObserveStarted(run.Current("T1"), new WorkspaceInfo(WorkspaceKind.Worktree, "/w", "base0", "b"), null));
        Assert.Empty(RunEffect.Of(run.State));
        Assert.Single(run.State.AwaitingPeople);
        run.Do(new RunCommand.Done(new TaskId("T1"), "ada", "there"));
        Assert.IsType<RunEffect.Capture>(Assert.Single(RunEffect.Of(run.State)));
    }

    [Fact]
    public void Illegal_wishes_are_refused_with_what_is_allowed()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1")));
        var refused = Assert.IsType<Decision.Refused>(run.Do(new RunCommand.Approve(new TaskId("T1"), "ada", null)));
        Assert.Equal("illegal-transition", refused.Code);
        Assert.Contains("InProgress", refused.Message, StringComparison.Ordinal);
        Assert.Equal("unknown-task", Assert.IsType<Decision.Refused>(run.Do(new RunCommand.Retry(new TaskId("T9"), "ada", null))).Code);
    }

    [Fact]
    public void A_paused_run_starts_nothing_new()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2", "T1")));
        run.Do(new RunCommand.Pause("ada", null));
        run.Complete("T1");
        Assert.Equal(TaskStatus.Pending, run.StatusOf("T2"));
        run.Do(new RunCommand.Resume("ada"));
        run.Advance();
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T2"));
    }
}
