using Xunit;

namespace Baton.Scheduling.Tests;

public sealed class ListSchedulerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Random_problems_get_schedules_that_an_independent_checker_accepts(bool withFacts)
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var problem = RandomProblems.Draw(seed, 2 + (seed % 40), 1 + (seed % 4), withFacts);
            var schedule = Solve(problem);
            Assert.Empty(ScheduleChecker.Violations(problem, schedule.Start, schedule.Makespan).Select(v => $"seed {seed}: {v}"));
            Assert.True(schedule.Bound.Value <= schedule.Makespan, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Slack_pushes_every_activity_right_and_the_schedule_stays_feasible(bool withFacts)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var problem = RandomProblems.Draw(seed, 2 + (seed % 30), 1 + (seed % 3), withFacts);
            var schedule = Solve(problem);
            var right = schedule.Start.Zip(schedule.Slack, (start, slack) => start + slack).ToArray();
            Assert.All(schedule.Slack, slack => Assert.True(slack >= 0, $"seed {seed}"));
            Assert.Empty(ScheduleChecker.Violations(problem, right, schedule.Makespan).Select(v => $"seed {seed}: {v}"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bounds_and_claims_of_optimality_hold_against_brute_force(bool withFacts)
    {
        var optimal = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var problem = RandomProblems.Draw(seed, 2 + (seed % 5), 1 + (seed % 2), withFacts);
            var schedule = Solve(problem);
            var best = BruteForce.Makespan(problem, schedule.Makespan);
            Assert.True(schedule.Bound.Value <= best, $"seed {seed}: bound {schedule.Bound.Value} above the optimum {best}");
            Assert.True(!schedule.IsOptimal || schedule.Makespan == best, $"seed {seed}: claims {schedule.Makespan}, optimum {best}");
            optimal += schedule.Makespan == best ? 1 : 0;
        }

        Assert.True(optimal >= 140, $"only {optimal} of 150 tiny problems are solved to the optimum");
    }

    [Fact]
    public void Two_running_activities_above_the_capacity_are_facts_and_others_wait_for_room()
    {
        var problem = new SchedulingProblem(
            [
                new Activity(4) { FixedStart = 0, Demands = [new(0, 1)] },
                new Activity(6) { FixedStart = 0, Demands = [new(0, 1)] },
                new Activity(2) { Release = 1, Demands = [new(0, 1)] },
            ],
            [],
            [1]);
        var schedule = Solve(problem);
        Assert.Equal([0, 0, 6], schedule.Start);
        Assert.Equal(8, schedule.Makespan);
        Assert.True(schedule.Bound.Value <= 8);
    }

    [Fact]
    public void Head_work_and_tail_prove_a_single_machine_between_two_chains()
    {
        // One unit for the middle two; each has a head of 3 and a tail of 4 on activities that need nothing.
        var problem = new SchedulingProblem(
            [new(3), new Activity(5) { Demands = [new(0, 1)] }, new Activity(5) { Demands = [new(0, 1)] }, new(4)],
            [new(0, 1, 3), new(0, 2, 3), new(1, 3, 5), new(2, 3, 5)],
            [1]);
        var schedule = Solve(problem);
        Assert.Equal(17, schedule.Makespan);
        Assert.Equal(new LowerBound(17, 0), schedule.Bound);
        Assert.True(schedule.IsOptimal);
    }

    [Fact]
    public void The_same_problem_gives_the_same_schedule()
    {
        var problem = RandomProblems.Draw(7, 200, 4);
        Assert.Equal(Solve(problem).Start, Solve(problem).Start);
    }

    [Fact]
    public void Equally_urgent_activities_go_by_priority_then_by_order()
    {
        var problem = new SchedulingProblem(
            [
                new Activity(1) { Demands = [new(0, 1)] },
                new Activity(1) { Demands = [new(0, 1)], Priority = 1 },
                new Activity(1) { Demands = [new(0, 1)] },
            ],
            [],
            [1]);
        Assert.Equal([1, 0, 2], Solve(problem).Start);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(10_000)]
    public void Ten_thousand_activities_are_levelled_within_a_few_percent_of_the_bound(int reach) =>
        AssertSoundAndTheSame(RandomProblems.Large(1, 10_000, reach == 20 ? 3 : 1, reach, [8, 2, 2, 2, 2, 3, 3]), mostGap: 5);

    [Fact]
    public void Ten_thousand_independent_activities_on_eight_agents_are_levelled_to_the_bound() =>
        AssertSoundAndTheSame(RandomProblems.Large(2, 10_000, 0, 1, [8]), mostGap: 0);

    private static void AssertSoundAndTheSame(SchedulingProblem problem, double mostGap)
    {
        var schedule = Solve(problem);
        Assert.Empty(ScheduleChecker.Violations(problem, schedule.Start, schedule.Makespan));
        Assert.InRange(schedule.GapPercent, 0, mostGap);
        Assert.Equal(schedule.Start, Solve(problem).Start);
    }

    private static LevelledSchedule Solve(SchedulingProblem problem)
    {
        var network = Network.From(problem).Network!;
        return ListScheduler.Solve(network, DependencyAnalysis.Of(network));
    }
}
