using Xunit;

namespace Baton.Scheduling.Tests;

/// <summary>Calendars and quotas.</summary>
public sealed class WindowTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Random_problems_get_schedules_that_an_independent_checker_accepts(bool withFacts)
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var problem = RandomProblems.DrawWithWindows(seed, 2 + (seed % 25), 1 + (seed % 4), withFacts);
            var schedule = Solve(problem);
            Assert.Empty(ScheduleChecker.Violations(problem, schedule.Start, schedule.Makespan).Select(v => $"seed {seed}: {v}"));
            Assert.True(schedule.Bound.Value <= schedule.Makespan, $"seed {seed}");
            var right = schedule.Start.Zip(schedule.Slack, (start, slack) => start + slack).ToArray();
            Assert.All(schedule.Slack, slack => Assert.True(slack >= 0, $"seed {seed}"));
            Assert.Empty(ScheduleChecker.Violations(problem, right, right.Select((s, i) => OpenTime.Finish(problem, i, s)).Max()).Select(v => $"seed {seed}, pushed right: {v}"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bounds_and_claims_of_optimality_hold_against_brute_force(bool withFacts)
    {
        var (optimal, proven) = (0, 0);
        for (var seed = 0; seed < 150; seed++)
        {
            var problem = RandomProblems.DrawWithWindows(seed, 2 + (seed % 4), 1 + (seed % 2), withFacts);
            var schedule = Solve(problem);
            var best = BruteForce.Makespan(problem, schedule.Makespan);
            Assert.True(schedule.Bound.Value <= best, $"seed {seed}: bound {schedule.Bound.Value} above the optimum {best}");
            Assert.True(!schedule.IsOptimal || schedule.Makespan == best, $"seed {seed}: claims {schedule.Makespan}, optimum {best}");
            optimal += schedule.Makespan == best ? 1 : 0;
            proven += schedule.IsOptimal ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{optimal} optimal, {proven} proven");
        Assert.True(optimal >= 135, $"only {optimal} of 150 tiny problems are solved to the optimum");
        Assert.True(proven >= 75, $"only {proven} of 150 are proven");
    }

    [Fact]
    public void Work_is_interrupted_by_closings_and_keeps_its_resource()
    {
        // Open 0-4 of every 10; the second waits for the same resource, which stays taken over the closing.
        var problem = new SchedulingProblem(
            [new Activity(6) { Calendar = 0, Demands = [new(0, 1)] }, new Activity(1) { Demands = [new(0, 1)], Release = 1 }],
            [],
            [1])
        {
            Calendars = [new([], 0, 10, [new(0, 4)])],
        };
        var schedule = Solve(problem);
        Assert.Equal([0, 12], schedule.Start);
        Assert.Equal(13, schedule.Makespan);
    }

    [Fact]
    public void A_lag_behind_a_calendar_passes_in_closed_time_too()
    {
        var problem = new SchedulingProblem(
            [new Activity(4) { Calendar = 0 }, new Activity(1)],
            [new(0, 1, 7) { Wait = 3 }],
            [])
        {
            Calendars = [new([], 0, 10, [new(0, 4)])],
        };
        Assert.Equal([0, 7], Solve(problem).Start);
    }

    [Fact]
    public void Five_full_charges_of_a_window_take_four_windows_and_that_is_proven()
    {
        var problem = new SchedulingProblem([.. Enumerable.Repeat(new Activity(1) { Charges = [new(0, 10)] }, 5)], [], []) { Quotas = [new(5, 10)] };
        var schedule = Solve(problem);
        Assert.Equal([0, 5, 10, 15, 20], schedule.Start.Order());
        Assert.Equal(21, schedule.Bound.Value);
        Assert.Equal(0, schedule.Bound.Quota);
        Assert.True(schedule.IsOptimal);
    }

    [Fact]
    public void The_open_time_of_one_reviewer_is_a_proof()
    {
        // Three reviews of 6 with 8 open of every 24: the third day's second hour.
        var problem = new SchedulingProblem(
            [.. Enumerable.Repeat(new Activity(6) { Calendar = 0, Demands = [new(0, 1)] }, 3)],
            [],
            [1])
        {
            Calendars = [new([], 0, 24, [new(8, 16)])],
        };
        var schedule = Solve(problem);
        Assert.Equal(48 + 8 + 2, schedule.Makespan);
        Assert.True(schedule.IsOptimal);
        Assert.True(schedule.Bound.ByCalendar);
    }

    [Fact]
    public void A_calendar_that_never_opens_and_a_charge_above_its_quota_are_errors()
    {
        var closed = new SchedulingProblem([new Activity(1) { Calendar = 0 }], [], []) { Calendars = [new([new(0, 5)], 5, 7, [])] };
        Assert.Equal([new ProblemError.NeverOpens(0)], Network.From(closed).Errors);
        var small = new SchedulingProblem([new Activity(1) { Charges = [new(0, 3)] }], [], []) { Quotas = [new(5, 2)] };
        Assert.Equal([new ProblemError.ChargeAboveQuota(0, 0, 3, 2)], Network.From(small).Errors);
        var unknown = new SchedulingProblem([new Activity(1) { Calendar = 1, Charges = [new(4, 3)] }], [], []);
        Assert.Equal([new ProblemError.UnknownLimit(0, "calendar", 1), new ProblemError.UnknownLimit(0, "quota", 4)], Network.From(unknown).Errors);
    }

    [Fact]
    public void A_calendar_that_hardly_ever_opens_is_an_error_and_not_an_overflow()
    {
        var problem = new SchedulingProblem([new Activity(1_000_000) { Calendar = 0 }], [], []) { Calendars = [new([], 0, SchedulingProblem.MaxHorizon / 10, [new(0, 1)])] };
        Assert.Equal([new ProblemError.HorizonTooLong()], Network.From(problem).Errors);
    }

    [Fact]
    public void Only_a_problem_without_calendars_and_charges_is_classic()
    {
        var plain = RandomProblems.Draw(3, 20, 2);
        Assert.True(Network.From(plain).Network!.IsClassic);
        Assert.False(Network.From(plain with { Calendars = [new([], 0, 2, [new(0, 1)])], Activities = plain.Activities.SetItem(3, plain.Activities[3] with { Calendar = 0 }) }).Network!.IsClassic);
        Assert.False(Network.From(plain with { Quotas = [new(1, 1)], Activities = plain.Activities.SetItem(3, plain.Activities[3] with { Charges = [new(0, 1)] }) }).Network!.IsClassic);
    }

    private static LevelledSchedule Solve(SchedulingProblem problem)
    {
        var network = Network.From(problem).Network!;
        return ListScheduler.Solve(network, DependencyAnalysis.Of(network));
    }
}
