using System.Collections.Immutable;

namespace Baton.Engine.Plans;

/// <summary>Every key of the plan format, by the part it belongs to. Described in docs/reference/plan.md.</summary>
public static class PlanKeys
{
    public static readonly ImmutableArray<string> Plan =
        ["baton", "name", "title", "repository", "limits", "breakers", "recovery", "hour", "start", "finish", "protect", "env", "worktrees", "verify", "defaults", "agents", "groups", "tasks",
            "gates", "handoffs", "checkpoints", "risks", "escalation", "metrics", "communication", "stated"];

    /// <summary>Keys of <see cref="Plan"/> that a later version acts on.</summary>
    public static readonly ImmutableArray<string> Kept =
        ["gates", "handoffs", "checkpoints", "risks", "escalation", "metrics", "communication"];

    /// <summary>Keys of <see cref="Kept"/> whose figures are checked already.</summary>
    public static readonly ImmutableArray<string> Checked = ["gates", "handoffs", "checkpoints"];

    public static readonly ImmutableArray<string> Repository = ["path", "template", "base"];
    public static readonly ImmutableArray<string> Limits = ["concurrent", "tokens", "money", "spent", "buffer", "deadline", "timeout", "models", "resources", "windows", "conflicts", "mergeBatch", "deadLetters", "alerts", "degrade"];
    public static readonly ImmutableArray<string> Worktrees = ["copy", "setup", "cleanup", "disk"];
    public static readonly ImmutableArray<string> Alerts = ["target", "warning", "critical"];
    public static readonly ImmutableArray<string> Degrade = ["model"];
    public static readonly ImmutableArray<string> Defaults = ["agent", "startWithin", "timeout", "heartbeat", "retry", "workspace", "priority"];
    public static readonly ImmutableArray<string> Agent = ["driver", "title", "model", "role", "concurrent", "allowance", "command", "env", "calendar", "quota", "degrade"];
    public static readonly ImmutableArray<string> Calendar = ["zone", "hours", "closed", "from"];
    public static readonly ImmutableArray<string> Window = ["per", "tokens", "money", "attempts", "model"];
    public static readonly ImmutableArray<string> Allowance = ["tokens", "money"];
    public static readonly ImmutableArray<string> Group = ["title", "gateBeforeNext", "parallel", "concurrent", "stated"];

    public static readonly ImmutableArray<string> Task =
        ["title", "agent", "estimate", "needs", "inputs", "outputs", "verify", "allowance", "exclusive", "priority", "startWithin", "timeout", "heartbeat", "retry", "workspace",
            "run", "instructions", "authority", "group", "entry", "related", "rollback", "env", "stated", "degrade"];

    public static readonly ImmutableArray<string> Estimate = ["optimistic", "likely", "pessimistic"];
    public static readonly ImmutableArray<string> Need = ["task", "at", "lag"];
    public static readonly ImmutableArray<string> Input = ["path", "section"];
    public static readonly ImmutableArray<string> Output = ["path", "amends", "type"];
    public static readonly ImmutableArray<string> Retry = ["retries", "backoff", "initial", "max", "multiplier", "jitter", "conflicts", "only", "never", "delays", "classes"];
    public static readonly ImmutableArray<string> RetryOfClass = ["retries", "backoff", "initial", "max", "multiplier"];
    public static readonly ImmutableArray<string> Breaker = ["failures", "window", "open", "probes", "successes", "counts"];
    public static readonly ImmutableArray<string> Recovery = ["strategy", "attempts", "initial", "max", "multiplier", "faults"];
    public static readonly ImmutableArray<string> Breakers = [.. Breaker, "agent", "model", "driver"];
    public static readonly ImmutableArray<string> Authority = ["write", "subagents"];

    /// <summary>The kinds of validators.</summary>
    public static readonly ImmutableArray<string> Validator = ["file", "run", "tests", "scope", "sha256", "json-schema", "fails-before", "vulnerabilities", "pattern", "benchmark", "human"];

