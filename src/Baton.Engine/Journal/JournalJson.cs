using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Domain.Budgets;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Domain.Runs.Breakers;

namespace Baton.Engine.Journal;

/// <summary>
/// How bodies are written: camel case, ids as strings, tokens and money as numbers, times as ISO 8601, spans as <c>[d.]hh:mm:ss[.fffffff]</c>,
/// enums by name. Every constructor parameter without a default must be there; members with a default may be missing, unknown ones are ignored.
/// </summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    IgnoreReadOnlyProperties = true,
    Converters =
    [
        typeof(RunIdConverter), typeof(TaskIdConverter), typeof(AgentIdConverter), typeof(BreakerIdConverter), typeof(PlanHashConverter), typeof(TokensConverter), typeof(MoneyConverter),
        typeof(NamedEnum<RunStatus>), typeof(NamedEnum<WorkspaceKind>), typeof(NamedEnum<StopReason>), typeof(NamedEnum<FileChangeKind>),
        typeof(NamedEnum<FailureClass>), typeof(NamedEnum<Verdict>), typeof(NamedEnum<EvidenceStage>),
        typeof(NamedEnum<AlertKind>), typeof(NamedEnum<Currency>), typeof(NamedEnum<DegradeKind>),
    ])]
[JsonSerializable(typeof(RunEvent.Planned))]
[JsonSerializable(typeof(RunEvent.Owned))]
[JsonSerializable(typeof(RunEvent.Paused))]
[JsonSerializable(typeof(RunEvent.Resumed))]
[JsonSerializable(typeof(RunEvent.CancelRequested))]
[JsonSerializable(typeof(RunEvent.Finished))]
[JsonSerializable(typeof(RunEvent.Reordered))]
[JsonSerializable(typeof(RunEvent.Reopened))]
[JsonSerializable(typeof(RunEvent.BaseUpdated))]
[JsonSerializable(typeof(RunEvent.Noted))]
[JsonSerializable(typeof(RunEvent.HeadAdopted))]
[JsonSerializable(typeof(RunEvent.ViolationNoted))]
[JsonSerializable(typeof(RunEvent.DeadLetterResolved))]
[JsonSerializable(typeof(RunEvent.DeadLetterExpired))]
[JsonSerializable(typeof(RunCommand.Resubmit))]
[JsonSerializable(typeof(RunCommand.Resolve))]
[JsonSerializable(typeof(RunCommand.ExpireDeadLetters))]
[JsonSerializable(typeof(RunEvent.RecoveryProbed))]
[JsonSerializable(typeof(RunEvent.WorkReused))]
[JsonSerializable(typeof(RunEvent.ReuseRefused))]
[JsonSerializable(typeof(RunEvent.BreakerOpened))]
[JsonSerializable(typeof(RunEvent.BreakerHalfOpened))]
[JsonSerializable(typeof(RunEvent.BreakerClosed))]
[JsonSerializable(typeof(RunCommand.OpenBreaker))]
[JsonSerializable(typeof(RunCommand.CloseBreaker))]
[JsonSerializable(typeof(RunCommand.Adopt))]
[JsonSerializable(typeof(RunCommand.ReportViolation))]
[JsonSerializable(typeof(RunEvent.TaskQueued))]
[JsonSerializable(typeof(RunEvent.AttemptPlanned))]
[JsonSerializable(typeof(RunEvent.AttemptStarted))]
[JsonSerializable(typeof(RunEvent.AttemptStopRequested))]
[JsonSerializable(typeof(RunEvent.AttemptExited))]
[JsonSerializable(typeof(RunEvent.UsageNoted))]
[JsonSerializable(typeof(RunEvent.BudgetAlerted))]
[JsonSerializable(typeof(RunEvent.BudgetRaised))]
[JsonSerializable(typeof(RunCommand.RaiseBudget))]
[JsonSerializable(typeof(RunEvent.WorkCaptured))]
[JsonSerializable(typeof(RunEvent.EvidenceRecorded))]
[JsonSerializable(typeof(RunEvent.ApprovalRequested))]
[JsonSerializable(typeof(RunEvent.Approved))]
[JsonSerializable(typeof(RunEvent.Rejected))]
[JsonSerializable(typeof(RunEvent.MergeQueued))]
[JsonSerializable(typeof(RunEvent.MergePrepared))]
[JsonSerializable(typeof(RunEvent.MergeBatchPrepared))]
[JsonSerializable(typeof(RunEvent.MergeJudged))]
[JsonSerializable(typeof(RunEvent.MergeBatchRejected))]
[JsonSerializable(typeof(RunEvent.Merged))]
[JsonSerializable(typeof(RunEvent.MergeConflicted))]
[JsonSerializable(typeof(RunEvent.MergeOvertaken))]
[JsonSerializable(typeof(RunEvent.AttemptFailed))]
[JsonSerializable(typeof(RunEvent.RetryScheduled))]
[JsonSerializable(typeof(RunEvent.Parked))]
[JsonSerializable(typeof(RunEvent.TaskCompleted))]
[JsonSerializable(typeof(RunEvent.TaskBlocked))]
[JsonSerializable(typeof(RunEvent.TaskDeadLettered))]
[JsonSerializable(typeof(RunEvent.TaskSkipped))]
[JsonSerializable(typeof(RunEvent.TaskCancelled))]
[JsonSerializable(typeof(RunEvent.TaskResubmitted))]
[JsonSerializable(typeof(RunEvent.RollbackRequested))]
[JsonSerializable(typeof(RunEvent.TaskRolledBack))]
[JsonSerializable(typeof(RunEvent.RollbackJudged))]
[JsonSerializable(typeof(RunEvent.RollbackPrepared))]
[JsonSerializable(typeof(RunEvent.RollbackFailed))]
[JsonSerializable(typeof(RunCommand.Pause))]
[JsonSerializable(typeof(RunCommand.Resume))]
[JsonSerializable(typeof(RunCommand.Cancel))]
[JsonSerializable(typeof(RunCommand.Retry))]
[JsonSerializable(typeof(RunCommand.Skip))]
[JsonSerializable(typeof(RunCommand.Approve))]
[JsonSerializable(typeof(RunCommand.Reject))]
[JsonSerializable(typeof(RunCommand.Done))]
[JsonSerializable(typeof(RunCommand.Rollback))]
internal sealed partial class JournalJson : JsonSerializerContext;

