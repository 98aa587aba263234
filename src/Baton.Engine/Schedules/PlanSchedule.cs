using System.Collections.Immutable;
using System.Globalization;
using Baton.Domain.Plans;

namespace Baton.Engine.Schedules;

/// <summary>When each task of a plan starts and ends, by dependencies alone and under its limits. All times are planned time from the run's start.</summary>
public sealed record PlanSchedule
{
    /// <summary>Why there is no schedule, one sentence each with the ids and the remedy; empty when there is one. With errors every other figure is empty.</summary>
    public ImmutableArray<string> Errors { get; init; } = [];
    public bool HasErrors => !Errors.IsEmpty;
    public DependencyPath DependencyPath { get; init; } = DependencyPath.Empty;

    /// <summary>The end of the last task under the limits named in <see cref="LimitsText"/>.</summary>
    public TimeSpan Makespan { get; init; }

    /// <summary>No schedule under the same limits ends sooner.</summary>
    public TimeSpan LowerBound { get; init; }

    /// <summary>What forces the lower bound: <c>dependencies</c>, a limit, for example <c>TestEngineer 1 at once</c>, or <see cref="BoundBySearch"/>.</summary>
    public string BoundBy { get; init; } = "";

    /// <summary>No single limit forces the bound: a search refuted everything shorter.</summary>
    public const string BoundBySearch = "dependencies and limits together, proven by search";

    /// <summary>Makespan above the lower bound, in percent of the bound.</summary>
    public double GapPercent { get; init; }

    /// <summary>Proven: no schedule under the same limits is shorter.</summary>
    public bool IsOptimal { get; init; }

    /// <summary>The limits that <see cref="Makespan"/> holds, for example <c>8 agents at once; TestEngineer 1 at once</c>.</summary>
    public string LimitsText { get; init; } = "";

    /// <summary>All tasks one after another.</summary>
    public TimeSpan Sequential { get; init; }

    /// <summary>Sequential time divided by the makespan; 1 when there is nothing to do.</summary>
    public double SpeedUp => Makespan > TimeSpan.Zero ? Sequential / Makespan : 1;

    /// <summary>Makespan below the sequential time, in percent of the sequential time.</summary>
    public double SavingPercent => Sequential > TimeSpan.Zero ? 100 * (1 - (Makespan / Sequential)) : 0;

    /// <summary>In the order of the plan.</summary>
    public ImmutableArray<ScheduledTask> Tasks { get; init; } = [];

    /// <summary>By start under the limits, then by least slack, then by the plan's order; the order in which to dispatch.</summary>
    public ImmutableArray<TaskId> Order { get; init; } = [];
    public ImmutableArray<AgentLoad> Agents { get; init; } = [];

    /// <summary>Tasks by topological level: no task depends on another of its wave, and each depends on one of the wave before.</summary>
    public ImmutableArray<ImmutableArray<TaskId>> Waves { get; init; } = [];

    /// <summary>How far the run was; null for a plan that has not started.</summary>
    public TimeSpan? Now { get; init; }

    /// <summary>The moment at which planned time begins, for plans whose calendars need one; null when none does.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Null for an empty plan.</summary>
    public Bottleneck? Bottleneck { get; init; }

    /// <summary>Every limit on a number that some task waits for, the one that buys most first. Empty when none is waited for, or when it was not asked for.</summary>
    public ImmutableArray<LimitWorth> Worth { get; init; } = [];

    /// <summary>Tokens and money along the schedule; empty when no task has an allowance.</summary>
    public ImmutableArray<SpendStep> Spend { get; init; } = [];

    /// <summary>Null when no task has a three-point estimate, or when none was asked for.</summary>
    public ScheduleForecast? Forecast { get; init; }

    /// <summary>Null when no two tasks that could run side by side may write the same files, or when the plan switched it off.</summary>
    public ConflictOrder? Conflicts { get; init; }

    public const string DependencyLabel = "by dependencies alone";

    /// <summary>What stands before the makespan wherever it is shown.</summary>
    public string LevelledLabel => $"under limits ({LimitsText})";

    /// <summary>The makespan's standing: <c>lower bound 38 h, optimal</c> or <c>lower bound 36 h, gap 5.6 %</c>.</summary>
    public string BoundText =>
        $"lower bound {PlanTime.Text(LowerBound)}, {(IsOptimal ? "optimal" : GapText)}";

    private string GapText => GapPercent < 0.1
        ? "gap below 0.1 %"
        : string.Create(CultureInfo.InvariantCulture, $"gap {Math.Round(GapPercent, 1)} %");
}

/// <summary>The longest chain by dependencies alone.</summary>
/// <param name="Tasks">Of the chains that tie, the one whose tasks come first in the plan.</param>
/// <param name="All">Every chain that ties, at most 100.</param>
/// <param name="Count">How many there are; <see cref="long.MaxValue"/> for that many or more.</param>
public sealed record DependencyPath(TimeSpan Length, ImmutableArray<TaskId> Tasks, ImmutableArray<ImmutableArray<TaskId>> All, long Count)
{
    public static readonly DependencyPath Empty = new(TimeSpan.Zero, [], [], 0);
    public bool IsTruncated => All.Length < Count;
}

/// <summary>One task in a schedule. Earliest, latest and floats are by dependencies alone; start, finish and slack under the limits.</summary>
public sealed record ScheduledTask
{
    public required TaskId Id { get; init; }
    public required string Title { get; init; }
    public AgentId? Agent { get; init; }
    public GroupId? Group { get; init; }
    public TimeSpan Start { get; init; }
    public TimeSpan Finish { get; init; }
    public TimeSpan EarliestStart { get; init; }
    public TimeSpan EarliestFinish { get; init; }
    public TimeSpan LatestStart { get; init; }
    public TimeSpan LatestFinish { get; init; }

    /// <summary>Delay that leaves the dependency path as long as it is.</summary>
    public TimeSpan TotalFloat { get; init; }

    /// <summary>Delay that moves no other task's earliest start.</summary>
    public TimeSpan FreeFloat { get; init; }

    /// <summary>Delay that leaves the makespan as it is under the limits, if the tasks after it move along.</summary>
    public TimeSpan Slack { get; init; }

    /// <summary>Lies on one of the dependency paths that tie.</summary>
    public bool OnDependencyPath { get; init; }

    /// <summary>From 1.</summary>
    public int Wave { get; init; }

    /// <summary>Planned working time; less than <see cref="Finish"/> less <see cref="Start"/> when closed hours lie between.</summary>
    public TimeSpan Work { get; init; }

    /// <summary>Why it starts no sooner under the limits.</summary>
    public StartReason Reason { get; init; } = StartReason.AtOnce;
}

/// <param name="Agent">Null: tasks that no one owns.</param>
/// <param name="Concurrent">Its limit; null when it has none of its own.</param>
/// <param name="Busy">Sum over its tasks.</param>
/// <param name="Peak">Most of its tasks at once in the levelled schedule.</param>
/// <param name="Utilisation">Busy time over makespan times limit (times <paramref name="Peak"/> without a limit), 0 to 1.</param>
public sealed record AgentLoad(AgentId? Agent, string Title, int? Concurrent, int TaskCount, TimeSpan Busy, int Peak, double Utilisation)
{
    /// <summary>When it does nothing between the start and its last task, in order of time, with what it waits for.</summary>
    public ImmutableArray<IdleSpan> Idle { get; init; } = [];

    /// <summary>When its calendar is closed, up to the makespan; empty without a calendar.</summary>
    public ImmutableArray<ClosedSpan> Closed { get; init; } = [];
}
