using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Xunit;

namespace Baton.Domain.Tests.Runs;

/// <summary>Time-outs and quotas that keep a task from its start.</summary>
public sealed class TimeoutTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void A_task_that_gets_no_place_in_its_time_waits_for_a_person()
    {
        var run = TwoForOnePlace();
        Assert.Equal(run.Now + Hour, RunTimers.StartDeadline(run.State, new TaskId("T2")));
        Assert.Equal(run.Now + Hour, RunTimers.Next(run.State));
        run.Wait(Hour - TimeSpan.FromSeconds(1));
        Assert.Equal(TaskStatus.Pending, run.StatusOf("T2"));
        run.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(TaskStatus.Blocked, run.StatusOf("T2"));
        Assert.Equal("not-started", Assert.Single(run.Events.OfType<RunEvent.TaskBlocked>()).Code);
        run.Complete("T1");
        run.Do(new RunCommand.Retry(new TaskId("T2"), "ada", null));
        run.Advance();
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T2"));
    }

    [Fact]
    public void A_place_that_is_free_at_the_last_moment_is_taken()
    {
        var run = TwoForOnePlace();
        run.Start("T1");
        run.Exit("T1");
        run.Wait(2 * Hour);
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T2"));
    }

    [Fact]
    public void A_pause_does_not_count_and_a_new_owner_gives_no_new_time()
    {
        var run = TwoForOnePlace();
        run.Do(new RunCommand.Pause("ada", null));
        run.Wait(5 * Hour);
        run.Do(new RunCommand.Resume("ada"));
        run.Advance();
        Assert.Equal(TaskStatus.Pending, run.StatusOf("T2"));
        run.Do(new RunCommand.Own("other", 2, []));
        run.Wait(Hour);
        Assert.Equal(TaskStatus.Blocked, run.StatusOf("T2"));
    }

    [Fact]
    public void Time_before_a_task_lacks_nothing_but_a_place_does_not_count()
    {
        var run = new RunDriver(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2", "T1") with { StartWithin = Hour }));
        run.Wait(3 * Hour);
        run.Complete("T1");
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T2"));
    }

    [Fact]
    public void A_quota_parks_the_other_tasks_of_its_model_before_they_burn_an_attempt_and_other_models_go_on()
    {
        var run = OneAtATime();
        var until = run.Now + Hour;
        run.RunOut("T1", new QuotaLimit(until, Guessed: true, "limit reached"));
        Assert.Equal((TaskStatus.Parked, TaskStatus.Parked, TaskStatus.Spawned), (run.StatusOf("T1"), run.StatusOf("T2"), run.StatusOf("T3")));
        Assert.Equal(0, run["T2"].Attempts);
        Assert.All(run.Events.OfType<RunEvent.Parked>(), p => Assert.Equal((until, true), (p.Until, p.Guessed)));
        run.Complete("T3");
        run.Wait(Hour);
        Assert.Equal(1, run.State.AtWork);
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T1"));
    }

    [Fact]
    public void A_quota_failure_without_a_reset_is_parked_for_a_guess()
    {
        var run = OneAtATime();
        run.Do(new RunCommand.ObserveEffectFailed(run.Current("T1"), new Failure(FailureClass.Quota, "quota", "429", true)));
        var parked = Assert.Single(run.Events.OfType<RunEvent.Parked>());
        Assert.Equal((run.Now + RunDecider.QuotaGuess, true, 0), (parked.Until, parked.Guessed, run["T1"].RetriesSpent));
    }

    /// <summary>T1 and T2 use model m by two agents, T3 another.</summary>
    private static RunDriver OneAtATime()
    {
        var tasks = new[] { ("T1", "a"), ("T2", "b"), ("T3", "c") }.Select(t => RunDriver.Task(t.Item1) with { Agent = new AgentId(t.Item2), Retry = new RetryPolicy { Retries = 0 } });
        return new RunDriver(RunDriver.PlanOf([.. tasks]) with
        {
            Agents =
            [
                new Agent { Id = new AgentId("a"), Driver = "shell", Model = "m" }, new Agent { Id = new AgentId("b"), Driver = "shell", Model = "m" },
                new Agent { Id = new AgentId("c"), Driver = "shell", Model = "n" },
            ],
            Limits = new Limits { Concurrent = 1 },
        });
    }

    private static RunDriver TwoForOnePlace() =>
        new(RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2") with { StartWithin = Hour }) with { Limits = new Limits { Concurrent = 1 } });
}