    public static readonly ImmutableArray<string> File = ["paths", "min", "maxSize", "minSize"];
    public static readonly ImmutableArray<string> Run = ["command", "exit", "timeout", "matches"];
    public static readonly ImmutableArray<string> Tests = ["command", "format", "report", "min", "passRate", "maxSkipped", "timeout", "coverage", "reruns", "allowFlaky", "keepsTests"];
    public static readonly ImmutableArray<string> Coverage = ["report", "format", "lines", "branches", "changed"];
    public static readonly ImmutableArray<string> JsonSchema = ["files", "schema", "min"];
    public static readonly ImmutableArray<string> FailsBefore = ["command", "exit", "timeout", "with", "baseMatches"];
    public static readonly ImmutableArray<string> Vulnerabilities = ["command", "format", "report", "from", "max", "accept", "timeout"];
    public static readonly ImmutableArray<string> Pattern = ["regex", "paths", "min", "max"];
    public static readonly ImmutableArray<string> Benchmark = ["command", "report", "metric", "comparator", "threshold", "ofBase", "timeout"];
    public static readonly ImmutableArray<string> Sha256 = ["path", "digest"];
    public static readonly ImmutableArray<string> Human = ["question", "approver"];

    /// <summary>Figures that can be stated about the plan, each with <c>where</c> beside it.</summary>
    public static readonly ImmutableArray<string> Stated =
        ["tasks", "agents", "groups", "atOnce", "sequential", "makespan", "saved", "saving", "tokens", "share", "remaining", "money", "path", "parallel", "escalation"];

    public static readonly ImmutableArray<string> StatedOfGroup = ["tasks", "agents", "atOnce", "sequential", "makespan", "tokens", "money"];
    public static readonly ImmutableArray<string> StatedOfTask = ["start", "finish"];
    public static readonly ImmutableArray<string> StatedPath = ["tasks", "length"];
    public static readonly ImmutableArray<string> StatedEscalation = ["metric", "above"];

    public static readonly ImmutableArray<string> Gate = ["title", "criteria", "stated"];
    public static readonly ImmutableArray<string> Criterion = ["title", "metric", "comparator", "threshold", "measured", "mandatory", "stated"];
    public static readonly ImmutableArray<string> HandOff = ["due", "from", "to", "artifacts", "purpose", "trigger"];
    public static readonly ImmutableArray<string> Trigger = ["task", "at"];
    public static readonly ImmutableArray<string> Checkpoint = ["at", "expect", "floor"];

    /// <summary>All of the above with the name of their part.</summary>
    public static ImmutableArray<(string Part, ImmutableArray<string> Keys)> All =>
    [
        ("plan", Plan), ("repository", Repository), ("limits", Limits), ("worktrees", Worktrees), ("defaults", Defaults), ("agent", Agent), ("calendar", Calendar), ("window", Window), ("allowance", Allowance), ("alerts", Alerts), ("degrade", Degrade),
        ("group", Group), ("task", Task), ("estimate", Estimate), ("need", Need), ("input", Input), ("output", Output), ("retry", Retry), ("retryOfClass", RetryOfClass), ("breaker", Breaker), ("breakers", Breakers), ("recovery", Recovery),
        ("authority", Authority), ("validator", [.. Validator, "name"]), ("file", File), ("run", Run), ("tests", Tests), ("sha256", Sha256), ("human", Human),
        ("json-schema", JsonSchema), ("fails-before", FailsBefore), ("vulnerabilities", Vulnerabilities), ("pattern", Pattern), ("benchmark", Benchmark), ("coverage", Coverage),
        ("stated", [.. Stated, "where"]), ("statedOfGroup", [.. StatedOfGroup, "where"]), ("statedOfTask", [.. StatedOfTask, "where"]),
        ("statedPath", StatedPath), ("statedEscalation", StatedEscalation),
        ("gate", Gate), ("criterion", Criterion), ("handoff", HandOff), ("trigger", Trigger), ("checkpoint", Checkpoint),
    ];
}
