using Baton.Domain.Budgets;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Tests.Runs;
using Xunit;

namespace Baton.Domain.Tests.Budgets;

/// <summary>What the books and the alerts of small runs say, figure by figure.</summary>
public sealed class BudgetTests
{
    private static readonly AgentId Agent = new("a");

    [Fact]
    public void An_attempt_reserves_its_allowance_and_settles_what_it_reported()
    {
        var run = Run(new Limits { Tokens = new(100), Spent = new(10) }, Task("T1", 40));
        Assert.Equal((50m, 40m), (run.State.Ledger.Tokens.Available, run.State.Ledger.Tokens.Total.Reserved));

        End(run, "T1", Used(25, 5));

        Assert.Equal(new Figures(0, 0, 0, 30, 0), run.State.Ledger.Tokens.Of(new TaskId("T1")));
        Assert.Equal(60, run.State.Ledger.Tokens.Available);
        Assert.Null(run.Events.OfType<RunEvent.AttemptExited>().Single().Settled);
    }

    [Fact]
    public void An_attempt_that_tells_nothing_costs_its_allowance_as_an_estimate()
    {
        var run = Run(new Limits { Tokens = new(100) }, Task("T1", 40));

        End(run, "T1", Usage.NotMeasured);

        Assert.Equal(new Figures(0, 0, 0, 0, 40), run.State.Ledger.Tokens.Total);
        Assert.Null(BudgetStanding.Of(run.State, Currency.Tokens).Forecast);
    }

