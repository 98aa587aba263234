using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Engine.Schedules;

/// <summary>Time in which an agent has nothing to do although tasks of its own are still to come.</summary>
/// <param name="Next">The task that it does next.</param>
/// <param name="Reason">What that task waits for.</param>
public sealed record IdleSpan(TimeSpan Start, TimeSpan Finish, TaskId Next, StartReason Reason);

/// <summary>What limits the makespan most.</summary>
/// <param name="Name">A limit as <see cref="PlanSchedule.LimitsText"/> spells it, or <c>dependencies</c>.</param>
/// <param name="Held">Planned time for which the chain that ends last waits for it, each hour once; zero for dependencies.</param>
/// <param name="Text">One sentence.</param>
public sealed record Bottleneck(string Name, TimeSpan Held, string Text);

/// <summary>What one more of a limit would buy.</summary>
/// <param name="Key">How <c>--with</c> names it: <c>concurrent</c>, <c>agent.backend</c>, <c>group.A</c>, <c>model.opus</c>, <c>resource.gpu</c>.</param>
/// <param name="From">The limit as it is.</param>
/// <param name="To">The limit it was solved with.</param>
/// <param name="Makespan">With <paramref name="To"/>.</param>
/// <param name="Saved">Makespan less; zero when it buys nothing.</param>
/// <param name="IsProven">The makespan with <paramref name="To"/> is optimal, so that more cannot be had from this limit alone by one more.</param>
public sealed record LimitWorth(string Key, string Text, int From, int To, TimeSpan Makespan, TimeSpan Saved, bool IsProven);

/// <summary>One hour (or one of equal longer steps) of the levelled schedule; a task's allowance is spread evenly over its time.</summary>
/// <param name="Tokens">Planned to be used in this step.</param>
/// <param name="TokensReserved">Reserved at its start for tasks at work: their allowances, less nothing, until they end.</param>
/// <param name="TokensLeft">Neither spent nor reserved at its end; null without a limit. May be negative.</param>
public sealed record SpendStep(
    TimeSpan Start, TimeSpan Finish, long Tokens, decimal Usd, long TokensReserved, decimal UsdReserved, long? TokensLeft, decimal? UsdLeft);

/// <summary>How the finish is spread when tasks take between their optimistic and pessimistic time.</summary>
/// <param name="Samples">How often the plan was run through.</param>
/// <param name="DeadlineChance">Share of samples that end within the plan's deadline, 0 to 1; null without a deadline.</param>
/// <param name="Criticality">Per task, in the plan's order: share of samples in which a delay of it would have delayed the finish, 0 to 1.</param>
/// <param name="Basis">What the spread is drawn from, for example <c>PERT-beta of three-point estimates</c>.</param>
public sealed record ScheduleForecast(
    int Samples, ulong Seed, TimeSpan Mean, TimeSpan P50, TimeSpan P80, TimeSpan P95, double? DeadlineChance,
    ImmutableArray<double> Criticality, string Basis);

/// <summary>Two tasks that may write the same files.</summary>
/// <param name="Overlap">The two paths or globs that overlap.</param>
/// <param name="Apart">The schedule keeps them apart.</param>
public sealed record ConflictPair(TaskId First, TaskId Second, string Overlap, bool Apart);

/// <summary>What it costs to keep tasks apart that may write the same files.</summary>
/// <param name="Cost">Makespan added; zero when it was free.</param>
/// <param name="MostPercent">The most that it may cost, in percent of the makespan without.</param>
public sealed record ConflictOrder(ImmutableArray<ConflictPair> Pairs, TimeSpan Cost, double MostPercent);
