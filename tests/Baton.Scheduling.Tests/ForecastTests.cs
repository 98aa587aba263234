using System.Collections.Immutable;
using Xunit;

namespace Baton.Scheduling.Tests;

public sealed class ForecastTests
{
    [Fact]
    public void One_activity_has_the_mean_and_the_bounds_of_its_beta_distribution()
    {
        var network = Network.From(new([new(400)], [], [])).Network!;
        var forecast = Forecast.Run(network, [new(100, 400, 1300)], [0], 20_000, 7);
        Assert.InRange(forecast.Makespans.Average(), 495, 505);
        Assert.True(forecast.Makespans[0] >= 100 && forecast.Makespans[^1] <= 1300);
        // Standard deviation of beta(2, 4) over a width of 1200: 1200 * sqrt(8 / (36 * 7)).
        var mean = forecast.Makespans.Average();
        Assert.InRange(Math.Sqrt(forecast.Makespans.Average(m => (m - mean) * (m - mean))), 209, 219);
        Assert.Equal(1, Assert.Single(forecast.Criticality));
    }

    [Fact]
    public void The_same_seed_gives_the_same_forecast_and_another_seed_another()
    {
        var problem = RandomProblems.DrawWithWindows(11, 30, 3);
        var network = Network.From(problem).Network!;
        ImmutableArray<DurationRange> ranges = [.. problem.Activities.Select(a => new DurationRange(a.Duration, a.Duration + 2, a.Duration + 9))];
        var rank = Enumerable.Range(0, 30).ToArray();
        var first = Forecast.Run(network, ranges, rank, 300, 1);
        var second = Forecast.Run(network, ranges, rank, 300, 1);
        Assert.Equal(first.Makespans, second.Makespans);
        Assert.Equal(first.Criticality, second.Criticality);
        Assert.NotEqual(first.Makespans, Forecast.Run(network, ranges, rank, 300, 2).Makespans);
    }

    [Fact]
    public void Without_spread_every_sample_is_the_placed_schedule()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var problem = RandomProblems.DrawWithWindows(seed, 12, 2);
            var network = Network.From(problem).Network!;
            var forecast = Forecast.Run(network, [.. problem.Activities.Select(a => new DurationRange(a.Duration, a.Duration, a.Duration))], [.. Enumerable.Range(0, 12)], 3, 1);
            Assert.Single(forecast.Makespans.Distinct());
            Assert.True(forecast.Percentile(0.5) >= ListScheduler.Solve(network, DependencyAnalysis.Of(network)).Bound.Value);
            Assert.All(forecast.Criticality, c => Assert.True(c is 0 or 1));
            Assert.Contains(1, forecast.Criticality);
        }
    }

    [Fact]
    public void An_activity_that_never_decides_the_end_is_never_critical()
    {
        var network = Network.From(new([new(10), new(1), new(5)], [new(0, 2, 10), new(1, 2, 1)], [])).Network!;
        var forecast = Forecast.Run(network, [new(8, 10, 12), new(0, 1, 2), new(4, 5, 6)], [0, 1, 2], 200, 3);
        Assert.Equal([1, 0, 1], forecast.Criticality);
        Assert.True(forecast.Percentile(0.5) <= forecast.Percentile(0.8) && forecast.Percentile(0.8) <= forecast.Percentile(0.95));
    }

    [Fact]
    public void What_keeps_an_activity_from_starting_sooner_is_named()
    {
        var problem = new SchedulingProblem(
            [
                new Activity(4) { Demands = [new(0, 1)] },
                new Activity(3) { Demands = [new(0, 1)] },
                new Activity(2),
                new Activity(1) { Calendar = 0 },
                new Activity(1) { Charges = [new(0, 5)] },
                new Activity(1) { Charges = [new(0, 5)] },
                new Activity(1) { Release = 3 },
                new Activity(1) { FixedStart = 2 },
            ],
            [new(0, 2, 4)],
            [1])
        {
            Calendars = [new([], 0, 10, [new(5, 8)])],
            Quotas = [new(6, 5)],
        };
        var network = Network.From(problem).Network!;
        var bindings = Binding.Of(network, [0, 4, 4, 5, 0, 6, 3, 2]);
        Assert.Equal(
            "Release Resource:0:4 Predecessor:0:0 Calendar::5 Release Quota:4:6 Release Fixed",
            string.Join(' ', bindings.Select(b => b.Kind is BindingKind.Release or BindingKind.Fixed ? $"{b.Kind}" : $"{b.Kind}:{string.Join(',', b.Activities)}:{b.Waited}")));
        Assert.Equal(BindingKind.None, Binding.Of(network, [0, 9, 4, 5, 0, 6, 3, 2])[1].Kind);
    }

    [Fact]
    public void An_activity_with_a_binding_cannot_start_one_sooner_and_one_without_can()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var problem = RandomProblems.DrawWithWindows(seed, 12, 2, withFacts: seed % 2 == 0);
            var network = Network.From(problem).Network!;
            var start = ListScheduler.Solve(network, DependencyAnalysis.Of(network)).Start;
            var bindings = Binding.Of(network, start);
            for (var i = 0; i < start.Length; i++)
            {
                var sooner = start.SetItem(i, start[i] - 1);
                var violations = bindings[i].Kind == BindingKind.Fixed || start[i] == 0 ? 1 : Broken(problem, sooner, i);
                Assert.True((violations == 0) == (bindings[i].Kind == BindingKind.None), $"seed {seed}: {i} at {start[i]}, {bindings[i].Kind}");
            }
        }
    }

    /// <summary>Violations apart from those of precedences out of the moved activity, which only get looser.</summary>
    private static int Broken(SchedulingProblem problem, ImmutableArray<long> start, int moved) =>
        start[moved] < 0 ? 1 : ScheduleChecker.Violations(problem, start, start.Select((s, i) => OpenTime.Finish(problem, i, s)).Max()).Count;
}
