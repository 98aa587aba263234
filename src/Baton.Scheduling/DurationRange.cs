namespace Baton.Scheduling;

/// <summary>How long an activity may take. Equal figures: exactly that long.</summary>
public readonly record struct DurationRange(long Least, long Likely, long Most);
