namespace Baton.Cli.Rendering;

/// <param name="Run">The new run; null: only looked.</param>
/// <param name="From">The old run.</param>
internal sealed record ForkJson(int Code, string? Run, string From, IReadOnlyList<ReusedJson> Reused, IReadOnlyList<AnewJson> Anew);

/// <param name="Attempt">Of the old run.</param>
/// <param name="Key">The digest of everything that led to the work.</param>
/// <param name="Run">Which run has the work.</param>
internal sealed record ReusedJson(string Task, string Run, int Attempt, string Key);

internal sealed record AnewJson(string Task, string Why);
