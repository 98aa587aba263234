using System.Collections.Immutable;
using Baton.Domain.Runs;

namespace Baton.Domain.Plans;

/// <summary>Which failures of a task are tried again, how often and after which pause.</summary>
public sealed record RetryPolicy
{
    /// <summary>Most retries: ten attempts in all.</summary>
    public const int MostRetries = 9;

    public const double MostMultiplier = 10;

    public const double MostJitter = 0.1;

    public static readonly TimeSpan LeastInitial = TimeSpan.FromMilliseconds(100);

    public static readonly TimeSpan MostInitial = TimeSpan.FromSeconds(60);

    public static readonly TimeSpan MostPause = TimeSpan.FromSeconds(300);

    /// <summary>Attempts after the first, 0 to <see cref="MostRetries"/>.</summary>
    public int Retries { get; init; } = 2;
    public Backoff Backoff { get; init; } = Backoff.Exponential;

    /// <summary>The first pause, <see cref="LeastInitial"/> to <see cref="MostInitial"/>.</summary>
    public TimeSpan Initial { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, at most <see cref="MostPause"/>; also a bound for what jitter adds.</summary>
    public TimeSpan Max { get; init; } = MostPause;

    /// <summary>Growth per retry of the exponential backoff, 1 to <see cref="MostMultiplier"/>.</summary>
    public double Multiplier { get; init; } = 2;

    /// <summary>The share by which a pause may be longer or shorter, 0 to <see cref="MostJitter"/>; decided by run, task and attempt.</summary>
    public double Jitter { get; init; } = MostJitter;

    /// <summary>Conflicts at the merge that are tried again, on the new base, before a person looks.</summary>
    public int Conflicts { get; init; } = 3;

    /// <summary>Only these failures are tried again; null: all that can be.</summary>
    public FailureSet? Only { get; init; }

    /// <summary>These failures are never tried again; goes before <see cref="Only"/>.</summary>
    public FailureSet Never { get; init; } = FailureSet.None;

    /// <summary>Pauses by failure code, taken as they are instead of the backoff.</summary>
    public ImmutableSortedDictionary<string, TimeSpan> Delays { get; init; } = ImmutableSortedDictionary<string, TimeSpan>.Empty;

    /// <summary>What is different for failures of a class.</summary>
    public ImmutableSortedDictionary<FailureClass, RetryRule> Classes { get; init; } = ImmutableSortedDictionary<FailureClass, RetryRule>.Empty;

    /// <summary>The policy with what is different for a class.</summary>
    public RetryPolicy For(FailureClass of) => Classes.TryGetValue(of, out var rule)
        ? this with
        {
            Retries = rule.Retries ?? Retries,
            Backoff = rule.Backoff ?? Backoff,
            Initial = rule.Initial ?? Initial,
            Max = rule.Max ?? Max,
            Multiplier = rule.Multiplier ?? Multiplier,
        }
        : this;

    /// <summary>Failures of this class have retries of their own instead of the task's common ones.</summary>
    public bool CountsApart(FailureClass of) => Classes.TryGetValue(of, out var rule) && rule.Retries is not null;
}

/// <summary>What is different for failures of one class; null: as in the policy.</summary>
/// <param name="Retries">Counted for this class alone.</param>
public sealed record RetryRule(int? Retries, Backoff? Backoff, TimeSpan? Initial, TimeSpan? Max, double? Multiplier);

public enum Backoff
{
    Exponential,
    Linear,
    Fixed,
}
