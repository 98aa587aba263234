using System.Collections.Immutable;
using System.Text.Json;
using Baton.Domain.Plans;
using Baton.Engine.Reports;
using Baton.Engine.Schedules;
using Xunit;

namespace Baton.Engine.Tests.Schedules;

public sealed class PlanSchedulerTests
{
    [Fact]
    public void The_plan_of_22_tasks_has_the_known_figures()
    {
        var schedule = PlanScheduler.Compute(SamplePlans.Dispatcher());
        Assert.Equal(TimeSpan.FromHours(38), schedule.DependencyPath.Length);
        Assert.Equal("T1 T4 T9 T13 T15 T17 T19 T21 T22", string.Join(' ', schedule.DependencyPath.Tasks));
        Assert.Equal(TimeSpan.FromHours(81), schedule.Sequential);
        Assert.Equal(TimeSpan.FromHours(38), schedule.Makespan);
        Assert.True(schedule.IsOptimal);
        Assert.Equal("8 agents at once", schedule.LimitsText);
        Assert.Equal("dependencies", schedule.BoundBy);
    }

    [Fact]
    public void Tied_paths_of_the_plan_of_22_tasks_are_all_there()
    {
        // T4, T5 or T7 with T10; then T13 or T14; then T17 or T18.
        var path = PlanScheduler.Compute(SamplePlans.Dispatcher()).DependencyPath;
        Assert.Equal(12, path.Count);
        Assert.Equal(12, path.All.Select(p => string.Join(' ', p)).Distinct().Count());
        Assert.Contains("T1 T4 T9 T14 T15 T18 T19 T21 T22", path.All.Select(p => string.Join(' ', p)));
    }

    [Fact]
    public void Barriers_cost_three_hours_and_leave_the_dependency_path_alone()
    {
        var schedule = PlanScheduler.Compute(SamplePlans.Dispatcher(barriers: true));
        Assert.Equal(TimeSpan.FromHours(38), schedule.DependencyPath.Length);
        Assert.Equal(TimeSpan.FromHours(41), schedule.Makespan);
        Assert.True(schedule.IsOptimal);
        Assert.Equal("8 agents at once; barriers after A, B, C, D", schedule.LimitsText);
        Assert.Equal("dependencies and barriers", schedule.BoundBy);
        Assert.Equal(TimeSpan.FromHours(3), Find(schedule, "T8").EarliestStart);
        Assert.Equal(TimeSpan.FromHours(4), Find(schedule, "T8").Start);
    }

    [Fact]
    public void One_task_at_a_time_for_one_agent_makes_phase_1_four_hours()
    {
        var schedule = PlanScheduler.Compute(SamplePlans.PhaseOne());
        Assert.Equal(TimeSpan.FromHours(3.5), schedule.DependencyPath.Length);
        Assert.Equal("P3 P4 Integration", string.Join(' ', schedule.DependencyPath.Tasks));
        Assert.Equal(TimeSpan.FromHours(4), schedule.Makespan);
        Assert.Equal(TimeSpan.FromHours(6.5), schedule.Sequential);
        Assert.True(schedule.IsOptimal);
        Assert.Equal("TestEngineer 1 at once", schedule.BoundBy);
        Assert.Equal("under limits (8 agents at once; TestEngineer 1 at once)", schedule.LevelledLabel);
        Assert.Equal(1.0, schedule.Agents[0].Utilisation);
    }

    [Fact]
    public void A_partial_hand_off_starts_in_the_middle_of_its_predecessor()
    {
        var review = Find(PlanScheduler.Compute(SamplePlans.PhaseOne()), "P5-review");
        Assert.Equal(TimeSpan.FromHours(0.75), review.Start);
        Assert.Equal(TimeSpan.FromHours(1.75), review.Finish);
        Assert.Equal(TimeSpan.FromHours(2.25), review.Slack);
        Assert.Equal(2, review.Wave);
    }

    [Fact]
    public void A_lag_keeps_the_successor_waiting()
    {
        var plan = Two(second => second with { Needs = [new(new("a"), TimeSpan.FromMinutes(10))] });
        Assert.Equal(TimeSpan.FromMinutes(70), Find(PlanScheduler.Compute(plan), "b").Start);
    }

    [Fact]
    public void Limits_of_the_run_and_of_groups_hold()
    {
        Assert.Equal(TimeSpan.FromHours(2), PlanScheduler.Compute(Two(b => b) with { Limits = new() { Concurrent = 1 } }).Makespan);
        var grouped = Two(b => b);
        grouped = grouped with
        {
            Groups = [new(new("g"), "Group", Concurrent: 1)],
            Tasks = [.. grouped.Tasks.Select(t => t with { Group = new GroupId("g") })],
        };
        var schedule = PlanScheduler.Compute(grouped);
        Assert.Equal(TimeSpan.FromHours(2), schedule.Makespan);
        Assert.Equal("8 agents at once; group g 1 at once", schedule.LimitsText);
    }

