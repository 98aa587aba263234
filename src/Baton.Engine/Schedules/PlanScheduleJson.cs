using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Domain.Plans;

namespace Baton.Engine.Schedules;

/// <summary>A schedule as <c>baton plan --json</c> prints it: hours are numbers, ids are strings.</summary>
public sealed record PlanScheduleJson
{
    /// <summary>The exit code: 1 when there is no schedule.</summary>
    public int Code => Errors.IsEmpty ? 0 : 1;
    public required string Plan { get; init; }
    public required ImmutableArray<string> Errors { get; init; }
    public required DependencyPathJson DependencyPath { get; init; }

    /// <summary>Says under which limits <see cref="MakespanHours"/> stands.</summary>
    public required string MakespanLabel { get; init; }
    public required double MakespanHours { get; init; }
    public required double LowerBoundHours { get; init; }
    public required string LowerBoundBy { get; init; }
    public required double GapPercent { get; init; }
    public required bool Optimal { get; init; }
    public required string Limits { get; init; }
    public required double SequentialHours { get; init; }
    public required double SpeedUp { get; init; }
    public required double SavingPercent { get; init; }

    /// <summary>How far the run was; absent for a plan that has not started.</summary>
    public double? NowHours { get; init; }
    public required ImmutableArray<string> Order { get; init; }
    public required ImmutableArray<ImmutableArray<string>> Waves { get; init; }
    public required ImmutableArray<ScheduledTaskJson> Tasks { get; init; }
    public required ImmutableArray<AgentLoadJson> Agents { get; init; }
    public required ImmutableArray<BlockingRowJson> Blocking { get; init; }

    /// <summary>The moment of planned time 0; absent for plans without calendars.</summary>
    public DateTimeOffset? StartsAt { get; init; }
    public BottleneckJson? Bottleneck { get; init; }

    /// <summary>What one more of each limit that is waited for would buy.</summary>
    public required ImmutableArray<LimitWorthJson> Worth { get; init; }
    public required ImmutableArray<SpendStepJson> Spend { get; init; }

    /// <summary>Absent without three-point estimates.</summary>
    public ForecastJson? Forecast { get; init; }

    /// <summary>Absent when no two tasks that could run side by side may write the same files.</summary>
    public ConflictOrderJson? Conflicts { get; init; }

    public static PlanScheduleJson From(Plan plan, PlanSchedule schedule) => new()
    {
        Plan = plan.Name,
        Errors = schedule.Errors,
        DependencyPath = DependencyPathJson.From(schedule.DependencyPath),
        MakespanLabel = schedule.LevelledLabel,
        MakespanHours = PlanTime.Hours(schedule.Makespan),
        LowerBoundHours = PlanTime.Hours(schedule.LowerBound),
        LowerBoundBy = schedule.BoundBy,
        GapPercent = Math.Round(schedule.GapPercent, 4),
        Optimal = schedule.IsOptimal,
        Limits = schedule.LimitsText,
        SequentialHours = PlanTime.Hours(schedule.Sequential),
        SpeedUp = Math.Round(schedule.SpeedUp, 3),
        SavingPercent = Math.Round(schedule.SavingPercent, 2),
        NowHours = schedule.Now is { } now ? PlanTime.Hours(now) : null,
        Order = Ids(schedule.Order),
        Waves = [.. schedule.Waves.Select(Ids)],
        Tasks = [.. schedule.Tasks.Select(ScheduledTaskJson.From)],
        Agents = [.. schedule.Agents.Select(AgentLoadJson.From)],
        StartsAt = schedule.StartsAt,
        Bottleneck = schedule.Bottleneck is { } bottleneck ? BottleneckJson.From(bottleneck) : null,
        Worth = [.. schedule.Worth.Select(LimitWorthJson.Of)],
        Spend = [.. schedule.Spend.Select(SpendStepJson.From)],
        Forecast = schedule.Forecast is { } forecast ? ForecastJson.From(schedule, forecast) : null,
        Conflicts = schedule.Conflicts is { } conflicts ? ConflictOrderJson.From(conflicts) : null,
        Blocking = [.. BlockingTable.Of(plan, schedule).Select(BlockingRowJson.From)],
    };

    /// <summary>Indented, with a final line feed.</summary>
    public string ToText() => JsonSerializer.Serialize(this, PlanScheduleJsonContext.Default.PlanScheduleJson) + "\n";

    internal static ImmutableArray<string> Ids(ImmutableArray<TaskId> ids) => [.. ids.Select(id => id.Value)];
}

/// <param name="Alternatives">The other chains of the same length, at most 99.</param>
/// <param name="Count">How many chains tie, this one included.</param>
public sealed record DependencyPathJson(
    string Label, double Hours, ImmutableArray<string> Tasks, ImmutableArray<ImmutableArray<string>> Alternatives, long Count, bool Truncated)
{
    public static DependencyPathJson From(DependencyPath path) => new(
        PlanSchedule.DependencyLabel,
        PlanTime.Hours(path.Length),
        PlanScheduleJson.Ids(path.Tasks),
        [.. path.All.Skip(1).Select(PlanScheduleJson.Ids)],
        path.Count,
        path.IsTruncated);
}

/// <summary>Earliest, latest and floats by dependencies alone; start, finish and slack under the limits.</summary>
public sealed record ScheduledTaskJson(
    string Id,
    string Title,
    string? Agent,
    string? Group,
    double StartHours,
    double FinishHours,
    double EarliestStartHours,
    double EarliestFinishHours,
    double LatestStartHours,
    double LatestFinishHours,
    double FloatHours,
    double FreeFloatHours,
    double SlackHours,
    bool OnDependencyPath,
    int Wave,
    double WorkHours,
    StartReasonJson WaitsFor)
{
    public static ScheduledTaskJson From(ScheduledTask task) => new(
        task.Id.Value,
        task.Title,
        task.Agent?.Value,
        task.Group?.Value,
        PlanTime.Hours(task.Start),
        PlanTime.Hours(task.Finish),
        PlanTime.Hours(task.EarliestStart),
        PlanTime.Hours(task.EarliestFinish),
        PlanTime.Hours(task.LatestStart),
        PlanTime.Hours(task.LatestFinish),
        PlanTime.Hours(task.TotalFloat),
        PlanTime.Hours(task.FreeFloat),
        PlanTime.Hours(task.Slack),
        task.OnDependencyPath,
        task.Wave,
        PlanTime.Hours(task.Work),
        StartReasonJson.From(task.Reason));
}

public sealed record AgentLoadJson(string? Id, string Title, int? Concurrent, int Tasks, int Peak, double BusyHours, double Utilisation, ImmutableArray<IdleSpanJson> Idle)
{
    public static AgentLoadJson From(AgentLoad load) =>
        new(load.Agent?.Value, load.Title, load.Concurrent, load.TaskCount, load.Peak, PlanTime.Hours(load.Busy), load.Utilisation, [.. load.Idle.Select(IdleSpanJson.From)]);
}

public sealed record BlockingRowJson(
    string Task, ImmutableArray<string> Blocks, ImmutableArray<string> BlockedBy, ImmutableArray<string> Beside, int BesideCount)
{
    public static BlockingRowJson From(BlockingRow row) => new(
        row.Task.Value,
        PlanScheduleJson.Ids(row.Blocks),
        PlanScheduleJson.Ids(row.BlockedBy),
        PlanScheduleJson.Ids(row.Beside),
        row.BesideCount);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NewLine = "\n",
    WriteIndented = true)]
[JsonSerializable(typeof(PlanScheduleJson))]
public sealed partial class PlanScheduleJsonContext : JsonSerializerContext;
