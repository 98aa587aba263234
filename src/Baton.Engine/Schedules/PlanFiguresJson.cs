using System.Collections.Immutable;
using System.Text.Json;

namespace Baton.Engine.Schedules;

/// <param name="Cause"><c>atOnce</c>, <c>predecessor</c>, <c>barrier</c>, <c>limit</c>, <c>quota</c>, <c>calendar</c>, <c>conflict</c>, <c>now</c>, <c>fact</c> or <c>choice</c>.</param>
/// <param name="Tasks">Those that it waits for, or that hold the limit.</param>
/// <param name="Text">The same in words, as the end of "waits for".</param>
public sealed record StartReasonJson(string Cause, ImmutableArray<string> Tasks, string? Limit, string Text)
{
    public static StartReasonJson From(StartReason reason) =>
        new(JsonNamingPolicy.CamelCase.ConvertName(reason.Cause.ToString()), [.. reason.Tasks.Select(t => t.Value)], reason.Limit, reason.Text);
}

public sealed record IdleSpanJson(double StartHours, double FinishHours, string Next, StartReasonJson WaitsFor)
{
    public static IdleSpanJson From(IdleSpan idle) =>
        new(PlanTime.Hours(idle.Start), PlanTime.Hours(idle.Finish), idle.Next.Value, StartReasonJson.From(idle.Reason));
}

public sealed record BottleneckJson(string Name, double HeldHours, string Text)
{
    public static BottleneckJson From(Bottleneck b) => new(b.Name, PlanTime.Hours(b.Held), b.Text);
}

/// <param name="Key">As <c>--with</c> names it.</param>
public sealed record LimitWorthJson(string Key, string Limit, int From, int To, double MakespanHours, double SavedHours, bool Optimal)
{
    public static LimitWorthJson Of(LimitWorth w) => new(w.Key, w.Text, w.From, w.To, PlanTime.Hours(w.Makespan), PlanTime.Hours(w.Saved), w.IsProven);
}

public sealed record SpendStepJson(
    double StartHours, double FinishHours, long Tokens, decimal Usd, long TokensReserved, decimal UsdReserved, long? TokensLeft, decimal? UsdLeft)
{
    public static SpendStepJson From(SpendStep s) =>
        new(PlanTime.Hours(s.Start), PlanTime.Hours(s.Finish), s.Tokens, s.Usd, s.TokensReserved, s.UsdReserved, s.TokensLeft, s.UsdLeft);
}

public sealed record ForecastJson(
    int Samples, ulong Seed, string Basis, double MeanHours, double P50Hours, double P80Hours, double P95Hours, double? DeadlineChance,
    ImmutableArray<CriticalityJson> Criticality)
{
    public static ForecastJson From(PlanSchedule schedule, ScheduleForecast f) => new(
        f.Samples, f.Seed, f.Basis, PlanTime.Hours(f.Mean), PlanTime.Hours(f.P50), PlanTime.Hours(f.P80), PlanTime.Hours(f.P95), f.DeadlineChance,
        [.. schedule.Tasks.Select((t, i) => new CriticalityJson(t.Id.Value, f.Criticality[i]))]);
}

/// <param name="Index">Share of samples in which the task lies on the chain that ends last.</param>
public sealed record CriticalityJson(string Task, double Index);

public sealed record ConflictOrderJson(double CostHours, double MostPercent, ImmutableArray<ConflictPairJson> Pairs)
{
    public static ConflictOrderJson From(ConflictOrder c) => new(
        PlanTime.Hours(c.Cost), Math.Round(c.MostPercent, 4), [.. c.Pairs.Select(p => new ConflictPairJson(p.First.Value, p.Second.Value, p.Overlap, p.Apart))]);
}

/// <param name="Apart">The schedule keeps them apart.</param>
public sealed record ConflictPairJson(string First, string Second, string Overlap, bool Apart);
