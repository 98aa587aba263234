using System.Collections.Immutable;

namespace Baton.Domain.Plans;

/// <summary>A unit of work with one owner.</summary>
public sealed record PlanTask
{
    public required TaskId Id { get; init; }
    public required string Title { get; init; }

    /// <summary>Who does it; null when the plan names no one, which <c>check</c> warns about and <c>run</c> refuses.</summary>
    public AgentId? Agent { get; init; }
    public Estimate Estimate { get; init; } = Estimate.Unknown;
    public ImmutableArray<Need> Needs { get; init; } = [];
    public ImmutableArray<TaskInput> Inputs { get; init; } = [];
    public ImmutableArray<TaskOutput> Outputs { get; init; } = [];
    public ImmutableArray<ValidatorSpec> Verify { get; init; } = [];
    public Allowance Allowance { get; init; } = new();

    /// <summary>What happens beyond 1.2 times the allowance; null: its agent's.</summary>
    public Degrade? Degrade { get; init; }

    /// <summary>Named resources of which it needs one each, from its start until its work is merged or has failed.</summary>
    public ImmutableArray<string> Exclusive { get; init; } = [];
    public Priority Priority { get; init; } = Priority.Normal;
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Longest clock time from lacking nothing but a place until an attempt is started; null: any.</summary>
    public TimeSpan? StartWithin { get; init; }

    /// <summary>Longest silence (no output, and no file changed in the workspace) before the attempt is stopped; null: never.</summary>
    public TimeSpan? Heartbeat { get; init; }
    public RetryPolicy Retry { get; init; } = new();
    public Authority Authority { get; init; } = new();
    public GroupId? Group { get; init; }
    public WorkspaceKind Workspace { get; init; } = WorkspaceKind.Worktree;

    /// <summary>The command of this task; used instead of the agent's own by the <c>shell</c> driver.</summary>
    public Command? Run { get; init; }

    /// <summary>What the agent is asked to do, in prose.</summary>
    public string? Instructions { get; init; }
    public ImmutableArray<string> EntryPoints { get; init; } = [];
    public ImmutableArray<string> Related { get; init; } = [];
    public ImmutableArray<EnvironmentGrant> Environment { get; init; } = [];
    public string? Rollback { get; init; }

    /// <summary>Start and finish that documents state.</summary>
    public ImmutableArray<Statement> Stated { get; init; } = [];
}

/// <param name="Task">The predecessor.</param>
/// <param name="Lag">Planned time that must pass after it.</param>
/// <param name="Share">How much of the predecessor must be done, above 0 and at most 1; a run treats a partial hand-off as finish-to-start until hand-offs exist.</param>
public sealed record Need(TaskId Task, TimeSpan Lag = default, double Share = 1);

public sealed record TaskInput(string Path, string? Section = null);

/// <param name="Path">Path or glob, relative to the repository, with forward slashes.</param>
/// <param name="Amends">The task that owns this path and whose work this task changes afterwards; null when this task owns it.</param>
public sealed record TaskOutput(string Path, TaskId? Amends = null, string? Type = null);

public sealed record Allowance(Tokens? Tokens = null, Money? Money = null);

public enum Priority
{
    Low,
    Normal,
    High,
    Critical,
}

public enum WorkspaceKind
{
    /// <summary>A git worktree and a branch per attempt.</summary>
    Worktree,

    /// <summary>A repository of the attempt's own, for an agent that is not trusted with the git folder of the real one.</summary>
    Clone,

    /// <summary>The repository's own work tree; nothing is captured or merged.</summary>
    Shared,

    /// <summary>An empty folder; nothing is captured or merged.</summary>
    None,
}

public static class WorkspaceKinds
{
    /// <summary>What is done there becomes a commit, which is judged and merged.</summary>
    public static bool MakesCommits(this WorkspaceKind kind) => kind is WorkspaceKind.Worktree or WorkspaceKind.Clone;
}

/// <param name="Write">Globs beyond the outputs that the task may write; <c>**</c> for everything that is not protected.</param>
/// <param name="SubAgentDepth">How deep it may start sub-agents; 0: not at all.</param>
public sealed record Authority(ImmutableArray<string> Write, int SubAgentDepth = 0)
{
    public Authority() : this([])
    {
    }
}

/// <summary>A command line: either words, or a text for <c>/bin/sh -c</c>.</summary>
public sealed record Command(ImmutableArray<string> Words, string? Shell = null)
{
    public static Command FromShell(string text) => new([], text);

    /// <summary>The words to start, with the shell made explicit.</summary>
    public ImmutableArray<string> ToWords() => Shell is null ? Words : ["/bin/sh", "-c", Shell];

    public override string ToString() => Shell ?? string.Join(' ', Words);
}

/// <summary>Planned working time. All three equal for a single figure; all zero when nothing was said.</summary>
public sealed record Estimate(TimeSpan Optimistic, TimeSpan Likely, TimeSpan Pessimistic)
{
    public static readonly Estimate Unknown = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    public static Estimate Exactly(TimeSpan time) => new(time, time, time);

    /// <summary>The PERT mean (O + 4M + P) / 6, which is the single figure itself when all three are equal.</summary>
    public TimeSpan Expected => (Optimistic + (4 * Likely) + Pessimistic) / 6;
}
