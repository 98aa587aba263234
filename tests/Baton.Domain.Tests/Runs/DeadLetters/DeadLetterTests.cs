using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.DeadLetters;
using Xunit;

namespace Baton.Domain.Tests.Runs.DeadLetters;

public sealed class DeadLetterTests
{
    [Fact]
    public void A_resubmitted_letter_is_a_new_attempt_that_names_the_one_before()
    {
        var run = Failed();
        run.Do(new RunCommand.Resubmit(Named("T1"), "ada", "mind the gap"));
        run.Advance();
        Assert.Equal((TaskStatus.Spawned, 2, "mind the gap"), (run.StatusOf("T1"), run["T1"].Attempts, run["T1"].Amended));
        Assert.Equal(1, Assert.Single(run.Events.OfType<RunEvent.TaskResubmitted>()).After);
        Assert.Equal((RunStatus.Running, 1), (run.State.Status, run.State.DeadLetters.Count));
    }

    [Theory]
    [InlineData(null, null, "T1,T2")]
    [InlineData("exit-code", null, "T1")]
    [InlineData("nothing-done", null, "T2")]
    [InlineData(null, "a", "T1,T2")]
    [InlineData("exit-code", "person", "")]
    public void Many_are_resubmitted_at_once_by_code_and_agent(string? code, string? agent, string expected)
    {
        var run = Failed();
        var decision = run.Do(new RunCommand.Resubmit(new([], code, agent is null ? null : new AgentId(agent)), "ada", null));
        Assert.Equal(expected, string.Join(',', run.Events.OfType<RunEvent.TaskResubmitted>().Select(e => e.Task.Value)));
        Assert.Equal(expected.Length == 0, decision is Decision.Refused { Code: "no-dead-letter" });
    }

    [Fact]
    public void A_resolved_letter_is_not_complete_and_holds_what_needs_it()
    {
        var run = Failed();
        run.Do(new RunCommand.Resolve(Named("T1"), "ada", "done elsewhere", LetGo: false));
        Assert.Equal((TaskStatus.Cancelled, TaskStatus.Pending, RunStatus.Failed), (run.StatusOf("T1"), run.StatusOf("T3"), run.State.Status));
        Assert.Empty(run.Events.OfType<RunEvent.Reopened>());
        Assert.Equal(["T2"], run.State.DeadLetters.Select(d => d.Task.Value));
    }

    [Fact]
    public void A_letter_resolved_as_skipped_lets_what_needs_it_start()
    {
        var run = Failed();
        run.Do(new RunCommand.Resolve(Named("T1"), "ada", "not needed", LetGo: true));
        run.Advance();
        Assert.Equal((TaskStatus.Skipped, TaskStatus.Spawned), (run.StatusOf("T1"), run.StatusOf("T3")));
    }

    [Fact]
    public void What_is_no_dead_letter_is_refused_with_those_there_are()
    {
        var run = Failed();
        var refused = Assert.IsType<Decision.Refused>(run.Do(new RunCommand.Resolve(Named("T1", "T3"), "ada", "x", LetGo: false)));
        Assert.Equal("not-a-dead-letter", refused.Code);
        Assert.Contains("T1 (exit-code), T2 (nothing-done)", refused.Message, StringComparison.Ordinal);
        Assert.Equal(TaskStatus.DeadLettered, run.StatusOf("T1"));
        Assert.Equal("unknown-task", Assert.IsType<Decision.Refused>(run.Do(new RunCommand.Resubmit(Named("T9"), "ada", null))).Code);
    }

    [Fact]
    public void Letters_expire_by_the_plans_limit_even_when_the_run_is_over()
    {
        var run = Failed(limit: TimeSpan.FromHours(48));
        Assert.Equal(TaskStatus.DeadLettered, run.StatusOf("T1"));
        run.Wait(TimeSpan.FromHours(48) - TimeSpan.FromSeconds(1));
        Assert.Empty(run.Events.OfType<RunEvent.DeadLetterExpired>());
        run.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal((TaskStatus.Cancelled, RunStatus.Failed), (run.StatusOf("T1"), run.State.Status));
        Assert.Equal(2, run.Events.OfType<RunEvent.DeadLetterExpired>().Count());
        Assert.Empty(run.State.DeadLetters);
    }

    [Fact]
    public void A_person_lets_old_ones_expire()
    {
        var run = Failed();
        Assert.IsType<Decision.Refused>(run.Do(new RunCommand.ExpireDeadLetters(TimeSpan.FromHours(1), "ada")));
        run.Wait(TimeSpan.FromHours(1));
        run.Do(new RunCommand.ExpireDeadLetters(TimeSpan.FromHours(1), "ada"));
        Assert.All(run.Events.OfType<RunEvent.DeadLetterExpired>(), e => Assert.Equal("ada", e.By));
        Assert.Equal(TaskStatus.Cancelled, run.StatusOf("T2"));
    }

    /// <summary>T1 ended with exit code 1, T2 did nothing, T3 needs T1.</summary>
    private static RunDriver Failed(TimeSpan? limit = null)
    {
        var once = new RetryPolicy { Retries = 0 };
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1") with { Retry = once }, RunDriver.Task("T2") with { Retry = once }, RunDriver.Task("T3", "T1")) with
        {
            Limits = new Limits { DeadLetters = limit },
        });
        run.Fail("T1");
        run.Start("T2");
        run.Exit("T2");
        run.Capture("T2", empty: true);
        run.Advance();
        Assert.Equal(RunStatus.Failed, run.State.Status);
        return run;
    }

    private static DeadLetterFilter Named(params string[] tasks) => new([.. tasks.Select(t => new TaskId(t))], null, null);
}
