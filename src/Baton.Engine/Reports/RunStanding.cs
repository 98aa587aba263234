using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Schedules;

namespace Baton.Engine.Reports;

/// <summary>Where a run stands against its plan: the baseline, and what is expected now that some tasks are over. All times are planned time from the start.</summary>
/// <param name="Planned">The makespan before anything had happened.</param>
/// <param name="Expected">With finished tasks as facts and running ones frozen.</param>
/// <param name="Late">Tasks that are over or at work and end later than planned, the latest first.</param>
/// <param name="Pace">Clock time of one planned hour.</param>
public sealed record RunStanding(TimeSpan Planned, TimeSpan Expected, ImmutableArray<LateTask> Late, TimeSpan Pace)
{
    private const int MostTasks = 2_000;

    /// <summary>Null for a run that has not started or is over, for plans without estimates, and for those of more than 2,000 tasks.</summary>
    public static RunStanding? Of(RunState state, RunHistory history, DateTimeOffset now)
    {
        if (state.IsTerminal || state.StartedAt is not { } started || state.Plan.Tasks.Length > MostTasks || state.Plan.Tasks.All(t => t.Estimate.Pessimistic <= TimeSpan.Zero))
        {
            return null;
        }

        var origin = PlanClock.Of(state.Plan, started).Origin;
        var facts = RunFacts.Of(state, now, id => Worked(history, id));
        var (baseline, forecast) = (PlanScheduler.Compute(state.Plan, start: origin), PlanScheduler.Compute(state.Plan, facts, origin));
        if (baseline.HasErrors || forecast.HasErrors)
        {
            return null;
        }

        return new(baseline.Makespan, forecast.Makespan, Lateness(baseline, forecast, facts), state.Plan.HourPace);
    }

    /// <summary><c>planned to end after 38 h; now expected after 40 h (2 h later): T4 +1 h, T9 +30 min</c>.</summary>
    public string Text
    {
        get
        {
            var change = Expected - Planned;
            var how = change == TimeSpan.Zero ? "as planned" : $"{Time(change.Duration())} {(change > TimeSpan.Zero ? "later" : "sooner")}";
            var late = Late.IsEmpty ? "" : $": {string.Join(", ", Late.Take(5).Select(l => $"{l.Task} +{Time(l.By)}"))}";
            return $"planned to end after {Time(Planned)}; now expected after {Time(Expected)} ({how}){late}";
        }
    }

    private string Time(TimeSpan planned) => Markdown.Seconds(planned * (Pace / TimeSpan.FromHours(1)));

    private static (DateTimeOffset Start, DateTimeOffset End)? Worked(RunHistory history, TaskId id) =>
        history.AttemptsOf(id) is [.., { } last] && history.CompletedAt(id) is { } end ? (last.StartedAt ?? last.PlannedAt, end) : null;

    private static ImmutableArray<LateTask> Lateness(PlanSchedule baseline, PlanSchedule forecast, ScheduleFacts facts) =>
    [
        .. forecast.Tasks.Select((t, i) => (Task: t, By: t.Finish - baseline.Tasks[i].Finish))
            .Where(x => x.By > TimeSpan.Zero && facts.Tasks.GetValueOrDefault(x.Task.Id) is TaskFact.Running or TaskFact.Finished)
            .OrderByDescending(x => x.By).Select(x => new LateTask(x.Task.Id, x.By)),
    ];
}

/// <param name="By">How much later than planned it ends.</param>
public sealed record LateTask(TaskId Task, TimeSpan By);

/// <summary>Planned hours; null for a run that is over or has not started.</summary>
public sealed record RunStandingJson(double PlannedHours, double ExpectedHours, ImmutableArray<LateTaskJson> Late)
{
    public static RunStandingJson? Of(RunStanding? standing) => standing is null ? null : new(
        PlanTime.Hours(standing.Planned), PlanTime.Hours(standing.Expected), [.. standing.Late.Select(l => new LateTaskJson(l.Task.Value, PlanTime.Hours(l.By)))]);
}

public sealed record LateTaskJson(string Task, double ByHours);
