using Baton.Engine.Schedules.Instances;
using Baton.Scheduling.Tests;
using Xunit;

namespace Baton.Engine.Tests.Schedules.Instances;

public sealed class InstanceSchedulerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    public void Schedules_of_published_instances_hold_everything_and_claim_nothing_false(long schedules)
    {
        foreach (var (name, criticalPath, optimum) in SampleInstances.Known())
        {
            var instance = Read(name);
            var found = InstanceScheduler.Solve(instance, new() { Schedules = schedules }, TimeProvider.System, CancellationToken.None);

            Assert.Empty(ScheduleChecker.Violations(instance.Network.Problem, found.Levelled.Start, found.Levelled.Makespan));
            Assert.Equal((name, criticalPath), (found.Instance, found.CriticalPath));
            Assert.InRange(optimum, found.Levelled.Bound.Value, found.Levelled.Makespan);
            Assert.True(!found.Levelled.IsOptimal || found.Levelled.Makespan == optimum);
        }
    }

    [Fact]
    public void With_a_count_the_result_is_the_same_again_and_on_two_threads()
    {
        var instance = Read("j3013_9");
        var effort = new InstanceEffort { Schedules = 2_000, Seed = 7 };
        var one = InstanceScheduler.Solve(instance, effort, TimeProvider.System, CancellationToken.None).Levelled;
        var again = InstanceScheduler.Solve(instance, effort, TimeProvider.System, CancellationToken.None).Levelled;
        var two = InstanceScheduler.Solve(instance, effort with { Threads = 2 }, TimeProvider.System, CancellationToken.None).Levelled;

        Assert.Equal(one.Start, again.Start);
        Assert.Equal(one.Start, two.Start);
    }

    [Fact]
    public void Stopped_before_it_begins_it_still_gives_a_schedule()
    {
        var instance = Read("j309_4");
        var found = InstanceScheduler.Solve(instance, new() { Time = TimeSpan.FromHours(1) }, TimeProvider.System, new CancellationToken(canceled: true));

        Assert.Empty(ScheduleChecker.Violations(instance.Network.Problem, found.Levelled.Start, found.Levelled.Makespan));
    }

    [Theory]
    [InlineData(32, 1_000)]
    [InlineData(200, 1_000)]
    [InlineData(1_000, 200)]
    [InlineData(100_000, 10)]
    public void Without_a_wish_large_instances_get_fewer_schedules(int jobs, long schedules)
    {
        Assert.Equal(schedules, new InstanceEffort().SchedulesFor(jobs));
        Assert.Equal(5, new InstanceEffort { Schedules = 5 }.SchedulesFor(jobs));
        Assert.Null(new InstanceEffort { Time = TimeSpan.FromSeconds(1) }.SchedulesFor(jobs));
    }

    private static Instance Read(string name) => InstanceFile.Read(SampleInstances.Path(name + ".sm")).Instance!;
}
