using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Xunit;

namespace Baton.Domain.Tests.Runs;

/// <summary>The dispatcher enforces every limit that the schedule counts with. The driver's clock begins on Thursday 2026-01-01 at midnight UTC.</summary>
public sealed class StartRulesTests
{
    private static readonly AgentId A = new("a");

    [Fact]
    public void An_exclusive_resource_is_held_until_the_work_is_merged()
    {
        var run = new RunDriver(RunDriver.PlanOf(Needing("T1", "port:8080"), Needing("T2", "port:8080"), Needing("T3", "gpu")));
        Assert.Equal("Spawned Queued Spawned", Statuses(run));
        run.Start("T1");
        run.Exit("T1");
        run.Capture("T1");
        run.Judge("T1");
        run.Advance();
        Assert.Equal(TaskStatus.Queued, run.StatusOf("T2"));
        run.Land("T1");
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T2"));
    }

    [Fact]
    public void A_failed_attempt_gives_its_resource_back()
    {
        var run = new RunDriver(RunDriver.PlanOf(Needing("T1", "gpu") with { Retry = new() { Retries = 0 } }, Needing("T2", "gpu")));
        run.Fail("T1");
        run.Advance();
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T2"));
    }

    [Fact]
    public void A_resource_that_is_there_twice_is_held_twice()
    {
        var plan = RunDriver.PlanOf(Needing("T1", "gpu"), Needing("T2", "gpu"), Needing("T3", "gpu"));
        var run = new RunDriver(plan with { Limits = plan.Limits with { Resources = ImmutableSortedDictionary<string, int>.Empty.Add("gpu", 2) } });
        Assert.Equal("Spawned Spawned Queued", Statuses(run));
    }

    [Fact]
    public void A_model_counts_over_all_agents_that_ask_for_it()
    {
        var plan = RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2") with { Agent = new("b") }, RunDriver.Task("T3") with { Agent = new("c") });
        var run = new RunDriver(plan with
        {
            Agents = [new() { Id = A, Driver = "shell", Model = "opus" }, new() { Id = new("b"), Driver = "shell", Model = "opus" }, new() { Id = new("c"), Driver = "shell", Model = "haiku" }],
            Limits = plan.Limits with { Models = ImmutableSortedDictionary<string, int>.Empty.Add("opus", 1) },
        });
        Assert.Equal("Spawned Queued Spawned", Statuses(run));
        run.Complete("T1");
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T2"));
    }

    [Fact]
    public void Outside_its_hours_an_agent_gets_nothing_and_the_run_wakes_when_they_begin()
    {
        var plan = RunDriver.PlanOf(RunDriver.Task("T1"));
        var hours = new Calendar(TimeZoneInfo.Utc, [new(DayOfWeek.Friday, TimeSpan.FromHours(9), TimeSpan.FromHours(10))]);
        var run = new RunDriver(plan with { Agents = [plan.Agents[0] with { Calendar = hours }] });
        var opening = new DateTimeOffset(2026, 1, 2, 9, 0, 0, TimeSpan.Zero);
        Assert.Equal(TaskStatus.Parked, run.StatusOf("T1"));
        Assert.Equal("outside the hours of a, which begin 2026-01-02 09:00 +00:00", run["T1"].Reason);
        Assert.Equal(opening, RunTimers.Next(run.State));
        run.Wait(opening.AddSeconds(-1) - run.Now);
        Assert.Equal(TaskStatus.Parked, run.StatusOf("T1"));
        run.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T1"));
        Assert.Equal(1, run["T1"].Attempts);
    }

    [Fact]
    public void Short_hours_let_calendars_pass_as_fast_as_the_work()
    {
        var plan = RunDriver.PlanOf(RunDriver.Task("T1"));
        var hours = new Calendar(TimeZoneInfo.Utc, [new(DayOfWeek.Monday, TimeSpan.FromHours(9), TimeSpan.FromHours(17))]);
        var run = new RunDriver(plan with
        {
            Agents = [plan.Agents[0] with { Calendar = hours }],
            HourPace = TimeSpan.FromMilliseconds(50),
            Start = new(2026, 11, 30, 6, 0, 0, TimeSpan.Zero),
        });
        Assert.Equal(run.Now.AddMilliseconds(150), RunTimers.Next(run.State));
        run.Wait(TimeSpan.FromMilliseconds(150));
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T1"));
    }

    [Fact]
    public void A_used_up_window_parks_tasks_until_its_starts_have_left_it()
    {
        var plan = RunDriver.PlanOf(Costing("T1", 60), Costing("T2", 30), Costing("T3", 20), Costing("T4", 80));
        var run = new RunDriver(plan with { Agents = [plan.Agents[0] with { Quota = [new(TimeSpan.FromHours(5), Tokens: new(100))] }] });
        var start = run.Now;
        Assert.Equal("Spawned Spawned Parked Parked", Statuses(run));
        Assert.Equal(start.AddHours(5), run.State.Waiting.Min.At);
        Assert.Equal("a 100 tokens per 5 h is used up", run["T3"].Reason);
        run.Complete("T1");
        run.Complete("T2");
        Assert.Equal("Complete Complete Parked Parked", Statuses(run));
        run.Wait(TimeSpan.FromHours(5));
        Assert.Equal("Complete Complete Spawned Spawned", Statuses(run));
    }

