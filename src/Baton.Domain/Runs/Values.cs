using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Domain.Runs;

/// <summary>Names a run: the UTC start as <c>yyyyMMdd-HHmmss</c> and four random hex digits, so that names sort by age.</summary>
public readonly record struct RunId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>One try of one task in one run; <see cref="Number"/> counts from 1.</summary>
public readonly record struct AttemptId(TaskId Task, int Number)
{
    public override string ToString() => $"{Task.Value}#{Number}";
}

public enum RunStatus
{
    Planned,
    Running,
    Paused,
    Succeeded,
    Failed,
    Cancelled,
}

public enum TaskStatus
{
    Pending,
    Queued,
    Spawned,
    InProgress,
    AwaitingApproval,
    Blocked,
    Parked,
    Validating,
    Merging,
    Complete,
    Failed,
    DeadLettered,
    Cancelled,
    RolledBack,
    Skipped,
}

/// <summary>A process that can be recognised after a restart.</summary>
/// <param name="StartTicks">Start time in clock ticks since boot, as the kernel tells it.</param>
/// <param name="BootId">Which boot the ticks count from.</param>
public sealed record ProcessIdentity(int Pid, long StartTicks, string BootId);

/// <summary>Where an attempt works.</summary>
/// <param name="Path">Its working folder.</param>
/// <param name="BaseCommit">The commit it started from; null for kinds without one.</param>
/// <param name="Branch">The attempt's branch, short name; null for kinds without one.</param>
public sealed record WorkspaceInfo(WorkspaceKind Kind, string Path, string? BaseCommit, string? Branch);

/// <summary>What an attempt says it used. Null is "not measured", never zero.</summary>
public sealed record Usage
{
    public Tokens? Input { get; init; }
    public Tokens? Output { get; init; }
    public Tokens? Cached { get; init; }
    public Money? Cost { get; init; }
    public string? Model { get; init; }
    public string? SessionId { get; init; }
    public int? Turns { get; init; }

    /// <summary>Summed up from what was seen before the program could tell the whole: at least so much.</summary>
    public bool Partial { get; init; }

    public static readonly Usage NotMeasured = new();

    /// <summary>Input and output together; null when neither was measured, or when one of them cannot be.</summary>
    public Tokens? Total => Input is null && Output is null || IsImpossible ? null : new((Input?.Count ?? 0) + (Output?.Count ?? 0));

    /// <summary>It tells of tokens below zero, or of more than there are.</summary>
    public bool IsImpossible => Input is { IsPossible: false } || Output is { IsPossible: false };
}

/// <summary>How an attempt's process ended.</summary>
/// <param name="ExitCode">The exit code; 128 + signal as shells say it; null when it was never learnt (the machine went down).</param>
/// <param name="Stopped">Why Baton ended it; null when it ended by itself.</param>
/// <param name="Said">What the agent said of itself at the end; shown, never believed.</param>
/// <param name="Survivors">Processes of the attempt that were still there afterwards and were ended.</param>
/// <param name="OutputBytes">What it printed, in bytes, including what was not kept.</param>
public sealed record AttemptExit(int? ExitCode, StopReason? Stopped, Usage Usage, string? Said, int Survivors, long OutputBytes)
{
    /// <summary>A limit of the provider, when the driver recognised one.</summary>
    public QuotaLimit? Quota { get; init; }

    /// <summary>An error that the driver recognised in the stream, although the exit code may be 0.</summary>
    public string? Error { get; init; }
}

/// <param name="Until">When it resets.</param>
/// <param name="Guessed">The provider did not say; the time is ours.</param>
public sealed record QuotaLimit(DateTimeOffset Until, bool Guessed, string Message);

public enum StopReason
{
    Timeout,
    Silence,
    Cancelled,
    Interrupted,
    RunTimeout,

    /// <summary>The budget is used up, or the plan stops what is beyond its allowance.</summary>
    Budget,
}

/// <summary>A commit that holds everything an attempt left behind.</summary>
/// <param name="Commit">The commit under the attempt's ref; equal to the base when nothing changed.</param>
/// <param name="Ref">The ref that keeps it.</param>
/// <param name="Changes">What differs from the base.</param>
/// <param name="Salvaged">Some of it had not been committed by the agent.</param>
/// <param name="Problems">What looked wrong while capturing (history rewritten, a foreign branch moved, ...).</param>
public sealed record CapturedWork(string BaseCommit, string Commit, string Tree, string Ref, ImmutableArray<FileChange> Changes, bool Salvaged, ImmutableArray<string> Problems)
{
    /// <summary>What the attempt did that none may do, and that was undone; work with violations is not judged.</summary>
    public ImmutableArray<string> Violations { get => field.IsDefault ? [] : field; init; }

    public bool IsEmpty => Changes.IsEmpty;
}

/// <summary>One setting of git that a run may use.</summary>
public sealed record GitSetting(string Name, string Value);

public sealed record FileChange(string Path, FileChangeKind Kind, string? OldPath = null);

public enum FileChangeKind
{
    Added,
    Modified,
    Deleted,
    Renamed,
    TypeChanged,
}

/// <summary>Who must act on a failure.</summary>
public enum FailureClass
{
    Agent,
    Task,
    Budget,
    Quota,
    Operator,
    Ours,
}

/// <param name="Code">Stable, for example <c>exit-code</c>, <c>evidence</c>, <c>nothing-done</c>, <c>timeout</c>, <c>conflict</c>.</param>
/// <param name="Message">What happened, to which id, and what to do next.</param>
public sealed record Failure(FailureClass Class, string Code, string Message, bool Retryable);
