using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Simulation.Promises;

/// <summary>How often and when a task may be tried, counted from its events.</summary>
internal sealed class Patient(PlanTask task)
{
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);
    private readonly Dictionary<FailureClass, int> _apart = [];
    private int _spent;
    private int _conflicts;
    private int _disturbances;
    private bool _isReused;

    public PlanTask Task => task;

    /// <summary>The last attempt's failure, until something follows from it.</summary>
    public Failure? Failed { get; private set; }

    public DateTimeOffset? NotBefore { get; set; }

    public bool MayStart { get; set; } = true;

    public bool IsUnproven { get; set; }

    /// <summary>Whose quota its attempt uses.</summary>
    public string? Quota { get; set; }

    public void Fail(Failure failure, bool isFault, bool isReused)
    {
        (Failed, _isReused) = (failure, isReused);
        _disturbances = isFault ? _disturbances + 1 : 0;
        _conflicts += failure.Code == "conflict" ? 1 : 0;
    }

    public void Decided()
    {
        MayStart |= Failed is not null;
        Failed = null;
    }

    public void Probed(bool succeeded)
    {
        IsUnproven &= !succeeded;
        _disturbances += succeeded ? 0 : 1;
    }

    /// <summary>A person gave it another chance.</summary>
    public void StartAnew()
    {
        (_spent, _conflicts, _disturbances, MayStart) = (0, 0, 0, true);
        _apart.Clear();
    }

    public void Count(Failure failure, RunEvent.RetryScheduled r)
    {
        if (r.Spends && CountsApart(failure.Class))
        {
            _apart[failure.Class] = Spent(failure) + 1;
        }
        else if (r.Spends)
        {
            _spent++;
        }
    }

    public bool IsSpent(Failure failure) => !MayBeTried(failure) || Spent(failure) >= Most(failure.Class);

    /// <summary>Null: it may be tried again then.</summary>
    public string? WhyNotAgain(Failure failure, RunEvent.RetryScheduled r, DateTimeOffset at, RecoveryPolicy recovery)
    {
        var pause = r.NotBefore - at;
        return r.Spends switch
        {
            true when IsSpent(failure) => $"{Spent(failure)} retries are spent",
            true when task.Retry.Delays.TryGetValue(failure.Code, out var delay) => pause == delay ? null : $"after {pause} instead of {delay}",
            true => WhyNotAfter(pause, failure.Class),
            false when failure.Code == "interrupted" || _isReused => null,
            false when failure.Code == "conflict" => _conflicts <= task.Retry.Conflicts ? null : $"it conflicted {_conflicts} times",
            false when recovery.Faults.Holds(failure) => WhyNotRecovered(failure, r, pause, recovery),
            _ => "it spends none of its retries",
        };
    }

    private string? WhyNotRecovered(Failure failure, RunEvent.RetryScheduled r, TimeSpan pause, RecoveryPolicy recovery) =>
        recovery.Strategy == RecoveryStrategy.Manual ? "a person is to be asked"
        : _disturbances > recovery.Attempts ? $"it had {_disturbances} faults in a row"
        : !MayBeTried(failure) ? "the plan forbids it"
        : !r.Probe ? "nothing is looked at before"
        : recovery.Strategy != RecoveryStrategy.Immediate && pause <= TimeSpan.Zero && !task.Retry.Delays.ContainsKey(failure.Code) ? "without a pause"
        : null;

    private string? WhyNotAfter(TimeSpan pause, FailureClass of)
    {
        var rule = task.Retry.Classes.GetValueOrDefault(of);
        var (initial, max, spent) = (rule?.Initial ?? task.Retry.Initial, rule?.Max ?? task.Retry.Max, CountsApart(of) ? _apart.GetValueOrDefault(of) : _spent);
        var factor = (rule?.Backoff ?? task.Retry.Backoff) switch
        {
            Backoff.Exponential => Math.Pow(rule?.Multiplier ?? task.Retry.Multiplier, spent),
            Backoff.Linear => spent + 1,
            _ => 1,
        };
        var expected = TimeSpan.FromSeconds(Math.Min(initial.TotalSeconds * factor, max.TotalSeconds));
        return pause < (expected * (1 - task.Retry.Jitter)) - Rounding || pause > (expected * (1 + task.Retry.Jitter)) + Rounding || pause > max ? $"after {pause}, and the plan says {expected}" : null;
    }

    private bool MayBeTried(Failure failure) => failure.Retryable && !task.Retry.Never.Holds(failure) && task.Retry.Only?.Holds(failure) != false;

    private bool CountsApart(FailureClass of) => task.Retry.Classes.GetValueOrDefault(of)?.Retries is not null;

    private int Most(FailureClass of) => task.Retry.Classes.GetValueOrDefault(of)?.Retries ?? task.Retry.Retries;

    private int Spent(Failure failure) => CountsApart(failure.Class) ? _apart.GetValueOrDefault(failure.Class) : _spent;
}
