using Baton.Domain.Plans;
using Baton.Engine.Schedules;
using Xunit;

namespace Baton.Engine.Tests.Schedules;

/// <summary>What earlier runs tell changes the forecast and the order, never the estimates of the schedule.</summary>
public sealed class TaskHistoryTests
{
    private static readonly Plan TwoTasks = SamplePlans.Make("two", null, new Limits { Conflicts = 0.1 }, ["dev"], [], [Task("a", 2), Task("b", 2)]);

    [Fact]
    public void Forecast_ThreeRunsOfATask_IsDrawnFromThemAlone()
    {
        var history = new TaskHistory();
        foreach (var hours in new[] { 5.0, 6, 9 })
        {
            history.AddRun();
            history.Add(new("a"), new("dev"), TimeSpan.FromHours(hours), Estimate.Exactly(TimeSpan.FromHours(2)), []);
        }

        var schedule = PlanScheduler.Compute(TwoTasks, history: history);
        var forecast = PlanAnalysis.Complete(TwoTasks, schedule, history: history).Forecast!;

        Assert.Equal(2, schedule.Makespan.TotalHours);
        Assert.InRange(forecast.P50.TotalHours, 5, 9);
        Assert.Equal("PERT-beta; 1 tasks by their times in 3 earlier runs, 1 by how their agents kept estimates, 0 by estimates", forecast.Basis);
    }

    [Fact]
    public void Forecast_OneRunOfATask_WidensItsEstimate()
    {
        var history = new TaskHistory();
        history.AddRun();
        history.Add(new("a"), null, TimeSpan.FromHours(20), Estimate.Exactly(TimeSpan.FromHours(2)), []);

        var forecast = PlanAnalysis.Complete(TwoTasks, PlanScheduler.Compute(TwoTasks), history: history).Forecast!;

        Assert.InRange(forecast.P50.TotalHours, 2, 10);
        Assert.InRange(forecast.P95.TotalHours, forecast.P50.TotalHours, 20);
    }

    [Fact]
    public void Forecast_WithoutHistoryOrSpread_IsAbsent() =>
        Assert.Null(PlanAnalysis.Complete(TwoTasks, PlanScheduler.Compute(TwoTasks), history: new TaskHistory()).Forecast);

    [Fact]
    public void Compute_TasksThatChangedTheSameFile_AreKeptApartWhenItCostsLittle()
    {
        var plan = TwoTasks with { Tasks = [.. TwoTasks.Tasks, Task("long", 40)] };
        var history = new TaskHistory();
        history.AddRun();
        history.Add(new("a"), null, TimeSpan.FromHours(2), Estimate.Unknown, ["src/shared.cs", "src/a.cs"]);
        history.Add(new("b"), null, TimeSpan.FromHours(2), Estimate.Unknown, ["src/b.cs", "src/shared.cs"]);

        Assert.Null(PlanScheduler.Compute(plan).Conflicts);
        var schedule = PlanScheduler.Compute(plan, history: history);

        var pair = Assert.Single(schedule.Conflicts!.Pairs);
        Assert.True(pair.Apart);
        Assert.Equal("src/shared.cs, which both changed in earlier runs", pair.Overlap);
        Assert.True(schedule.Tasks[0].Finish <= schedule.Tasks[1].Start || schedule.Tasks[1].Finish <= schedule.Tasks[0].Start);
    }

    private static PlanTask Task(string id, double hours) => SamplePlans.Task(id, id, hours, "dev", null);
}
