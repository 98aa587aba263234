using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Reports;

/// <summary>The stable JSON shape of <c>run</c>, <c>status</c> and <c>report</c>. Absent figures are null, never 0.</summary>
public sealed record RunReportJson
{
    /// <summary>The exit code that goes with the state.</summary>
    public required int Code { get; init; }
    public required string Run { get; init; }
    public required string Plan { get; init; }
    public required string PlanHash { get; init; }
    public required string State { get; init; }
    public required string? Reason { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset? StartedAt { get; init; }
    public required DateTimeOffset? FinishedAt { get; init; }
    public required double? ElapsedSeconds { get; init; }
    public required string BaseBranch { get; init; }
    public required string BaseCommit { get; init; }
    public required string IntegrationBranch { get; init; }

    /// <summary>The plan's schedule against what is expected now; null for a run that has not started or is over.</summary>
    public required RunStandingJson? Schedule { get; init; }
    public required RunTotalsJson Totals { get; init; }
    public required BudgetJson Budget { get; init; }
    public required IReadOnlyList<TaskReportJson> Tasks { get; init; }
    public required IReadOnlyList<Decided> Decisions { get; init; }

    public static RunReportJson Of(int code, RunState state, RunHistory history, DateTimeOffset now) => new()
    {
        Code = code,
        Run = state.Run.Value,
        Plan = state.Plan.Name,
        PlanHash = state.Plan.Hash.Value,
        State = state.Status.ToString(),
        Reason = state.Reason,
        CreatedAt = state.PlannedAt,
        StartedAt = state.StartedAt,
        FinishedAt = state.FinishedAt,
        ElapsedSeconds = state.StartedAt is { } start ? Math.Round(((state.FinishedAt ?? now) - start).TotalSeconds, 3) : null,
        BaseBranch = state.Origin.BaseBranch,
        BaseCommit = state.Origin.BaseCommit,
        IntegrationBranch = state.Origin.IntegrationBranch,
        Schedule = RunStandingJson.Of(RunStanding.Of(state, history, now)),
        Totals = RunTotalsJson.Of(state, history),
        Budget = BudgetJson.Of(state, history),
        Tasks = [.. state.Plan.Tasks.Select(t => TaskReportJson.Of(t, state[t.Id], history))],
        Decisions = history.Decisions,
    };
}

/// <param name="Accepted">Attempts whose work is merged.</param>
/// <param name="Failures">Attempts that failed, false claims and conflicts among them; without those that were stopped.</param>
/// <param name="Stopped">Attempts that Baton ended because a person said so or the session ended; their work is kept and no retry is spent.</param>
/// <param name="Tokens">Measured tokens; null when none were.</param>
public sealed record RunTotalsJson(int Tasks, int Complete, int Attempts, int Accepted, int Failures, int Stopped, int FalseClaims, int Conflicts, long? Tokens, decimal? CostUsd)
{
    public static RunTotalsJson Of(RunState state, RunHistory history) => new(
        state.Tasks.Count,
        state.Tasks.Values.Count(t => t.Status == TaskStatus.Complete),
        history.Attempts.Count(),
        history.Attempts.Count(a => a.Accepted),
        history.Attempts.Count(a => a is { Failure: not null, WasStopped: false }),
        history.Attempts.Count(a => a.WasStopped),
        history.Attempts.Count(a => a.ClaimedFalsely),
        history.Attempts.Count(a => a.Conflict is not null),
        history.MeasuredTokens?.Count,
        history.MeasuredCost?.Usd);
}

public sealed record TaskReportJson(
    string Id, string Title, string? Agent, string? Group, string Status, string? Reason, ImmutableArray<string> Needs, double EstimateHours, string? MergeCommit, DateTimeOffset? CompletedAt,
    IReadOnlyList<AttemptReportJson> Attempts)
{
    public static TaskReportJson Of(PlanTask task, TaskState state, RunHistory history) => new(
        task.Id.Value, task.Title, task.Agent?.Value, task.Group?.Value, state.Status.ToString(), state.Reason, [.. task.Needs.Select(n => n.Task.Value)], task.Estimate.Expected.TotalHours,
        state.MergeCommit, history.CompletedAt(task.Id), [.. history.AttemptsOf(task.Id).Select(AttemptReportJson.Of)]);
}

public sealed record AttemptReportJson(
    int Number, string Agent, bool Accepted, bool ClaimedFalsely, DateTimeOffset? StartedAt, double? WorkSeconds, int? ExitCode, string? Stopped, string? FailureCode, string? Failure,
    string? Commit, string? Ref, string? ReusedFrom, int? FilesChanged, long? Tokens, decimal? CostUsd, string? Model, string? SessionId, ImmutableArray<string> ConflictPaths, IReadOnlyList<ResultReportJson> Evidence,
    IReadOnlyList<EvidenceEnvironment> Environments, IReadOnlyList<RefusedTreeJson> RefusedTrees)
{
    public static AttemptReportJson Of(AttemptStory a) => new(
        a.Number, a.Agent.Value, a.Accepted, a.ClaimedFalsely, a.StartedAt, a.ExitedAt is { } end && a.StartedAt is { } start ? Math.Round((end - start).TotalSeconds, 3) : null,
        a.Exit?.ExitCode, a.Exit?.Stopped?.ToString(), a.Failure?.Code, a.Failure?.Message, a.Work?.Commit, a.Work?.Ref, a.ReusedFrom?.ToString(), a.Work?.Changes.Length,
        a.Measured.Tokens?.Count, a.Measured.Money?.Usd, a.Exit?.Usage.Model, a.Exit?.Usage.SessionId, a.Conflict?.Paths ?? [],
        [.. a.Evidence.SelectMany(e => e.Results.Select(r => ResultReportJson.Of(e.Stage, r)))],
        [.. a.Evidence.Select(e => e.Environment).OfType<EvidenceEnvironment>().DistinctBy(e => e.Digest)],
        [.. a.RefusedTrees.Select(RefusedTreeJson.Of)]);
}

/// <param name="Evidence">What did not pass.</param>
public sealed record RefusedTreeJson(string How, IReadOnlyList<string> Tasks, string Onto, string Tree, IReadOnlyList<ResultReportJson> Evidence)
{
    public static RefusedTreeJson Of(RefusedTree t) => new(
        t.How, [.. t.Judgement.Together.Select(id => id.Value)], t.Judgement.Onto, t.Judgement.Tree, [.. t.Objections.Select(r => ResultReportJson.Of(t.Judgement.Evidence.Stage, r))]);
}

public sealed record ResultReportJson(string Stage, string Name, string Kind, string Verdict, string Reason, string? Command, int? ExitCode, double Seconds, TestCounts? Tests,
    ImmutableArray<Figure> Figures, string? Log, string? LogDigest)
{
    public static ResultReportJson Of(EvidenceStage stage, ValidatorResult r) =>
        new(stage.ToString(), r.Name, r.Kind, r.Verdict.ToString(), r.Reason, r.Command, r.ExitCode, Math.Round(r.Duration.TotalSeconds, 3), r.Tests, r.Figures, r.LogFile, r.LogDigest);
}

/// <summary>Without metadata, whose making would take a third of a second at the end of every run; what is written may therefore hold no enums and no types with converters.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RunReportJson))]
[JsonSerializable(typeof(TaskReportJson))]
public sealed partial class ReportJsonContext : JsonSerializerContext;