    [Theory]
    [InlineData(0, 3, null, "3 turns")]
    [InlineData(0, null, "m1", "worked with m1")]
    [InlineData(-5, null, null, "cannot be")]
    [InlineData(long.MaxValue, null, null, "cannot be")]
    public void A_report_that_cannot_be_costs_the_allowance_with_a_remark(long tokens, int? turns, string? model, string remark)
    {
        var run = Run(new Limits { Tokens = new(100) }, Task("T1", 40));

        End(run, "T1", new Usage { Input = new(tokens), Output = new(tokens), Turns = turns, Model = model });

        Assert.Equal(new Figures(0, 0, 0, 0, 40), run.State.Ledger.Tokens.Total);
        Assert.Contains(remark, run.Events.OfType<RunEvent.AttemptExited>().Single().Settled!.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void Whom_the_provider_refused_may_well_have_used_nothing()
    {
        var run = Run(new Limits { Tokens = new(100) }, Task("T1", 40));
        run.Start("T1");

        run.Do(new RunCommand.ObserveExited(run.Current("T1"), new AttemptExit(1, null, Used(0, 0) with { Turns = 1 }, null, 0, 0) { Quota = new QuotaLimit(run.Now.AddHours(1), true, "limit") }));

        Assert.Equal(default, run.State.Ledger.Tokens.Total);
    }

    [Fact]
    public void A_task_that_cannot_fit_is_blocked_with_the_figures_and_smaller_ones_go()
    {
        var run = Run(new Limits { Tokens = new(100), Concurrent = 1 }, Task("T1", 40), Task("T2", 60), Task("T3", 20));

        End(run, "T1", Used(50, 0));
        run.Advance();

        Assert.Equal((TaskStatus.Blocked, TaskStatus.Spawned), (run.StatusOf("T2"), run.StatusOf("T3")));
        Assert.StartsWith("T2 needs 60 tokens, and the budget has 50 tokens left: 100 tokens less 50 tokens settled and 0 tokens reserved. Raise it by 10 tokens or more", run["T2"].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_waits_for_what_attempts_at_work_may_leave_is_not_overtaken()
    {
        var run = Run(new Limits { Tokens = new(100) }, Task("T1", 60), Task("T2", 60), Task("T3", 20), Free("T4"));
        Assert.Equal((TaskStatus.Queued, TaskStatus.Queued, TaskStatus.Spawned), (run.StatusOf("T2"), run.StatusOf("T3"), run.StatusOf("T4")));

        End(run, "T1", Used(30, 0));
        run.Advance();

        Assert.Equal((TaskStatus.Spawned, TaskStatus.Queued), (run.StatusOf("T2"), run.StatusOf("T3")));
    }

    [Fact]
    public void The_allowance_of_an_agent_holds_its_tasks_as_the_whole_does()
    {
        var plan = RunDriver.PlanOf(Task("T1", 40), Task("T2", 40));
        var run = new RunDriver(plan with { Agents = [.. plan.Agents.Select(a => a with { Allowance = new Allowance(new Tokens(70)) })] });
        Assert.Equal(TaskStatus.Queued, run.StatusOf("T2"));

        End(run, "T1", Used(35, 0));
        run.Advance();

        Assert.Equal(TaskStatus.Blocked, run.StatusOf("T2"));
        Assert.Contains("agent a has 35 tokens left of its allowance: 70 tokens less 35 tokens settled", run["T2"].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_a_fifth_above_the_allowance_is_told_once_and_later_attempts_ask_for_the_other_model()
    {
        var run = Run(new Limits { Tokens = new(1_000) }, Task("T1", 100) with { Degrade = new Degrade(DegradeKind.Model, "small") });
        run.Start("T1");
        run.Do(new RunCommand.ObserveUsage(run.Current("T1"), Used(120, 0)));
        Assert.DoesNotContain(run.State.Ledger.Alerts, a => a.Kind == AlertKind.Allowance);

        run.Do(new RunCommand.ObserveUsage(run.Current("T1"), Used(121, 0)));
        run.Do(new RunCommand.ObserveUsage(run.Current("T1"), Used(140, 0)));
        run.Do(new RunCommand.ObserveExited(run.Current("T1"), new AttemptExit(1, null, Used(150, 0), null, 0, 0)));
        run.Capture("T1");
        run.Wait(TimeSpan.FromMinutes(1));

        var alert = Assert.Single(run.State.Ledger.Alerts, a => a.Kind == AlertKind.Allowance);
        Assert.Equal((121m, 100m, "model small"), (alert.Used, alert.Of, alert.Degrade?.ToString()));
        Assert.Equal([null, "small"], run.Events.OfType<RunEvent.AttemptPlanned>().Select(p => p.Model));
        Assert.Equal("small", run["T1"].Current!.Model);
    }

    [Fact]
    public void Stop_ends_the_attempt_beyond_its_allowance_and_spends_no_retry()
    {
        var run = Run(new Limits(), Task("T1", 100) with { Degrade = new Degrade(DegradeKind.Stop) }, Task("T2", 100));
        run.Start("T1");
        run.Start("T2");

        run.Do(new RunCommand.ObserveUsage(run.Current("T1"), Used(130, 0)));

        Assert.Equal((StopReason.Budget, null), (run["T1"].Current!.Stopping, run["T2"].Current!.Stopping));
        run.Do(new RunCommand.ObserveExited(run.Current("T1"), new AttemptExit(143, null, Usage.NotMeasured, null, 0, 0)));
        run.Capture("T1");
        Assert.Equal((TaskStatus.Blocked, 0), (run.StatusOf("T1"), run["T1"].RetriesSpent));
        Assert.Equal(FailureClass.Budget, run["T1"].Failures.Single().Failure.Class);
        Assert.Contains("task T1 has used 130 tokens, more than 1.2 times its allowance of 100 tokens", run["T1"].Reason, StringComparison.Ordinal);
        Assert.Equal(130, run.State.Ledger.Tokens.Of(new TaskId("T1")).Estimated);
    }

    [Fact]
    public void Pause_holds_the_next_attempt_until_the_budget_is_raised()
    {
        var run = Run(new Limits { Tokens = new(1_000) }, Task("T1", 100) with { Degrade = new Degrade(DegradeKind.Pause) });
        run.Start("T1");
        run.Do(new RunCommand.ObserveExited(run.Current("T1"), new AttemptExit(1, null, Used(130, 0), null, 0, 0)));
        run.Capture("T1");
        run.Wait(TimeSpan.FromMinutes(1));
        Assert.Equal(TaskStatus.Blocked, run.StatusOf("T1"));

        run.Do(new RunCommand.RaiseBudget(new Amount(new Tokens(1)), "ada", "go on"));
        run.Advance();

        Assert.Equal(TaskStatus.Spawned, run.StatusOf("T1"));
    }

    [Fact]
    public void Target_warning_and_critical_are_told_in_order_and_the_plan_pauses_at_the_warning()
    {
        var alerts = new BudgetAlerts(new Threshold(0.5m), new Threshold(0.8m, new Tokens(70)), new Threshold(0.9m));
        var run = Run(new Limits { Tokens = new(110), Spent = new(10), Alerts = alerts, Degrade = new Degrade(DegradeKind.Pause) }, Free("T1"), Task("T2", 1));
        run.Start("T1");

        run.Do(new RunCommand.ObserveUsage(run.Current("T1"), Used(50, 0)));
        Assert.Equal([AlertKind.Target], run.State.Ledger.Alerts.Select(a => a.Kind));
        run.Do(new RunCommand.ObserveUsage(run.Current("T1"), Used(70, 0)));
        Assert.Equal(RunStatus.Paused, run.State.Status);
        run.Do(new RunCommand.ObserveUsage(run.Current("T1"), Used(93, 0)));

        Assert.Equal([AlertKind.Target, AlertKind.Warning, AlertKind.Critical], run.State.Ledger.Alerts.Select(a => a.Kind));
        Assert.Equal([false, true, true], run.State.Ledger.Alerts.Select(a => a.IsEscalation));
        Assert.Null(run["T1"].Current!.Stopping);
    }

    [Fact]
    public void When_all_is_used_attempts_that_cost_are_ended_and_what_is_held_goes_on_after_a_raise()
    {
        var run = Run(new Limits { Tokens = new(100) }, Task("T1", 60), Task("T2", 30), Free("T3"), Task("T4", 50, "T1"));
        Start(run, "T1", "T2", "T3");

        run.Do(new RunCommand.ObserveUsage(run.Current("T1"), Used(80, 0)));
        Assert.Null(run["T2"].Current!.Stopping);
        run.Do(new RunCommand.ObserveUsage(run.Current("T2"), Used(20, 0)));

        Assert.Equal((StopReason.Budget, StopReason.Budget, null), (run["T1"].Current!.Stopping, run["T2"].Current!.Stopping, run["T3"].Current!.Stopping));
        Assert.Contains("The budget is used up: 100 tokens of 100 tokens.", run["T1"].Current!.StopDetail, StringComparison.Ordinal);
        foreach (var id in new[] { "T1", "T2" })
        {
            run.Do(new RunCommand.ObserveExited(run.Current(id), new AttemptExit(143, null, Usage.NotMeasured, null, 0, 0)));
            run.Capture(id);
        }

        Assert.Equal((TaskStatus.Blocked, TaskStatus.Blocked), (run.StatusOf("T1"), run.StatusOf("T2")));
        run.Do(new RunCommand.RaiseBudget(new Amount(new Tokens(100)), "ada", "worth it"));
        run.Advance();
        Assert.Equal((TaskStatus.Spawned, TaskStatus.Spawned, 2), (run.StatusOf("T1"), run.StatusOf("T2"), run["T1"].Attempts));
        Assert.Empty(run.State.Ledger.Held);
    }

    [Fact]
    public void Overruns_draw_on_the_buffer_before_the_reserve_and_say_so()
    {
        var run = Run(new Limits { Tokens = new(200), Buffer = new(30), Concurrent = 1 }, Task("T1", 50), Task("T2", 50), Task("T3", 50));
        Assert.Equal((30m, 20m), Left(run));
        End(run, "T1", Used(70, 0));
        Assert.Equal((10m, 20m), Left(run));
        Assert.Contains(run.State.Ledger.Alerts, a => a.Kind == AlertKind.Buffer && a.Text == "Overruns of 20 tokens draw on the buffer of 30 tokens.");
        run.Advance();

        End(run, "T2", Used(75, 0));

        Assert.Equal((0m, 5m), Left(run));
        Assert.Contains(run.State.Ledger.Alerts, a => a.Kind == AlertKind.Reserve && a.Text == "Overruns of 45 tokens draw on the reserve: the buffer of 30 tokens is used up.");
    }

    [Fact]
    public void The_forecast_prices_what_remains_at_the_rate_of_accepted_work()
    {
        var run = Run(new Limits { Tokens = new(1_000), Concurrent = 1 }, Task("T1", 100), Task("T2", 60), Task("T3", 40));

        Complete(run, "T1", Used(150, 0));
        run.Start("T2");
        run.Do(new RunCommand.ObserveUsage(run.Current("T2"), Used(30, 0)));

        var forecast = BudgetStanding.Of(run.State, Currency.Tokens).Forecast!;
        Assert.Equal(0.6667m, forecast.Index);
        Assert.Equal((60m + 60m, 180m + 120m), (forecast.ToComplete, forecast.AtCompletion));
    }

    [Fact]
    public void Spent_stays_spent_after_a_rollback_and_its_repetition()
    {
        var run = Run(new Limits { Tokens = new(1_000) }, Task("T1", 100), Task("T2", 1, "T1"));
        Complete(run, "T1", Used(90, 0));
        run.Do(new RunCommand.Cancel(new TaskId("T2"), "ada", null));
        run.Start("T2");
        run.Do(new RunCommand.ObserveExited(run.Current("T2"), new AttemptExit(143, null, Used(1, 0), null, 0, 0)));
        run.Capture("T2");
        run.Do(new RunCommand.Rollback(new TaskId("T1"), "ada", "bad", Requeue: true));
        run.Do(new RunCommand.ObserveRolledBack(new TaskId("T1"), "r", null));
        run.Advance();

        Complete(run, "T1", Used(80, 0));

        Assert.Equal(new Figures(0, 0, 0, 170, 0), run.State.Ledger.Tokens.Of(new TaskId("T1")));
    }

    [Fact]
    public void Usage_of_an_attempt_that_is_over_or_another_changes_nothing()
    {
        var run = Run(new Limits { Tokens = new(100) }, Task("T1", 40));
        run.Start("T1");
        var attempt = run.Current("T1");
        run.Do(new RunCommand.ObserveExited(attempt, new AttemptExit(1, null, Used(30, 0), null, 0, 0)));
        var before = run.Events.Count;

        run.Do(new RunCommand.ObserveUsage(attempt, Used(90, 0)));
        run.Do(new RunCommand.ObserveUsage(new AttemptId(new TaskId("T1"), 7), Used(90, 0)));

        Assert.Equal(before, run.Events.Count);
    }

    [Fact]
    public void However_often_a_program_tells_its_usage_few_entries_are_made()
    {
        var run = Run(new Limits { Tokens = new(1_000_000_000) }, Task("T1", 1_000));
        run.Start("T1");

        for (var used = 1L; used <= 100_000; used += 7)
        {
            run.Do(new RunCommand.ObserveUsage(run.Current("T1"), Used(used, 0)));
        }

        Assert.InRange(run.Events.OfType<RunEvent.UsageNoted>().Count(), 10, 18);
    }

    [Fact]
    public void A_plan_without_a_budget_has_no_entries_of_one()
    {
        var run = Run(new Limits(), Free("T1"));
        run.Start("T1");
        run.Do(new RunCommand.ObserveUsage(run.Current("T1"), Used(5_000, 0)));
        run.Do(new RunCommand.ObserveExited(run.Current("T1"), new AttemptExit(0, null, Used(6_000, 0), null, 0, 0)));

        Assert.Null(run.Events.OfType<RunEvent.AttemptPlanned>().Single().Reserved);
        Assert.DoesNotContain(run.Events, e => e is RunEvent.UsageNoted or RunEvent.BudgetAlerted || e is RunEvent.AttemptExited { Settled: not null });
        Assert.Equal(6_000, run.State.Ledger.Tokens.Total.Measured);
    }

    [Fact]
    public void A_raise_needs_a_limit_and_more_than_nothing()
    {
        var run = Run(new Limits { Tokens = new(100) }, Task("T1", 40));

        Assert.Equal("no-limit", Assert.IsType<Decision.Refused>(run.Do(new RunCommand.RaiseBudget(new Amount(null, new Money(1)), "ada", "x"))).Code);
        Assert.Equal("not-more", Assert.IsType<Decision.Refused>(run.Do(new RunCommand.RaiseBudget(new Amount(new Tokens(0)), "ada", "x"))).Code);
        Assert.Equal("too-much", Assert.IsType<Decision.Refused>(run.Do(new RunCommand.RaiseBudget(new Amount(new Tokens(QuantityText.MostTokens)), "ada", "x"))).Code);
    }

    private static (decimal Buffer, decimal? Reserve) Left(RunDriver run) => BudgetStanding.Of(run.State, Currency.Tokens) is var s ? (s.BufferLeft, s.Reserve) : default;

    private static PlanTask Task(string id, long tokens, params string[] needs) => RunDriver.Task(id, needs) with { Allowance = new Allowance(new Tokens(tokens)), Agent = Agent };

    private static PlanTask Free(string id) => RunDriver.Task(id);

    private static RunDriver Run(Limits limits, params PlanTask[] tasks) => new(RunDriver.PlanOf(tasks) with { Limits = limits });

    private static Usage Used(long input, long output) => new() { Input = new Tokens(input), Output = new Tokens(output) };

    private static void Start(RunDriver run, params string[] ids) => Array.ForEach(ids, run.Start);

    private static void End(RunDriver run, string id, Usage usage)
    {
        run.Start(id);
        run.Do(new RunCommand.ObserveExited(run.Current(id), new AttemptExit(0, null, usage, null, 0, 0)));
    }

    private static void Complete(RunDriver run, string id, Usage usage)
    {
        End(run, id, usage);
        run.Capture(id);
        run.Judge(id);
        run.Land(id);
    }
}
