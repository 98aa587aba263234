using System.Collections.Immutable;

namespace Baton.Scheduling;

/// <summary>Open from <paramref name="Start"/> up to and without <paramref name="End"/>.</summary>
public readonly record struct OpenSpan(long Start, long End);

/// <summary>
/// When work makes progress. An activity under a calendar starts in open time, is interrupted by closings alone, and keeps its resources while it is closed.
/// </summary>
/// <param name="Spans">Open time before <paramref name="RepeatFrom"/>, sorted, without overlaps.</param>
/// <param name="RepeatFrom">From here on <paramref name="Pattern"/> repeats for ever.</param>
/// <param name="Period">Length of the pattern; above zero.</param>
/// <param name="Pattern">Open time from 0 to <paramref name="Period"/>, sorted, without overlaps; empty: a calendar that never opens, which is an error.</param>
public sealed record WorkCalendar(ImmutableArray<OpenSpan> Spans, long RepeatFrom, long Period, ImmutableArray<OpenSpan> Pattern);

/// <summary>At most <paramref name="Amount"/> may be charged by the starts within any stretch of time as long as <paramref name="Window"/>.</summary>
public readonly record struct Quota(long Window, long Amount);

/// <summary>Taken from a quota when the activity starts.</summary>
public readonly record struct Charge(int Quota, long Amount);
