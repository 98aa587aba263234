using System.Collections.Immutable;

namespace Baton.Scheduling;

/// <summary>
/// Why no schedule is shorter than <see cref="Value"/>, in a form that can be checked without the scheduler. In all of them an activity's head is
/// the earliest start that precedences and releases give; its tail is the least time from its finish to the end of all, by precedences.
/// </summary>
/// <param name="Value">The makespan that no schedule undercuts, in the problem's unit.</param>
public abstract record BoundCertificate(long Value)
{
    /// <summary>The first activity's release, the lags from one to the next, and the last one's duration add up to the value; a fixed start counts as release.</summary>
    public sealed record Path(long Value, ImmutableArray<int> Activities) : BoundCertificate(Value);

    /// <summary>
    /// The activities' work on the resource, with what cannot be used before their heads and after their tails, fills the capacity up to the value:
    /// see <see cref="WorkBefore"/> for the arithmetic. Idle time before counts heads, idle time after counts tails in the same way; both count only
    /// where they cannot fall together, that is where the moment of full use from the front and the one from the back add up to no more than the value,
    /// or where one of them is the smallest head (or tail) of all times the capacity.
    /// </summary>
    /// <param name="Heads">Raised heads, in an order in which each rests on precedences and earlier steps.</param>
    /// <param name="Tails">Raised tails, likewise; read the problem backwards.</param>
    public sealed record Work(
        long Value, int Resource, ImmutableArray<int> Activities, ImmutableArray<WorkBefore> Heads, ImmutableArray<WorkBefore> Tails) : BoundCertificate(Value);
}

/// <summary>
/// Everything in <paramref name="Before"/> must end before <paramref name="Activity"/> starts, so its head is at least <paramref name="Head"/>: the work
/// (duration times demand) of those plus the idle units before it, over the capacity, rounded up, plus the least gap between one of them and the activity.
/// Idle units: the smallest heads, each counted as often as its activity's demand, until they are as many as the capacity; if the demands
/// together are less than the capacity, the smallest head times the capacity.
/// </summary>
public sealed record WorkBefore(int Activity, int Resource, ImmutableArray<int> Before, long Head);
