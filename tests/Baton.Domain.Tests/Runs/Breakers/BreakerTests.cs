using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Breakers;
using Xunit;

namespace Baton.Domain.Tests.Runs.Breakers;

public sealed class BreakerTests
{
    private static readonly BreakerId AgentA = new(BreakerScope.Agent, "a");
    private static readonly BreakerId ModelM = new(BreakerScope.Model, "m");
    private static readonly BreakerId Shell = new(BreakerScope.Driver, "shell");

    [Fact]
    public void Five_failures_within_the_window_open_it_and_other_agents_go_on()
    {
        var run = Run(AgentOnly(new BreakerPolicy()), tasks: 8);
        Fail(run, 1, 2, 3, 4);
        Assert.Equal(BreakerStatus.Closed, StatusOf(run, AgentA));
        Fail(run, 5);
        Assert.Equal(BreakerStatus.Open, StatusOf(run, AgentA));
        run.Do(new RunCommand.Retry(new TaskId("T1"), "ada", null));
        run.Advance();
        Assert.Equal(TaskStatus.Queued, run.StatusOf("T1"));
        Assert.Equal(1, run["T1"].Attempts);
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("B1"));
        run.Complete("B1");
        Assert.Equal(TaskStatus.Spawned, run.StatusOf("B2"));
        Assert.Equal(run.Now + TimeSpan.FromSeconds(30), RunTimers.Next(run.State));
    }

    [Fact]
    public void Failures_outside_the_window_do_not_count()
    {
        var run = Run(AgentOnly(new BreakerPolicy { Failures = 2 }), tasks: 4);
        Fail(run, 1);
        run.Wait(TimeSpan.FromSeconds(60));
        Fail(run, 2);
        Assert.Equal(BreakerStatus.Closed, StatusOf(run, AgentA));
        run.Wait(TimeSpan.FromSeconds(59));
        Fail(run, 3);
        Assert.Equal(BreakerStatus.Open, StatusOf(run, AgentA));
    }

    [Fact]
    public void Bad_work_conflicts_and_quotas_do_not_count()
    {
        var run = Run(AgentOnly(new BreakerPolicy { Failures = 1 }), tasks: 3);
        Begin(run, "T1");
        run.Judge("T1", Verdict.Fail);
        Begin(run, "T2");
        run.Judge("T2");
        run.Do(new RunCommand.ObserveMergeConflict(run.Current("T2"), run.State.IntegrationHead, ["a"], "<<<"));
        run.RunOut("T3", new QuotaLimit(run.Now + TimeSpan.FromHours(1), false, "limit"));
        Assert.Empty(run.Events.OfType<RunEvent.BreakerOpened>());
    }

    [Fact]
    public void Half_open_lets_one_probe_through_and_successes_close_it()
    {
        var run = Run(AgentOnly(new BreakerPolicy { Failures = 1 }), tasks: 4);
        Fail(run, 1);
        foreach (var left in new[] { "T2", "T3", "T4" })
        {
            Begin(run, left);
            run.Judge(left);
            run.Land(left);
        }

        foreach (var id in new[] { "T1", "T2", "T3" })
        {
            run.Do(id == "T1" ? new RunCommand.Retry(new TaskId(id), "ada", null) : new RunCommand.Rollback(new TaskId(id), "ada", "again", Requeue: true));
            run.Do(new RunCommand.ObserveRolledBack(new TaskId(id), "r", null));
        }

        run.Wait(TimeSpan.FromSeconds(30));
        Assert.Equal(BreakerStatus.HalfOpen, StatusOf(run, AgentA));
        Assert.Equal(["T1"], AtWork(run));
        run.Complete("T1");
        Assert.Equal((BreakerStatus.HalfOpen, 1), (StatusOf(run, AgentA), run.State.Breakers[AgentA].Successes));
        Assert.Equal(["T2"], AtWork(run));
        run.Complete("T2");
        Assert.Equal(BreakerStatus.Closed, StatusOf(run, AgentA));
        Assert.IsType<RunEvent.BreakerClosed>(run.Events.Last(e => e is RunEvent.BreakerClosed or RunEvent.BreakerOpened));
    }

    [Fact]
    public void One_failed_probe_opens_it_again_and_a_failure_that_does_not_count_makes_room_for_the_next_probe()
    {
        var run = Run(AgentOnly(new BreakerPolicy { Failures = 1 }), tasks: 1, retries: 9);
        Fail(run, 1);
        run.Wait(TimeSpan.FromSeconds(31));
        Begin(run, "T1");
        run.Judge("T1", Verdict.Fail);
        Assert.Equal((BreakerStatus.HalfOpen, 0), (StatusOf(run, AgentA), run.State.Breakers[AgentA].Probes.Count));
        run.Wait(TimeSpan.FromSeconds(10));
        Assert.Equal(["T1"], AtWork(run));
        Fail(run, 1);
        Assert.Equal(BreakerStatus.Open, StatusOf(run, AgentA));
        Assert.Equal(run.Now + TimeSpan.FromSeconds(30), run.State.Breakers[AgentA].OpenUntil);
    }

    [Fact]
    public void Attempts_that_were_at_work_before_it_was_half_open_decide_nothing()
    {
        var run = Run(AgentOnly(new BreakerPolicy { Failures = 1 }), tasks: 2, retries: 9);
        Fail(run, 1);
        run.Wait(TimeSpan.FromSeconds(30));
        Assert.Equal(BreakerStatus.HalfOpen, StatusOf(run, AgentA));
        Fail(run, 2);
        Assert.Equal(BreakerStatus.HalfOpen, StatusOf(run, AgentA));
        Assert.Equal(["T1"], AtWork(run));
    }

    [Fact]
    public void Agents_models_and_drivers_have_breakers_of_their_own()
    {
        var run = Run(new BreakerPolicies { Agent = new() { Failures = 9 }, Model = new() { Failures = 2 }, Driver = new() { Failures = 3 } }, tasks: 4);
        Fail(run, 1, 2);
        Assert.Equal((BreakerStatus.Closed, BreakerStatus.Open, BreakerStatus.Closed), (StatusOf(run, AgentA), StatusOf(run, ModelM), StatusOf(run, Shell)));
        Fail(run, 3);
        Assert.Equal((BreakerStatus.Closed, BreakerStatus.Open, BreakerStatus.Open), (StatusOf(run, AgentA), StatusOf(run, ModelM), StatusOf(run, Shell)));
    }

    [Fact]
    public void A_person_opens_and_closes_it()
    {
        var run = Run(new BreakerPolicies { Agent = null, Model = null, Driver = null }, tasks: 2, atOnce: 1);
        Assert.Equal(["T1"], AtWork(run));
        run.Do(new RunCommand.OpenBreaker(AgentA, null, "ada", "its key is revoked"));
        run.Complete("T1");
        run.Wait(TimeSpan.FromDays(1));
        Assert.Equal(["B1"], AtWork(run));
        run.Complete("B1");
        run.Complete("B2");
        Assert.False(BreakerTimers.HoldForAWhile(run.State));
        Assert.Equal(["T2"], BreakerTimers.HeldBy(run.State, AgentA).Select(t => t.Id.Value));
        run.Do(new RunCommand.CloseBreaker(AgentA, "ada", "renewed"));
        run.Advance();
        Assert.Equal(["T2"], AtWork(run));
    }

    [Fact]
    public void Opened_by_hand_for_a_while_it_lets_probes_through_by_itself()
    {
        var run = Run(new BreakerPolicies(), tasks: 1);
        run.Do(new RunCommand.OpenBreaker(Shell, TimeSpan.FromMinutes(5), "ada", "quiet please"));
        Fail(run, 1);
        run.Do(new RunCommand.Retry(new TaskId("T1"), "ada", null));
        run.Advance();
        Assert.True(BreakerTimers.HoldForAWhile(run.State));
        run.Wait(TimeSpan.FromMinutes(5));
        Assert.Equal(BreakerStatus.HalfOpen, StatusOf(run, Shell));
        Assert.Contains("T1", AtWork(run));
    }

    [Theory]
    [InlineData("agent:nobody", "unknown-breaker")]
    [InlineData("model:opus", "unknown-breaker")]
    public void A_breaker_that_the_plan_cannot_have_is_refused(string name, string code)
    {
        var run = Run(new BreakerPolicies(), tasks: 1);
        var refused = Assert.IsType<Decision.Refused>(run.Do(new RunCommand.OpenBreaker(BreakerId.TryParse(name)!.Value, null, "ada", "x")));
        Assert.Equal(code, refused.Code);
        Assert.Contains("agent:a", refused.Message, StringComparison.Ordinal);
        Assert.Equal("not-open", Assert.IsType<Decision.Refused>(run.Do(new RunCommand.CloseBreaker(AgentA, "ada", "x"))).Code);
    }

    [Theory]
    [InlineData("agent:backend", true)]
    [InlineData("driver:claude-code", true)]
    [InlineData("model:a:b", true)]
    [InlineData("agent:", false)]
    [InlineData("backend", false)]
    public void A_breakers_name_is_read_as_it_is_written(string text, bool isOne) => Assert.Equal(isOne ? text : null, BreakerId.TryParse(text)?.ToString());

    private static RunDriver Run(BreakerPolicies policies, int tasks, int retries = 0, int atOnce = 100)
    {
        PlanTask[] all =
        [
            .. Enumerable.Range(1, tasks).Select(i => RunDriver.Task("T" + i) with { Retry = new RetryPolicy { Retries = retries, Jitter = 0, Conflicts = 0 } }),
            RunDriver.Task("B1") with { Agent = new AgentId("b") }, RunDriver.Task("B2", "B1") with { Agent = new AgentId("b") },
        ];
        return new RunDriver(RunDriver.PlanOf(all) with
        {
            Agents = [new Agent { Id = new AgentId("a"), Driver = "shell", Model = "m" }, new Agent { Id = new AgentId("b"), Driver = "noop" }],
            Limits = new Limits { Concurrent = atOnce },
            Breakers = policies,
        });
    }

    private static BreakerPolicies AgentOnly(BreakerPolicy policy) => new() { Agent = policy, Model = null, Driver = null };

    private static BreakerStatus StatusOf(RunDriver run, BreakerId id) => run.State.Breakers.GetValueOrDefault(id)?.Status ?? BreakerStatus.Closed;

    private static string[] AtWork(RunDriver run) =>
        [.. run.State.Tasks.Values.Where(t => t.Status is TaskStatus.Spawned or TaskStatus.InProgress && (t.Id.Value[0] == 'T' || run.State.Plan.Limits.Concurrent == 1)).Select(t => t.Id.Value).Order()];

    private static void Fail(RunDriver run, params int[] tasks)
    {
        foreach (var n in tasks)
        {
            run.Fail("T" + n);
            run.Advance();
        }
    }

    private static void Begin(RunDriver run, string id)
    {
        run.Start(id);
        run.Exit(id);
        run.Capture(id);
    }
}
