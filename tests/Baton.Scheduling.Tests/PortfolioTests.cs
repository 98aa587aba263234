using System.Collections.Immutable;
using Baton.Scheduling.Solving;
using Xunit;

namespace Baton.Scheduling.Tests;

/// <summary>Search and proof together, through <see cref="Solver"/>.</summary>
public sealed class PortfolioTests
{
    [Theory]
    [InlineData("j301_1", 2)]
    [InlineData("j305_3", 2)]
    [InlineData("j3010_1", 2)]
    [InlineData("j3017_4", 2)]
    [InlineData("j3010_1", 1)]
    [InlineData("j3017_4", 1)]
    [InlineData("j305_3", 5)]
    public void Without_a_count_published_instances_are_closed_at_their_optimum(string name, int threads)
    {
        var problem = PsplibInstance.Read(name);
        var schedule = Solve(problem, new() { Threads = threads }, stop: TestContext.Current.CancellationToken);
        Assert.Empty(ScheduleChecker.Violations(problem, schedule.Start, schedule.Makespan));
        Assert.Equal(PsplibInstance.Known(name), ((int)schedule.Bound.Value, (int)schedule.Makespan));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Cancelled_at_once_it_gives_a_valid_schedule(int threads)
    {
        foreach (var name in (string[])["j12011_1", "j3013_9", "j609_4"])
        {
            var problem = PsplibInstance.Read(name);
            using var stop = new CancellationTokenSource();
            var atFirst = new Reports(_ => stop.Cancel());
            foreach (var schedule in (LevelledSchedule[])
                [Solve(problem, new() { Threads = threads }, stop: new(canceled: true)), Solve(problem, new() { Threads = threads }, atFirst, stop.Token)])
            {
                Assert.Empty(ScheduleChecker.Violations(problem, schedule.Start, schedule.Makespan));
                Assert.True(schedule.Bound.Value <= schedule.Makespan);
            }
        }
    }

    [Fact]
    public void The_proof_after_counted_schedules_raises_the_bound_and_leaves_the_schedule()
    {
        var problem = PsplibInstance.Read("j3013_9");
        var without = Solve(problem, new() { Schedules = 300, ProofWork = 0 });
        var with = Solve(problem, new() { Schedules = 300, ProofWork = 200_000 });
        Assert.Equal(without.Start, with.Start);
        Assert.Equal(without.Schedules, with.Schedules);
        Assert.True(with.Bound.Value > without.Bound.Value, $"{without.Bound.Value} {with.Bound.Value}");
        Assert.True(with.Bound.BySearch);
        Assert.False(without.Bound.BySearch);
        Assert.InRange(with.Bound.Value, 0, PsplibInstance.Known("j3013_9").Lower);
    }

    [Fact]
    public void Any_number_of_threads_proves_the_same_after_counted_schedules()
    {
        foreach (var takes in (bool[])[false, true])
        {
            var options = new SolverOptions { Schedules = 400, ProofWork = 50_000, TakesProofSchedules = takes };
            var problem = PsplibInstance.Read("j3013_9");
            var one = Solve(problem, options);
            foreach (var threads in (int[])[1, 2, 4])
            {
                var same = Solve(problem, options with { Threads = threads });
                Assert.Equal(one.Start, same.Start);
                Assert.Equal((one.Bound, one.Schedules), (same.Bound, same.Schedules));
            }
        }
    }

    [Fact]
    public void A_schedule_that_the_proof_comes_upon_is_taken_where_that_is_asked_for()
    {
        var problem = PsplibInstance.Read("j3013_9");
        var counted = Solve(problem, new() { Schedules = 3, ProofWork = 400_000 });
        var taken = Solve(problem, new() { Schedules = 3, ProofWork = 400_000, TakesProofSchedules = true });
        Assert.Empty(ScheduleChecker.Violations(problem, taken.Start, taken.Makespan));
        Assert.True(taken.Makespan < counted.Makespan, $"{counted.Makespan} {taken.Makespan}");
        Assert.InRange(taken.Makespan, PsplibInstance.Known("j3013_9").Upper, long.MaxValue);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Tiny_problems_are_closed_as_brute_force_finds_them(int threads)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var problem = RandomProblems.Draw(seed, 2 + (seed % 5), 1 + (seed % 2));
            var schedule = Solve(problem, new() { Threads = threads }, stop: TestContext.Current.CancellationToken);
            var shortest = BruteForce.Makespan(problem, schedule.Makespan);
            Assert.Equal((seed, shortest, shortest), (seed, schedule.Makespan, schedule.Bound.Value));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Progress_tells_one_after_another_what_is_better_and_last_the_result(int threads)
    {
        var problem = PsplibInstance.Read("j3017_4");
        var (inside, atOnce) = (0, 0);
        var reports = new Reports(_ =>
        {
            atOnce = Math.Max(atOnce, Interlocked.Increment(ref inside));
            Interlocked.Decrement(ref inside);
        });
        var result = Solve(problem, new() { Threads = threads }, reports, TestContext.Current.CancellationToken);
        Assert.Equal(1, atOnce);
        Assert.All(reports.Seen.Zip(reports.Seen.Skip(1)), pair => Assert.True(
            pair.Second.Makespan <= pair.First.Makespan && pair.Second.Bound.Value >= pair.First.Bound.Value
            && (pair.Second.Makespan, pair.Second.Bound.Value) != (pair.First.Makespan, pair.First.Bound.Value)));
        Assert.All(reports.Seen, s => Assert.Empty(ScheduleChecker.Violations(problem, s.Start, s.Makespan)));
        Assert.Equal((result.Makespan, result.Bound), (reports.Seen[^1].Makespan, reports.Seen[^1].Bound));
    }

    private static LevelledSchedule Solve(
        SchedulingProblem problem, SolverOptions options, IProgress<LevelledSchedule>? progress = null, CancellationToken stop = default)
    {
        var network = Network.From(problem).Network!;
        return Solver.Solve(network, DependencyAnalysis.Of(network), options, progress, stop);
    }

    private sealed class Reports(Action<LevelledSchedule> act) : IProgress<LevelledSchedule>
    {
        public ImmutableList<LevelledSchedule> Seen { get; private set; } = [];

        public void Report(LevelledSchedule value)
        {
            act(value);
            Seen = Seen.Add(value);
        }
    }
}
