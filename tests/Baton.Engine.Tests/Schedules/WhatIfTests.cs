using System.Text.Json;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Reports;
using Baton.Engine.Schedules;
using Baton.Engine.Schedules.WhatIf;
using Xunit;

namespace Baton.Engine.Tests.Schedules;

public sealed class WhatIfTests
{
    [Fact]
    public void Fewer_agents_move_tasks_and_each_says_what_it_waits_for_now()
    {
        var difference = Difference(SamplePlans.Dispatcher(), ["concurrent=2"], []);
        Assert.True(difference.Longer > TimeSpan.Zero);
        Assert.All(difference.Moves, m => Assert.NotEqual("", m.After!.Reason.Text));
        Assert.Contains(difference.Moves, m => m.After!.Reason is { Cause: StartCause.Limit, Limit: "2 agents at once", Tasks.Length: 2 });
        var text = WhatIfText.Of(SamplePlans.Dispatcher(), difference);
        Assert.Contains("what if: concurrent=2", text, StringComparison.Ordinal);
        Assert.Contains("the lower bound now comes from 2 agents at once, before from dependencies", text, StringComparison.Ordinal);
        Assert.Contains("waits for 2 agents at once (held by ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_pair_of_hands_saves_what_the_schedule_says()
    {
        var difference = Difference(SamplePlans.PhaseOne(), ["agent.TestEngineer=2"], []);
        Assert.Equal(TimeSpan.FromHours(-0.5), difference.Longer);
        Assert.Equal("The makespan gets 0.5 h shorter: the lower bound now comes from dependencies, before from TestEngineer 1 at once.", difference.Why.Replace("30 min", "0.5 h", StringComparison.Ordinal));
    }

    [Fact]
    public void A_task_left_out_hands_its_needs_to_those_that_needed_it()
    {
        var (plan, _) = PlanChange.Apply(SamplePlans.Dispatcher(), [], ["T8"]);
        var t11 = plan!.Tasks.Single(t => t.Id.Value == "T11");
        Assert.Equal(["T3"], t11.Needs.Select(n => n.Task.Value));
        var difference = Difference(SamplePlans.Dispatcher(), [], ["T8"]);
        Assert.Null(difference.Moves.Single(m => m.Task.Value == "T8").After);
        Assert.Equal(79, difference.After.Sequential.TotalHours);
    }

    [Theory]
    [InlineData("concurent=4", "Did you mean 'concurrent'?")]
    [InlineData("agent.backend-enginer=2", "Did you mean 'agent.backend-engineer'?")]
    [InlineData("agent.backend=2", "Did you mean 'agent.backend-engineer'?")]
    [InlineData("concurrent=0", "write a whole number from 1 to 10,000")]
    [InlineData("concurrent", "write a whole number")]
    [InlineData("estimate.T99=2h", "the plan has no task T99")]
    [InlineData("estimate.T8=soon", "is not a duration")]
    public void A_wish_that_means_nothing_is_told_what_it_could_have_meant(string wish, string answer)
    {
        var (plan, problem) = PlanChange.Apply(SamplePlans.Dispatcher(), [wish], []);
        Assert.Null(plan);
        Assert.Contains(answer, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_task_to_leave_out_is_named_with_the_nearest()
    {
        var (_, problem) = PlanChange.Apply(SamplePlans.PhaseOne(), [], ["Integraton"]);
        Assert.Contains("Did you mean 'Integration'?", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_has_both_sides_and_the_reasons()
    {
        using var json = JsonDocument.Parse(WhatIfJson.From(SamplePlans.Dispatcher(), Difference(SamplePlans.Dispatcher(), ["limit.concurrent=2", "estimate.T1=5h"], [])).ToText());
        var root = json.RootElement;
        Assert.Equal(38, root.GetProperty("before").GetProperty("makespanHours").GetDouble());
        Assert.Equal(root.GetProperty("differenceHours").GetDouble(), root.GetProperty("after").GetProperty("makespanHours").GetDouble() - 38, 6);
        Assert.Equal("limit.concurrent=2", root.GetProperty("changes")[0].GetString());
        Assert.Contains(root.GetProperty("moves").EnumerateArray(), m => m.GetProperty("after").GetProperty("cause").GetString() == "limit");
    }

    [Fact]
    public void One_more_of_a_limit_is_worth_what_solving_with_it_says()
    {
        var plan = SamplePlans.PhaseOne();
        var schedule = PlanAnalysis.Complete(plan, PlanScheduler.Compute(plan));
        var worth = Assert.Single(schedule.Worth);
        Assert.Equal(("agent.TestEngineer", 1, 2, TimeSpan.FromHours(3.5), TimeSpan.FromHours(0.5), true), (worth.Key, worth.From, worth.To, worth.Makespan, worth.Saved, worth.IsProven));
        Assert.Null(schedule.Forecast);
        Assert.Equal("TestEngineer 1 at once", schedule.Bottleneck!.Name);
        Assert.Empty(PlanAnalysis.Complete(SamplePlans.Dispatcher(), PlanScheduler.Compute(SamplePlans.Dispatcher())).Worth.Where(w => w.Saved > TimeSpan.Zero));
    }

    [Fact]
    public void Three_point_estimates_give_percentiles_a_chance_and_a_criticality()
    {
        var plan = SamplePlans.Dispatcher();
        plan = plan with
        {
            Limits = plan.Limits with { Deadline = TimeSpan.FromHours(45) },
            Tasks = [.. plan.Tasks.Select(t => t with { Estimate = new(t.Estimate.Likely * 0.8, t.Estimate.Likely, t.Estimate.Likely * 2) })],
        };
        var forecast = PlanAnalysis.Complete(plan, PlanScheduler.Compute(plan)).Forecast!;
        Assert.True(forecast.P50 <= forecast.P80 && forecast.P80 <= forecast.P95);
        Assert.InRange(forecast.P50.TotalHours, 38 * 0.8, 38 * 2);
        Assert.InRange(forecast.DeadlineChance!.Value, 0, 1);
        Assert.Equal(1, forecast.Criticality[^1]);
        Assert.All(forecast.Criticality, c => Assert.InRange(c, 0, 1));
        Assert.Equal(forecast.P80, PlanAnalysis.Complete(plan, PlanScheduler.Compute(plan)).Forecast!.P80);
    }

    [Fact]
    public void A_run_in_progress_is_held_against_its_baseline()
    {
        var plan = SamplePlans.PhaseOne();
        var started = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        RunEvent[] events =
        [
            new RunEvent.Planned(new("r"), plan.Hash, plan.Name, "main", "c", "b", [.. plan.Tasks.Select(t => t.Id)]),
            new RunEvent.Owned("me", 1, []),
            new RunEvent.TaskQueued(new("P3")),
            new RunEvent.AttemptPlanned(new("P3"), 1, new("TestEngineer")),
        ];
        RecordedEvent[] recorded = [.. events.Select((e, i) => new RecordedEvent(i + 1, started, e))];
        var state = RunState.Replay(plan, recorded);
        var history = RunHistory.Of(plan, recorded);
        Assert.Equal(TimeSpan.FromHours(4), RunStanding.Of(state, history, started.AddHours(1))!.Expected);
        var late = RunStanding.Of(state, history, started.AddHours(3))!;
        Assert.Equal((TimeSpan.FromHours(4), TimeSpan.FromHours(5.3)), (late.Planned, late.Expected));
        Assert.Equal(new LateTask(new("P3"), TimeSpan.FromHours(1.3)), Assert.Single(late.Late));
        Assert.StartsWith("planned to end after 4 h", late.Text.Replace("4.0 h", "4 h", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_runs_facts_freeze_what_runs_and_hold_back_what_waits()
    {
        var plan = SamplePlans.PhaseOne() with { HourPace = TimeSpan.FromMinutes(1) };
        var started = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        RunEvent[] events =
        [
            new RunEvent.Planned(new("r"), plan.Hash, plan.Name, "main", "c", "b", [.. plan.Tasks.Select(t => t.Id)]),
            new RunEvent.Owned("me", 1, []),
            new RunEvent.TaskQueued(new("P3")),
            new RunEvent.AttemptPlanned(new("P3"), 1, new("TestEngineer")),
            new RunEvent.TaskQueued(new("P5-design")),
            new RunEvent.Parked(new("P5-design"), started.AddMinutes(4), false, "hours"),
        ];
        var state = RunState.Replay(plan, events.Select((e, i) => new RecordedEvent(i + 1, started, e)));
        var facts = RunFacts.Of(state, started.AddMinutes(1));
        Assert.Equal(TimeSpan.FromHours(1), facts.Now);
        Assert.Equal(new TaskFact.Running(TimeSpan.Zero, TimeSpan.FromHours(1)), facts.Tasks[new("P3")]);
        Assert.Equal(new TaskFact.Waiting(TimeSpan.FromHours(4)), facts.Tasks[new("P5-design")]);
        var schedule = PlanScheduler.Compute(plan, facts);
        Assert.Equal(4, schedule.Tasks.Single(t => t.Id.Value == "P5-design").Start.TotalHours);
        Assert.Equal(2, schedule.Tasks.Single(t => t.Id.Value == "P3").Finish.TotalHours);
        Assert.Equal(TimeSpan.FromHours(0.3), ((TaskFact.Running)RunFacts.Of(state, started.AddMinutes(3)).Tasks[new("P3")]).Remaining);
    }

    private static ScheduleDifference Difference(Plan plan, string[] with, string[] without)
    {
        var (changed, problem) = PlanChange.Apply(plan, with, without);
        Assert.Null(problem);
        return ScheduleDifference.Of([.. with, .. without.Select(w => "without " + w)], PlanScheduler.Compute(plan), PlanScheduler.Compute(changed!));
    }
}
