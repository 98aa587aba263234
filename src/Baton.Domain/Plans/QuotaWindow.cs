namespace Baton.Domain.Plans;

/// <summary>What attempts that start within any stretch of planned time as long as the window may use together. At least one figure is set.</summary>
/// <param name="Window">Planned time; rolling, so that it holds wherever the provider's own window begins.</param>
/// <param name="Tokens">Against the tasks' allowances; a task without one takes nothing from it.</param>
/// <param name="Attempts">Starts.</param>
/// <param name="Model">Counts tasks of agents with this model alone; null: all that the place of the window covers.</param>
public sealed record QuotaWindow(TimeSpan Window, Tokens? Tokens = null, Money? Money = null, int? Attempts = null, string? Model = null);
