using System.Collections.Immutable;

namespace Baton.Domain.Plans.Checks;

/// <summary>What a schedule under all limits says about a plan, for the figures that are stated about it.</summary>
/// <param name="LowerBound">No schedule ends sooner.</param>
/// <param name="BoundBy">What forces the bound, for example <c>TestEngineer 1 at once</c>.</param>
/// <param name="Starts">Of every task, in the plan's order.</param>
public sealed record ScheduledFigures(TimeSpan Makespan, TimeSpan LowerBound, string BoundBy, ImmutableArray<TimeSpan> Starts, ImmutableArray<TimeSpan> Finishes);
