using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Domain.Plans;

namespace Baton.Engine.Schedules.WhatIf;

/// <summary>The stable JSON shape of <c>plan --with</c>: hours are numbers, ids are strings.</summary>
/// <param name="Code">The exit code: 1 when one of the two has no schedule.</param>
/// <param name="DifferenceHours">Of the makespan; longer is above zero.</param>
public sealed record WhatIfJson(
    int Code, string Plan, ImmutableArray<string> Changes, double DifferenceHours, string Why, WhatIfSideJson Before, WhatIfSideJson After, ImmutableArray<TaskMoveJson> Moves)
{
    public static WhatIfJson From(Plan plan, ScheduleDifference d) => new(
        d.Before.HasErrors || d.After.HasErrors ? 1 : 0, plan.Name, d.Changes, PlanTime.Hours(d.Longer), d.Why, WhatIfSideJson.From(d.Before), WhatIfSideJson.From(d.After),
        [.. d.Moves.Select(TaskMoveJson.From)]);

    /// <summary>Indented, with a final line feed.</summary>
    public string ToText() => JsonSerializer.Serialize(this, WhatIfJsonContext.Default.WhatIfJson) + "\n";
}

public sealed record WhatIfSideJson(
    ImmutableArray<string> Errors, double MakespanHours, double LowerBoundHours, string LowerBoundBy, double GapPercent, bool Optimal, string Limits,
    double DependencyPathHours, ImmutableArray<string> DependencyPath, double SequentialHours, double SpeedUp)
{
    public static WhatIfSideJson From(PlanSchedule s) => new(
        s.Errors, PlanTime.Hours(s.Makespan), PlanTime.Hours(s.LowerBound), s.BoundBy, Math.Round(s.GapPercent, 4), s.IsOptimal, s.LimitsText,
        PlanTime.Hours(s.DependencyPath.Length), [.. s.DependencyPath.Tasks.Select(t => t.Value)], PlanTime.Hours(s.Sequential), Math.Round(s.SpeedUp, 3));
}

/// <param name="BeforeStartHours">Null: the task is new; the same for the other figures of a side.</param>
public sealed record TaskMoveJson(
    string Task, double? BeforeStartHours, double? AfterStartHours, double? BeforeFinishHours, double? AfterFinishHours, double ShiftHours,
    StartReasonJson? Before, StartReasonJson? After)
{
    public static TaskMoveJson From(TaskMove m) => new(
        m.Task.Value, Hours(m.Before?.Start), Hours(m.After?.Start), Hours(m.Before?.Finish), Hours(m.After?.Finish), PlanTime.Hours(m.Shift),
        m.Before is { } b ? StartReasonJson.From(b.Reason) : null, m.After is { } a ? StartReasonJson.From(a.Reason) : null);

    private static double? Hours(TimeSpan? time) => time is { } t ? PlanTime.Hours(t) : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NewLine = "\n", WriteIndented = true)]
[JsonSerializable(typeof(WhatIfJson))]
public sealed partial class WhatIfJsonContext : JsonSerializerContext;
