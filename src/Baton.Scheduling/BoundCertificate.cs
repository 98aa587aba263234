using System.Collections.Immutable;

namespace Baton.Scheduling;

/// <summary>
/// Why no schedule is shorter than <see cref="Value"/>, in a form that can be checked without the scheduler. An activity's head is a time before
/// which it cannot start; its tail is the least time from its finish to the end of all. Both begin with what releases and precedences give (a fixed
/// start counts as a release, precedences into it do not hold) and are raised by <see cref="WorkBefore"/>.
/// </summary>
/// <param name="Value">The makespan that no schedule undercuts, in the problem's unit.</param>
public abstract record BoundCertificate(long Value)
{
    /// <summary>The first activity's release, the lags from one to the next, and the last one's duration add up to the value.</summary>
    public sealed record Path(long Value, ImmutableArray<int> Activities) : BoundCertificate(Value);

    /// <summary>One activity's head, duration and tail add up to the value.</summary>
    /// <param name="Heads">In an order in which each rests on precedences and earlier steps.</param>
    /// <param name="Tails">Likewise, with time read backwards from the end.</param>
    public sealed record Between(long Value, int Activity, ImmutableArray<WorkBefore> Heads, ImmutableArray<WorkBefore> Tails) : BoundCertificate(Value);

    /// <summary>
    /// The activities' work on the resource (duration times demand) does not fit into one unit of time less than the value, T: in the slot from t to
    /// t + 1 no more can be used than the capacity, the demands of those with a head up to t, or the demands of those with a tail up to T - 1 - t.
    /// </summary>
    /// <param name="Heads">As in <see cref="Between"/>.</param>
    /// <param name="Tails">As in <see cref="Between"/>.</param>
    public sealed record Work(
        long Value, int Resource, ImmutableArray<int> Activities, ImmutableArray<WorkBefore> Heads, ImmutableArray<WorkBefore> Tails) : BoundCertificate(Value);

    /// <summary>
    /// Every schedule of less than the value runs into a contradiction. Times in the steps are in units: the unit divides every duration, lag and
    /// release, so some shortest schedule has all starts on multiples of it. Nothing is fixed. The steps are clauses; each follows from releases,
    /// precedences, "the end is before the value" and earlier steps, and the last one is an empty <see cref="RefutationStep.Learnt"/>.
    /// </summary>
    public sealed record Refutation(long Value, long Unit, ImmutableArray<RefutationStep> Steps) : BoundCertificate(Value);
}

/// <summary>
/// Everything in <paramref name="Before"/> must end before <paramref name="Activity"/> starts, so its head is at least <paramref name="Head"/>: with g the
/// least gap that precedences leave between one of them and the activity, their work on the resource does not fit before <c>Head - g - 1</c> when in
/// the slot from t to t + 1 no more can be used than the capacity or the demands of those with a head up to t.
/// </summary>
public sealed record WorkBefore(int Activity, int Resource, ImmutableArray<int> Before, long Head);

/// <summary>A statement on when an activity starts; the activity one above the last stands for the end of all.</summary>
/// <param name="IsLatest">True: starts at the time or sooner. False: at the time or later.</param>
public readonly record struct StartBound(int Activity, bool IsLatest, int Time)
{
    public StartBound Opposite => new(Activity, !IsLatest, IsLatest ? Time + 1 : Time - 1);
}

/// <summary>A clause of a refutation: at least one of <see cref="AtLeastOne"/> holds in every schedule.</summary>
public abstract record RefutationStep(ImmutableArray<StartBound> AtLeastOne)
{
    /// <summary>
    /// If none held, the activities would have to use more of the resource between the two times than there is: what each must use is the least
    /// that any of its starts within the opposites of the clause puts there.
    /// </summary>
    /// <param name="To">Not included.</param>
    public sealed record Overload(int Resource, int From, int To, ImmutableArray<StartBound> AtLeastOne) : RefutationStep(AtLeastOne);

    /// <summary>
    /// Reverse unit propagation: assume that none holds, then repeat what precedences and the earlier clauses with a single open statement give;
    /// it ends in a contradiction. E. Goldberg, Y. Novikov, "Verification of proofs of unsatisfiability for CNF formulas", 2003.
    /// </summary>
    public sealed record Learnt(ImmutableArray<StartBound> AtLeastOne) : RefutationStep(AtLeastOne);
}
