namespace Baton.Domain.Plans;

/// <summary>
/// From clock time of a run to the moment that the plan's calendars see. With real hours they are the same; when <see cref="Plan.HourPace"/> makes hours
/// shorter, calendars and windows pass as fast as the work does, from the plan's own start if it names one.
/// </summary>
/// <param name="Origin">The planned moment at which the run starts.</param>
/// <param name="StartedAt">The clock's moment of the same.</param>
/// <param name="Pace">Clock time of one planned hour.</param>
public readonly record struct PlanClock(DateTimeOffset Origin, DateTimeOffset StartedAt, TimeSpan Pace)
{
    public static PlanClock Of(Plan plan, DateTimeOffset startedAt)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var isReal = plan.HourPace == TimeSpan.FromHours(1);
        return new(isReal ? startedAt : plan.Start ?? startedAt, startedAt, plan.HourPace);
    }

    private double Speed => TimeSpan.FromHours(1) / Pace;

    public DateTimeOffset ToPlanned(DateTimeOffset clock) => Origin + ((clock - StartedAt) * Speed);

    /// <summary>Rounded up to a millisecond, so that a timer set for it is never too soon.</summary>
    public DateTimeOffset ToClock(DateTimeOffset planned)
    {
        var after = (planned - Origin) / Speed;
        return StartedAt + TimeSpan.FromMilliseconds(Math.Ceiling(after.TotalMilliseconds));
    }
}
