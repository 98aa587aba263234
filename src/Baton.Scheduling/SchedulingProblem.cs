using System.Collections.Immutable;

namespace Baton.Scheduling;

/// <summary>
/// Activities that need time, predecessors and shares of renewable resources. All times are whole numbers of one unit that the caller
/// chooses, counted from time 0; nothing here knows what the unit is.
/// </summary>
/// <param name="Capacities">How much of each resource there is at every moment; its index is the resource's number.</param>
public sealed record SchedulingProblem(
    ImmutableArray<Activity> Activities,
    ImmutableArray<Precedence> Precedences,
    ImmutableArray<int> Capacities)
{
    /// <summary>Longest horizon that is accepted: the milliseconds that fit a <see cref="TimeSpan"/>.</summary>
    public const long MaxHorizon = 922_337_203_685_477;

    /// <summary>Named by <see cref="Activity.Calendar"/>.</summary>
    public ImmutableArray<WorkCalendar> Calendars { get; init; } = [];

    /// <summary>Named by <see cref="Charge.Quota"/>.</summary>
    public ImmutableArray<Quota> Quotas { get; init; } = [];
}

/// <param name="Duration">Zero or more; an activity of zero length is a milestone and takes no resource.</param>
public sealed record Activity(long Duration)
{
    /// <summary>It starts no sooner than this; zero or more.</summary>
    public long Release { get; init; }

    /// <summary>It has started here and cannot be moved: predecessors and capacities do not hold it. Null for everything still to be placed.</summary>
    public long? FixedStart { get; init; }

    public ImmutableArray<Demand> Demands { get; init; } = [];

    /// <summary>Taken from quotas at its start, also by an activity of zero length.</summary>
    public ImmutableArray<Charge> Charges { get; init; } = [];

    /// <summary>The calendar in which its duration is counted; null: all time is open. One with a fixed start has none.</summary>
    public int? Calendar { get; init; }

    /// <summary>Where two activities are equally urgent the one with the higher figure goes first.</summary>
    public int Priority { get; init; }
}

/// <param name="Amount">Taken from start to finish; zero or more.</param>
public readonly record struct Demand(int Resource, int Amount);

/// <param name="StartLag">
/// <paramref name="After"/> starts no sooner than this long after <paramref name="Before"/> started; zero or more. Finish-to-start is the
/// duration of <paramref name="Before"/> plus any lag, a partial hand-off is a share of it.
/// </param>
public readonly record struct Precedence(int Before, int After, long StartLag)
{
    /// <summary>
    /// How much of <see cref="StartLag"/>, at its end, passes whether or not <see cref="Before"/>'s calendar is open; the rest is work of <see cref="Before"/>.
    /// Without a calendar it makes no difference.
    /// </summary>
    public long Wait { get; init; }
}

/// <summary>Why a problem has no schedule. Indices are those of <see cref="SchedulingProblem"/>.</summary>
public abstract record ProblemError
{
    private ProblemError()
    {
    }

    /// <param name="Activities">Each one precedes the next, and the last precedes the first.</param>
    public sealed record Cycle(ImmutableArray<int> Activities) : ProblemError;

    /// <summary>An activity names one resource twice.</summary>
    public sealed record RepeatedDemand(int Activity, int Resource) : ProblemError;

    public sealed record DemandAboveCapacity(int Activity, int Resource, int Amount, int Capacity) : ProblemError;

    public sealed record ChargeAboveQuota(int Activity, int Quota, long Amount, long Most) : ProblemError;

    /// <summary>A calendar whose pattern has no open time, or whose spans are not sorted within their bounds.</summary>
    public sealed record NeverOpens(int Calendar) : ProblemError;

    /// <summary>A duration, release, fixed start, lag, demand, charge, quota, window or capacity below zero.</summary>
    public sealed record NegativeFigure(string Name, int Index, long Value) : ProblemError;

    public sealed record UnknownActivity(int Precedence, int Activity) : ProblemError;

    public sealed record UnknownResource(int Activity, int Resource) : ProblemError;

    /// <param name="Kind"><c>calendar</c> or <c>quota</c>.</param>
    public sealed record UnknownLimit(int Activity, string Kind, int Index) : ProblemError;

    /// <summary>Everything one after another would end after <see cref="SchedulingProblem.MaxHorizon"/>, or the work does not fit 64 bits.</summary>
    public sealed record HorizonTooLong : ProblemError;
}

/// <summary>A network, or the reasons why there is none.</summary>
public sealed record NetworkReading(Network? Network, ImmutableArray<ProblemError> Errors);