    [Fact]
    public void Tasks_without_an_estimate_take_no_time()
    {
        var schedule = PlanScheduler.Compute(Two(b => b with { Estimate = Estimate.Unknown, Needs = [new(new("a"))] }));
        Assert.Equal(TimeSpan.FromHours(1), schedule.Makespan);
        Assert.Equal(["a", "b"], schedule.DependencyPath.Tasks.Select(t => t.Value));
    }

    [Fact]
    public void An_empty_plan_has_an_empty_schedule()
    {
        var schedule = PlanScheduler.Compute(SamplePlans.Make("empty", null, new(), [], [], []));
        Assert.False(schedule.HasErrors);
        Assert.Equal(TimeSpan.Zero, schedule.Makespan);
        Assert.Empty(schedule.Tasks);
    }

    [Fact]
    public void Finished_tasks_are_facts_and_running_ones_keep_their_place()
    {
        var facts = new ScheduleFacts(
            TimeSpan.FromHours(3),
            ImmutableDictionary<TaskId, TaskFact>.Empty
                .Add(new("P3"), new TaskFact.Finished(TimeSpan.Zero, TimeSpan.FromHours(2.5)))
                .Add(new("P4"), new TaskFact.Running(TimeSpan.FromHours(2.5), TimeSpan.FromHours(2)))
                .Add(new("P5-design"), new TaskFact.Finished(TimeSpan.Zero, TimeSpan.FromHours(1))));
        var schedule = PlanScheduler.Compute(SamplePlans.PhaseOne(), facts);
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromHours(2.5)), (Find(schedule, "P3").Start, Find(schedule, "P3").Finish));
        Assert.Equal(TimeSpan.FromHours(5), Find(schedule, "P4").Finish);
        Assert.Equal(TimeSpan.FromHours(3), Find(schedule, "P5-review").Start);
        Assert.Equal(TimeSpan.FromHours(5), Find(schedule, "P6").Start);
        Assert.Equal(TimeSpan.FromHours(6), schedule.Makespan);
        Assert.True(schedule.IsOptimal);
        Assert.Equal(TimeSpan.FromHours(3), schedule.Now);
    }

    [Fact]
    public void Plans_that_cannot_be_scheduled_say_why()
    {
        var cycle = PlanScheduler.Compute(Two(b => b with { Needs = [new(new("a"))] }) is var p
            ? p with { Tasks = p.Tasks.SetItem(0, p.Tasks[0] with { Needs = [new(new("b"))] }) } : null!);
        Assert.Equal(["Tasks wait for each other: a -> b -> a; remove one of these dependencies."], cycle.Errors);
        var unknown = PlanScheduler.Compute(Two(b => b with { Needs = [new(new("zz"))] }));
        Assert.Equal(["Task b needs zz, which the plan does not name; correct the id or add the task."], unknown.Errors);
        var none = PlanScheduler.Compute(Two(b => b) with { Limits = new() { Concurrent = 0 } });
        Assert.Equal(["Task a can never start: the limit is 0 agents at once; raise it to 1 or more."], none.Errors);
    }

    [Fact]
    public void A_task_before_a_barrier_that_needs_one_behind_it_is_a_cycle_through_the_barrier()
    {
        var plan = Two(b => b with { Group = new GroupId("two") });
        plan = plan with
        {
            Groups = [new(new("one"), "One", Barrier: true), new(new("two"), "Two")],
            Tasks = plan.Tasks.SetItem(0, plan.Tasks[0] with { Group = new GroupId("one"), Needs = [new(new("b"))] }),
        };
        var error = Assert.Single(PlanScheduler.Compute(plan).Errors);
        Assert.Equal("Tasks wait for each other: a -> (barrier after one) -> b -> a; remove one of these dependencies or the barrier.", error);
    }

    [Fact]
    public void Waves_follow_the_dependencies_and_the_order_follows_the_schedule()
    {
        var schedule = PlanScheduler.Compute(SamplePlans.Dispatcher());
        Assert.Equal("T1 T2 T3 T16", string.Join(' ', schedule.Waves[0]));
        Assert.Equal("T4 T5 T6 T7 T8", string.Join(' ', schedule.Waves[1]));
        Assert.Equal("T22", string.Join(' ', schedule.Waves[^1]));
        var starts = schedule.Order.Select(id => Find(schedule, id.Value).Start).ToList();
        Assert.Equal(starts.Order(), starts);
        Assert.Equal(22, schedule.Order.Distinct().Count());
    }

    [Fact]
    public void The_blocking_table_knows_dependencies_barriers_and_agents_that_do_one_thing_at_a_time()
    {
        var plan = SamplePlans.PhaseOne();
        var rows = BlockingTable.Of(plan, PlanScheduler.Compute(plan));
        Assert.Equal(["P4", "P6", "Integration"], rows[0].Blocks.Select(t => t.Value));
        Assert.Equal(["P3"], rows[1].BlockedBy.Select(t => t.Value));
        Assert.Equal(["P5-design", "P5-review"], rows[1].Beside.Select(t => t.Value));
        Assert.Equal(["P3", "P4", "P6", "Integration", "P5-review"], rows[4].Beside.Select(t => t.Value));

        var barred = SamplePlans.Dispatcher(barriers: true);
        var t8 = BlockingTable.Of(barred, PlanScheduler.Compute(barred)).Single(r => r.Task.Value == "T8");
        Assert.Equal(["T4", "T5", "T6", "T7"], t8.Beside.Select(t => t.Value));
    }

    [Fact]
    public void The_json_has_the_documented_names_and_plain_numbers()
    {
        var plan = SamplePlans.PhaseOne();
        using var json = JsonDocument.Parse(PlanScheduleJson.From(plan, PlanScheduler.Compute(plan)).ToText());
        var root = json.RootElement;
        Assert.Equal("3.5", root.GetProperty("dependencyPath").GetProperty("hours").GetRawText());
        Assert.Equal("4", root.GetProperty("makespanHours").GetRawText());
        Assert.Equal("6.5", root.GetProperty("sequentialHours").GetRawText());
        Assert.Equal("by dependencies alone", root.GetProperty("dependencyPath").GetProperty("label").GetString());
        Assert.Equal(0, root.GetProperty("dependencyPath").GetProperty("alternatives").GetArrayLength());
        Assert.True(root.GetProperty("optimal").GetBoolean());
        Assert.Equal("8 agents at once; TestEngineer 1 at once", root.GetProperty("limits").GetString());
        var task = root.GetProperty("tasks")[5];
        foreach (var name in new[] { "startHours", "finishHours", "earliestStartHours", "latestFinishHours", "floatHours", "slackHours", "wave" })
        {
            Assert.Equal(JsonValueKind.Number, task.GetProperty(name).ValueKind);
        }

        Assert.Equal(0.75, task.GetProperty("startHours").GetDouble());
        Assert.Equal(4, root.GetProperty("agents")[0].GetProperty("busyHours").GetDouble());
    }

    [Theory]
    [InlineData(0.01, "lower bound 100 h, gap below 0.1 %")]
    [InlineData(5.55, "lower bound 100 h, gap 5.6 %")]
    public void A_gap_never_reads_as_none(double gap, string text) =>
        Assert.Equal(text, new PlanSchedule { LowerBound = TimeSpan.FromHours(100), GapPercent = gap }.BoundText);

    [Fact]
    public void What_no_single_limit_forces_is_proven_by_search()
    {
        var plan = SamplePlans.Make("three", null, new() { Concurrent = 2 }, ["x", "y", "z"], [],
            [SamplePlans.Task("a", "A", 3, "x", null), SamplePlans.Task("b", "B", 3, "y", null), SamplePlans.Task("c", "C", 2, "z", null)]);
        var schedule = PlanScheduler.Compute(plan);
        Assert.Equal((TimeSpan.FromHours(5), TimeSpan.FromHours(5)), (schedule.LowerBound, schedule.Makespan));
        Assert.True(schedule.IsOptimal);
        Assert.Equal("dependencies and limits together, proven by search", schedule.BoundBy);
    }

    [Theory]
    [InlineData(200, 6)]
    [InlineData(10_000, 12)]
    public void Large_plans_come_out_close_to_their_bound_and_as_a_short_chart(int tasks, int agents)
    {
        var plan = SamplePlans.Large(2, tasks, agents);
        var schedule = PlanScheduler.Compute(plan);
        Assert.InRange(schedule.GapPercent, 0, 5);
        Assert.NotEmpty(PlanScheduleJson.From(plan, schedule).ToText());
        Assert.True(GanttText.Render(plan, schedule).Split('\n').Length < (tasks > 1_000 ? 150 : 350));
    }

    private static ScheduledTask Find(PlanSchedule schedule, string id) => schedule.Tasks.Single(t => t.Id.Value == id);

    private static Plan Two(Func<PlanTask, PlanTask> second) => SamplePlans.Make(
        "two", null, new(), ["x"], [], [SamplePlans.Task("a", "A", 1, "x", null), second(SamplePlans.Task("b", "B", 1, "x", null))]);
}