    [Fact]
    public void A_retry_charges_its_window_again()
    {
        var plan = RunDriver.PlanOf(RunDriver.Task("T1") with { Retry = new() { Initial = TimeSpan.FromSeconds(1) } });
        var run = new RunDriver(plan with { Limits = plan.Limits with { Windows = [new(TimeSpan.FromHours(1), Attempts: 1)] } });
        run.Fail("T1");
        run.Wait(TimeSpan.FromMinutes(1));
        Assert.Equal(TaskStatus.Parked, run.StatusOf("T1"));
        run.Wait(TimeSpan.FromMinutes(59));
        Assert.Equal((TaskStatus.Spawned, 2), (run.StatusOf("T1"), run["T1"].Attempts));
    }

    [Fact]
    public void In_any_stretch_as_long_as_the_window_the_starts_charge_no_more_than_it_holds()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var plan = RunDriver.PlanOf([.. Enumerable.Range(1, 12).Select(i => Costing($"T{i}", random.Next(0, 60)))]);
            var run = new RunDriver(plan with { Limits = plan.Limits with { Concurrent = 3, Windows = [new(TimeSpan.FromMinutes(10), Tokens: new(60)), new(TimeSpan.FromMinutes(25), Attempts: 5)] } });
            List<(DateTimeOffset At, string Task)> starts = [];
            for (var step = 0; step < 500 && !run.State.IsTerminal; step++)
            {
                run.Wait(TimeSpan.FromSeconds(random.Next(1, 120)));
                foreach (var id in run.State.Open.Where(_ => random.Next(2) == 0).ToList())
                {
                    run.Complete(id.Value);
                }
            }

            Assert.True(run.State.IsTerminal, $"seed {seed}: no end");
            starts.AddRange(run.Recorded.Where(r => r.Event is RunEvent.AttemptPlanned).Select(r => (r.At, ((RunEvent.AttemptPlanned)r.Event).Task.Value)));
            foreach (var (at, _) in starts)
            {
                var ten = starts.Where(s => s.At >= at && s.At < at.AddMinutes(10)).Sum(s => plan.Tasks.Single(t => t.Id.Value == s.Task).Allowance.Tokens!.Value.Count);
                Assert.True(ten <= 60, $"seed {seed}: {ten} tokens from {at}");
                Assert.True(starts.Count(s => s.At >= at && s.At < at.AddMinutes(25)) <= 5, $"seed {seed}: too many starts from {at}");
            }
        }
    }

    [Fact]
    public void Tasks_that_the_plan_keeps_apart_do_not_work_at_once_but_a_person_is_not_waited_for()
    {
        var asking = RunDriver.Task("T1") with { Verify = [new ValidatorSpec.Human("Good?", "x") { Name = "human" }] };
        var run = new RunDriver(RunDriver.PlanOf(asking, RunDriver.Task("T2")), [new(new("T1"), new("T2"))]);
        Assert.Equal("Spawned Queued", Statuses(run));
        run.Start("T1");
        run.Exit("T1");
        run.Capture("T1");
        run.Judge("T1");
        run.Advance();
        Assert.Equal("AwaitingApproval Spawned", Statuses(run));
    }

    [Fact]
    public void A_new_order_counts_for_what_has_not_started_and_is_recorded_once()
    {
        var plan = RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2"), RunDriver.Task("T3"));
        var run = new RunDriver(plan with { Limits = plan.Limits with { Concurrent = 1 } });
        TaskId[] order = [new("T3"), new("T1"), new("T2"), new("unknown")];
        run.Do(new RunCommand.ObserveOrder([.. order]));
        run.Do(new RunCommand.ObserveOrder([.. order]));
        Assert.Equal([new TaskId("T3"), new TaskId("T2")], Assert.Single(run.Events.OfType<RunEvent.Reordered>()).Order);
        run.Complete("T1");
        Assert.Equal("Complete Queued Spawned", Statuses(run).Replace("Pending", "Queued", StringComparison.Ordinal));
    }

    [Fact]
    public void A_parked_task_whose_predecessor_was_rolled_back_waits_for_it_again()
    {
        var plan = RunDriver.PlanOf(RunDriver.Task("T1"), RunDriver.Task("T2", "T1") with { Agent = new("b") });
        var hours = new Calendar(TimeZoneInfo.Utc, [new(DayOfWeek.Friday, TimeSpan.FromHours(9), TimeSpan.FromHours(10))]);
        var run = new RunDriver(plan with { Agents = [plan.Agents[0], new() { Id = new("b"), Driver = "shell", Calendar = hours }] });
        run.Complete("T1");
        Assert.Equal(TaskStatus.Parked, run.StatusOf("T2"));
        run.Do(new RunCommand.Rollback(new("T1"), "ann", "wrong", Requeue: true));
        run.Do(new RunCommand.ObserveRolledBack(new("T1"), "revert", null));
        run.Wait(TimeSpan.FromHours(33));
        Assert.Equal("Spawned Queued", Statuses(run));
        run.Complete("T1");
        Assert.Equal("Complete Spawned", Statuses(run));
    }

    private static string Statuses(RunDriver run) => string.Join(' ', run.Plan.Tasks.Select(t => run.StatusOf(t.Id.Value)));

    private static PlanTask Needing(string id, string resource) => RunDriver.Task(id) with { Exclusive = [resource] };

    private static PlanTask Costing(string id, long tokens) => RunDriver.Task(id) with { Allowance = new(new Tokens(tokens)) };
}