/// <summary>Reads and writes the names of an enum; a number or an unknown name is an error.</summary>
internal sealed class NamedEnum<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;

internal abstract class TextConverter<T> : JsonConverter<T>
{
    protected abstract T Wrap(string text);

    protected abstract string Unwrap(T value);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Wrap(reader.GetString() ?? throw new JsonException("A text was expected, not null."));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Unwrap(value));
}

internal sealed class RunIdConverter : TextConverter<RunId>
{
    protected override RunId Wrap(string text) => new(text);

    protected override string Unwrap(RunId value) => value.Value;
}

internal sealed class TaskIdConverter : TextConverter<TaskId>
{
    protected override TaskId Wrap(string text) => new(text);

    protected override string Unwrap(TaskId value) => value.Value;
}

internal sealed class AgentIdConverter : TextConverter<AgentId>
{
    protected override AgentId Wrap(string text) => new(text);

    protected override string Unwrap(AgentId value) => value.Value;
}

internal sealed class BreakerIdConverter : TextConverter<BreakerId>
{
    protected override BreakerId Wrap(string text) => BreakerId.TryParse(text) ?? throw new JsonException($"'{text}' names no breaker.");

    protected override string Unwrap(BreakerId value) => value.ToString();
}

internal sealed class PlanHashConverter : TextConverter<PlanHash>
{
    protected override PlanHash Wrap(string text) => new(text);

    protected override string Unwrap(PlanHash value) => value.Value;
}

internal sealed class TokensConverter : JsonConverter<Tokens>
{
    public override Tokens Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Tokens value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Count);
}

internal sealed class MoneyConverter : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetDecimal());

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Usd);
}
