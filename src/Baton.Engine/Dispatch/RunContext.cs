using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Journal;
using Baton.Engine.Merging;
using Baton.Engine.Workspaces;

namespace Baton.Engine.Dispatch;

/// <summary>What a run works with: its journal, and the world behind four seams.</summary>
public sealed record RunContext
{
    public required RunId Run { get; init; }
    public required Plan Plan { get; init; }
    public required IJournalStore Journal { get; init; }
    public required IWorkspace Workspaces { get; init; }
    public required IAttemptHost Host { get; init; }
    public required MergeQueue Merges { get; init; }
    public required TimeProvider Time { get; init; }
    public required RunSettings Settings { get; init; }

    public string IntegrationBranch => $"baton/{Run}/integration";
}

/// <summary>How a session behaves; every figure has its default here.</summary>
public sealed record RunSettings
{
    /// <summary>Between the polite and the firm signal to a process tree; 5 s.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Kept of an attempt's output; 64 MiB.</summary>
    public long MaxOutputBytes { get; init; } = 64 << 20;

    /// <summary>Validations at once; the number of processors, at least 2.</summary>
    public int ConcurrentValidations { get; init; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>Stay when only people can move the run on; false: the session ends then.</summary>
    public bool WaitForPeople { get; init; }

    /// <summary>Start nothing new: carry out what is open, such as a rollback, and end.</summary>
    public bool DrainOnly { get; init; }

    /// <summary>The tasks to start; empty: all.</summary>
    public ImmutableArray<TaskId> Selected { get; init; } = [];
}
