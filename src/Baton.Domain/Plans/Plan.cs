using System.Collections.Immutable;

namespace Baton.Domain.Plans;

/// <summary>A reviewed plan: tasks, who does them, what they need, what they must produce, how that is checked and what it may cost.</summary>
public sealed record Plan
{
    /// <summary>Format version of the file; this program reads 1.</summary>
    public required int Version { get; init; }
    public required string Name { get; init; }
    public string? Title { get; init; }
    public required PlanHash Hash { get; init; }
    public RepositorySpec Repository { get; init; } = new();
    public Limits Limits { get; init; } = new();
    public ImmutableArray<Agent> Agents { get; init; } = [];
    public ImmutableArray<TaskGroup> Groups { get; init; } = [];
    public ImmutableArray<PlanTask> Tasks { get; init; } = [];

    /// <summary>Git pathspec globs that no task may change or delete unless they are among its outputs or its authority; restored from the base before validators run.</summary>
    public ImmutableArray<string> Protect { get; init; } = DefaultProtect;

    /// <summary>Validators that every merged tree must pass beside the task's own.</summary>
    public ImmutableArray<ValidatorSpec> Verify { get; init; } = [];

    /// <summary>Environment granted to every agent and validator.</summary>
    public ImmutableArray<EnvironmentGrant> Environment { get; init; } = [];

    /// <summary>What worktrees and clones get, and may take.</summary>
    public WorktreeTerms Worktrees { get; init; } = new();

    /// <summary>How long one planned hour takes on the clock; one hour unless a demonstration says otherwise. Only <c>BATON_HOUR_SECONDS</c> and forecasts use it.</summary>
    public TimeSpan HourPace { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The moment at which planned time begins in forecasts with calendars; a run in real hours counts from its own start. Null: not said.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>What happens to the integration branch when the run has succeeded.</summary>
    public Finish Finish { get; init; } = Finish.Leave;

    /// <summary>When agents, models and drivers that keep failing are left alone for a while.</summary>
    public BreakerPolicies Breakers { get; init; } = new();

    /// <summary>How the run comes back from faults of the machine.</summary>
    public RecoveryPolicy Recovery { get; init; } = new();

    /// <summary>Figures that documents state beside the plan.</summary>
    public ImmutableArray<Statement> Stated { get; init; } = [];
    public ImmutableArray<PlanGate> Gates { get; init; } = [];
    public ImmutableArray<PlanHandOff> HandOffs { get; init; } = [];
    public ImmutableArray<PlanCheckpoint> Checkpoints { get; init; } = [];

    /// <summary>Sections that a later version acts on (gates, risks, ...), kept as written: key to YAML text.</summary>
    public ImmutableSortedDictionary<string, string> Kept { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public static readonly ImmutableArray<string> DefaultProtect =
        [
            "tests/**", "test/**", "spec/**", ".baton/**",
            ".github/**", ".gitlab-ci.yml", ".ci/**", ".circleci/**", ".buildkite/**", ".travis.yml", "azure-pipelines.yml", "bitbucket-pipelines.yml", "Jenkinsfile",
            "**/conftest.py", "pytest.ini", "tox.ini", "**/jest.config.*", "**/vitest.config.*", "**/.mocharc.*", "**/*.runsettings", ".githooks/**", ".husky/**",
        ];
}

/// <param name="Path">The repository, relative to the plan file; null for the repository that holds the plan file.</param>
/// <param name="Template">A folder, relative to the plan file, from which the repository is created with one commit when it does not exist.</param>
/// <param name="Base">The branch or commit to start from; null for the branch that is checked out.</param>
public sealed record RepositorySpec(string? Path = null, string? Template = null, string? Base = null);

/// <summary>What happens to accepted work at the end of a successful run.</summary>
public enum Finish
{
    /// <summary>The integration branch stays for a person to merge.</summary>
    Leave,

    /// <summary>
    /// The base branch moves to the integration branch, or to a merge of both if it moved meanwhile and the merged tree passes, unless somebody has it checked out with changes.
    /// </summary>
    Merge,

    /// <summary>The accepted work is written as a series of patches.</summary>
    Patches,
}

/// <summary>What the whole run may use. Null means unlimited.</summary>
public sealed record Limits
{
    /// <summary>Attempts at work at once.</summary>
    public int Concurrent { get; init; } = 8;
    public Tokens? Tokens { get; init; }
    public Money? Money { get; init; }

    /// <summary>Tokens that this budget had already lost before the run.</summary>
    public Tokens? Spent { get; init; }

    /// <summary>Tokens kept for overruns.</summary>
    public Tokens? Buffer { get; init; }

    /// <summary>Dollars that this budget had already lost before the run.</summary>
    public Money? SpentMoney { get; init; }

    /// <summary>Dollars kept for overruns.</summary>
    public Money? BufferMoney { get; init; }

    /// <summary>When people hear of the budget.</summary>
    public BudgetAlerts Alerts { get; init; } = BudgetAlerts.Default;

    /// <summary>What happens when the budget reaches its warning, and beyond allowances for which nothing nearer is said; null: people are told.</summary>
    public Degrade? Degrade { get; init; }

    /// <summary>Planned time from the start in which the plan should be done; a figure to be held against the forecast.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>Clock time after which the run is cancelled with its work kept.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Clock time after which a dead letter that nobody decided about expires; null: never.</summary>
    public TimeSpan? DeadLetters { get; init; }

    /// <summary>Attempts at once per model, over all agents that ask for it.</summary>
    public ImmutableSortedDictionary<string, int> Models { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>How many of a named resource there are; one that only tasks name is there once.</summary>
    public ImmutableSortedDictionary<string, int> Resources { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Budgets per stretch of time, for the whole run.</summary>
    public ImmutableArray<QuotaWindow> Windows { get; init; } = [];

    /// <summary>Merges that are checked together at most, 1 to 1,000; 1: each alone.</summary>
    public int MergeBatch { get; init; } = 8;

    /// <summary>How much longer the plan may get, 0 to 1, to keep tasks apart whose outputs overlap; null: they are not kept apart.</summary>
    public double? Conflicts { get; init; } = 0.02;
}

/// <param name="Grant">A name to take from Baton's own environment, or with <paramref name="Value"/> a name to set.</param>
/// <param name="Value">Null: take the value from Baton's environment. Otherwise the value itself, which is not a secret.</param>
public sealed record EnvironmentGrant(string Grant, string? Value = null);
