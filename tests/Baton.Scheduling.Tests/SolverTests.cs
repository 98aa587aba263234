using System.Collections.Immutable;
using Baton.Scheduling.Solving;
using Xunit;

namespace Baton.Scheduling.Tests;

public sealed class SolverTests
{
    private static readonly SolverOptions Few = new() { Schedules = 300 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Random_problems_get_schedules_that_an_independent_checker_accepts(bool withFacts)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            AssertSound(RandomProblems.Draw(seed, 2 + (seed % 60), 1 + (seed % 5), withFacts), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(12, 1)]
    [InlineData(30, 1)]
    [InlineData(30, 100_000)]
    public void Many_resources_and_wide_figures_are_held(int resources, int scale)
    {
        for (var seed = 0; seed < 30; seed++)
        {
            AssertSound(Scale(RandomProblems.Draw(seed, 30 + seed, resources), scale), $"seed {seed}");
        }
    }

    [Fact]
    public void Durations_far_longer_than_a_word_of_moments_are_held()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var problem = RandomProblems.Draw(seed, 40, 2);
            AssertSound(
                problem with
                {
                    Activities = [.. problem.Activities.Select((a, i) => a with { Duration = (a.Duration * 37) + i })],
                    Precedences = [.. problem.Precedences.Select(e => e with { StartLag = e.StartLag * 37 })],
                },
                $"seed {seed}");
        }
    }

    [Fact]
    public void Tiny_problems_come_out_as_brute_force_finds_them()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var problem = RandomProblems.Draw(seed, 2 + (seed % 5), 1 + (seed % 2));
            var schedule = Solve(problem, Few);
            Assert.Equal((seed, BruteForce.Makespan(problem, schedule.Makespan)), (seed, schedule.Makespan));
        }
    }

    [Theory]
    [InlineData("j120", 2_000)]
    [InlineData("facts", 300)]
    public void Any_number_of_threads_finds_the_same_starts(string kind, int schedules)
    {
        var problem = kind == "facts" ? RandomProblems.Draw(3, 60, 3, withFacts: true) : PsplibInstance.Read("j12011_1");
        var one = Solve(problem, new() { Schedules = schedules, Seed = 5 });
        foreach (var threads in (int[])[2, 3, 4])
        {
            var same = Solve(problem, new() { Schedules = schedules, Seed = 5, Threads = threads });
            Assert.Equal(one.Start, same.Start);
            Assert.Equal(one.Schedules, same.Schedules);
        }
    }

    [Fact]
    public void No_more_schedules_are_generated_than_were_asked_for()
    {
        var problem = PsplibInstance.Read("j1201_1");
        foreach (var schedules in (int[])[0, 1, 2, 3, 10, 97, 1_000])
        {
            Assert.InRange(Solve(problem, new() { Schedules = schedules }).Schedules, 0, schedules);
        }
    }

    [Theory]
    [InlineData("j301_1", 43, 43, 43)]
    [InlineData("j3013_9", 71, 71, 72)]
    [InlineData("j609_4", 87, 87, 90)]
    public void Published_instances_come_close_to_the_best_that_is_known(string name, int lower, int best, int within)
    {
        var problem = PsplibInstance.Read(name);
        var schedule = Solve(problem, new() { Schedules = 5_000 });
        Assert.Empty(ScheduleChecker.Violations(problem, schedule.Start, schedule.Makespan));
        Assert.InRange(schedule.Makespan, lower, within);
        Assert.True(!schedule.IsOptimal || schedule.Makespan == best);
    }

    [Fact]
    public void Progress_gets_ever_shorter_schedules_until_the_count_is_spent_and_the_last_is_the_result()
    {
        var problem = PsplibInstance.Read("j12011_1");
        var reports = new Reports();
        var result = Solve(problem, new() { Schedules = 2_000, ProofWork = 0 }, reports);
        Assert.True(reports.Seen.Count > 1);
        Assert.All(reports.Seen, s => Assert.Empty(ScheduleChecker.Violations(problem, s.Start, s.Makespan)));
        Assert.All(reports.Seen.Zip(reports.Seen.Skip(1)), pair => Assert.True(pair.Second.Makespan < pair.First.Makespan));
        Assert.Equal(result.Makespan, reports.Seen[^1].Makespan);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_a_count_it_goes_on_until_it_is_stopped(bool withFacts)
    {
        var problem = withFacts ? RandomProblems.Draw(11, 80, 4, withFacts: true) : PsplibInstance.Read("j12011_1");
        using var stop = new CancellationTokenSource();
        var reports = new Reports(() => stop.Cancel());
        var schedule = Solve(problem, new() { Threads = 2 }, reports, stop.Token);
        Assert.Empty(ScheduleChecker.Violations(problem, schedule.Start, schedule.Makespan));
        Assert.False(schedule.IsOptimal);
    }

    private static void AssertSound(SchedulingProblem problem, string about)
    {
        var network = Network.From(problem).Network!;
        var first = ListScheduler.Solve(network, DependencyAnalysis.Of(network));
        var schedule = Solve(problem, Few);
        Assert.Empty(ScheduleChecker.Violations(problem, schedule.Start, schedule.Makespan).Select(v => $"{about}: {v}"));
        Assert.True(schedule.Makespan <= first.Makespan, about);
        Assert.True(schedule.Bound.Value <= schedule.Makespan, about);
        ImmutableArray<long> right = [.. schedule.Start.Zip(schedule.Slack, (start, slack) => start + slack)];
        Assert.Empty(ScheduleChecker.Violations(problem, right, schedule.Makespan).Select(v => $"{about}, pushed right: {v}"));
    }

    private static SchedulingProblem Scale(SchedulingProblem problem, int scale) => problem with
    {
        Activities = [.. problem.Activities.Select(a => a with { Demands = [.. a.Demands.Select(d => d with { Amount = d.Amount * scale })] })],
        Capacities = [.. problem.Capacities.Select(c => c * scale)],
    };

    private static LevelledSchedule Solve(
        SchedulingProblem problem, SolverOptions options, IProgress<LevelledSchedule>? progress = null, CancellationToken stop = default)
    {
        var network = Network.From(problem).Network!;
        return Solver.Solve(network, DependencyAnalysis.Of(network), options, progress, stop);
    }

    /// <summary>Keeps every report; acts on the second, the first improvement.</summary>
    private sealed class Reports(Action? onImprovement = null) : IProgress<LevelledSchedule>
    {
        public List<LevelledSchedule> Seen { get; } = [];

        public void Report(LevelledSchedule value)
        {
            Seen.Add(value);
            if (Seen.Count == 2)
            {
                onImprovement?.Invoke();
            }
        }
    }
}
