using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Baton.Domain.Runs;
using Baton.Engine.Journal.Bodies;

namespace Baton.Engine.Journal;

/// <summary>
/// The names under which entries are kept. A name and the meaning of its body never change; a different body gets a new name (<c>.v2</c>)
/// and the old one stays readable for ever. Adding a member with a default to a record is no new version.
/// </summary>
public static class JournalCatalog
{
    public static readonly JournalNames<RunEvent> Events = new(EventBodies.TryRead, EventBodies.TryWrite,
        ("run.planned.v1", typeof(RunEvent.Planned)),
        ("run.owned.v1", typeof(RunEvent.Owned)),
        ("run.paused.v1", typeof(RunEvent.Paused)),
        ("run.resumed.v1", typeof(RunEvent.Resumed)),
        ("run.cancel-requested.v1", typeof(RunEvent.CancelRequested)),
        ("run.finished.v1", typeof(RunEvent.Finished)),
        ("run.reordered.v1", typeof(RunEvent.Reordered)),
        ("run.reopened.v1", typeof(RunEvent.Reopened)),
        ("run.base-updated.v1", typeof(RunEvent.BaseUpdated)),
        ("run.noted.v1", typeof(RunEvent.Noted)),
        ("run.head-adopted.v1", typeof(RunEvent.HeadAdopted)),
        ("task.recovery-probed.v1", typeof(RunEvent.RecoveryProbed)),
        ("attempt.work-reused.v1", typeof(RunEvent.WorkReused)),
        ("task.reuse-refused.v1", typeof(RunEvent.ReuseRefused)),
        ("breaker.opened.v1", typeof(RunEvent.BreakerOpened)),
        ("breaker.half-opened.v1", typeof(RunEvent.BreakerHalfOpened)),
        ("breaker.closed.v1", typeof(RunEvent.BreakerClosed)),
        ("attempt.violation-noted.v1", typeof(RunEvent.ViolationNoted)),
        ("task.queued.v1", typeof(RunEvent.TaskQueued)),
        ("attempt.planned.v1", typeof(RunEvent.AttemptPlanned)),
        ("attempt.started.v1", typeof(RunEvent.AttemptStarted)),
        ("attempt.stop-requested.v1", typeof(RunEvent.AttemptStopRequested)),
        ("attempt.exited.v1", typeof(RunEvent.AttemptExited)),
        ("attempt.usage-noted.v1", typeof(RunEvent.UsageNoted)),
        ("budget.alerted.v1", typeof(RunEvent.BudgetAlerted)),
        ("budget.raised.v1", typeof(RunEvent.BudgetRaised)),
        ("attempt.work-captured.v1", typeof(RunEvent.WorkCaptured)),
        ("attempt.evidence-recorded.v1", typeof(RunEvent.EvidenceRecorded)),
        ("attempt.failed.v1", typeof(RunEvent.AttemptFailed)),
        ("approval.requested.v1", typeof(RunEvent.ApprovalRequested)),
        ("approval.approved.v1", typeof(RunEvent.Approved)),
        ("approval.rejected.v1", typeof(RunEvent.Rejected)),
        ("merge.queued.v1", typeof(RunEvent.MergeQueued)),
        ("merge.prepared.v1", typeof(RunEvent.MergePrepared)),
        ("merge.batch-prepared.v1", typeof(RunEvent.MergeBatchPrepared)),
        ("merge.judged.v1", typeof(RunEvent.MergeJudged)),
        ("merge.batch-rejected.v1", typeof(RunEvent.MergeBatchRejected)),
        ("merge.landed.v1", typeof(RunEvent.Merged)),
        ("merge.conflicted.v1", typeof(RunEvent.MergeConflicted)),
        ("merge.overtaken.v1", typeof(RunEvent.MergeOvertaken)),
        ("task.retry-scheduled.v1", typeof(RunEvent.RetryScheduled)),
        ("task.parked.v1", typeof(RunEvent.Parked)),
        ("task.completed.v1", typeof(RunEvent.TaskCompleted)),
        ("task.blocked.v1", typeof(RunEvent.TaskBlocked)),
        ("task.dead-lettered.v1", typeof(RunEvent.TaskDeadLettered)),
        ("dead-letter.resolved.v1", typeof(RunEvent.DeadLetterResolved)),
        ("dead-letter.expired.v1", typeof(RunEvent.DeadLetterExpired)),
        ("task.skipped.v1", typeof(RunEvent.TaskSkipped)),
        ("task.cancelled.v1", typeof(RunEvent.TaskCancelled)),
        ("task.resubmitted.v1", typeof(RunEvent.TaskResubmitted)),
        ("task.rolled-back.v1", typeof(RunEvent.TaskRolledBack)),
        ("rollback.requested.v1", typeof(RunEvent.RollbackRequested)),
        ("rollback.judged.v1", typeof(RunEvent.RollbackJudged)),
        ("rollback.prepared.v1", typeof(RunEvent.RollbackPrepared)),
        ("rollback.failed.v1", typeof(RunEvent.RollbackFailed)));

    /// <summary>Commands that people send through the inbox.</summary>
    public static readonly JournalNames<RunCommand> Commands = new(null, null,
        ("pause.v1", typeof(RunCommand.Pause)),
        ("resume.v1", typeof(RunCommand.Resume)),
        ("cancel.v1", typeof(RunCommand.Cancel)),
        ("retry.v1", typeof(RunCommand.Retry)),
        ("skip.v1", typeof(RunCommand.Skip)),
        ("approve.v1", typeof(RunCommand.Approve)),
        ("reject.v1", typeof(RunCommand.Reject)),
        ("done.v1", typeof(RunCommand.Done)),
        ("rollback.v1", typeof(RunCommand.Rollback)),
        ("adopt.v1", typeof(RunCommand.Adopt)),
        ("resubmit.v1", typeof(RunCommand.Resubmit)),
        ("resolve.v1", typeof(RunCommand.Resolve)),
        ("expire-dead-letters.v1", typeof(RunCommand.ExpireDeadLetters)),
        ("open-breaker.v1", typeof(RunCommand.OpenBreaker)),
        ("close-breaker.v1", typeof(RunCommand.CloseBreaker)),
        ("raise-budget.v1", typeof(RunCommand.RaiseBudget)),
        ("report-violation.v1", typeof(RunCommand.ReportViolation)));
}

/// <summary>The quick way to read a body; null: the serializer is to do it.</summary>
internal delegate T? QuickRead<out T>(string name, ReadOnlySpan<byte> body, KnownTexts texts)
    where T : class;

/// <summary>The quick way to write a body; false: nothing was written, the serializer is to do it.</summary>
internal delegate bool QuickWrite<in T>(Utf8JsonWriter writer, T value);

/// <summary>Names for the cases of <typeparamref name="T"/>, and their bodies as JSON.</summary>
public sealed class JournalNames<T>
    where T : class
{
    /// <summary>Longest body in characters; work that touches some 100,000 files still fits.</summary>
    public const int MaxBodyLength = 16 * 1024 * 1024;

    private readonly QuickRead<T>? _read;
    private readonly QuickWrite<T>? _write;
    private readonly Dictionary<string, Case> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, Case> _byType = [];

    internal JournalNames(QuickRead<T>? read, QuickWrite<T>? write, params ReadOnlySpan<(string Name, Type Type)> cases)
    {
        (_read, _write) = (read, write);
        foreach (var (name, type) in cases)
        {
            var entry = new Case(name, type);
            _byName.Add(name, entry);
            _byType.Add(type, entry);
        }
    }

    public ImmutableArray<(string Name, Type Type)> Names => [.. _byName.Values.Select(c => (c.Name, c.Type))];

    /// <summary>The name and the body under which a value is kept.</summary>
    /// <exception cref="ArgumentException">The case has no name, or the body is longer than <see cref="MaxBodyLength"/>.</exception>
    public (string Name, string Body) Write(T value)
    {
        if (!_byType.TryGetValue(value.GetType(), out var entry))
        {
            throw new ArgumentException($"{value.GetType().Name} has no name in the journal; it cannot be written there.", nameof(value));
        }

        var body = TryWrite(value) ?? JsonSerializer.Serialize(value, entry.Info);
        return body.Length <= MaxBodyLength
            ? (entry.Name, body)
            : throw new ArgumentException($"A {entry.Name} of {body.Length:N0} characters is longer than the {MaxBodyLength:N0} that the journal takes.", nameof(value));
    }

    /// <summary>The body as the serializer writes it, which <see cref="Write"/> has to agree with whichever way it takes.</summary>
    public string Serialize(T value) => JsonSerializer.Serialize(value, _byType[value.GetType()].Info);

    /// <param name="run">Named in errors only, as is <paramref name="seq"/>.</param>
    /// <exception cref="UnknownEventException">No such name.</exception>
    /// <exception cref="UnreadableEventException">The body lacks a member, has null where none may be, or is no JSON.</exception>
    public T Read(RunId run, long seq, string name, ReadOnlySpan<byte> body) => Read(run, seq, name, body, new KnownTexts());

    /// <param name="texts">What this reader of a history has met before.</param>
    internal T Read(RunId run, long seq, string name, ReadOnlySpan<byte> body, KnownTexts texts)
    {
        if (!_byName.TryGetValue(name, out var entry))
        {
            throw new UnknownEventException(run, seq, name);
        }

        if (_read?.Invoke(name, body, texts) is { } quick)
        {
            return quick;
        }

        try
        {
            return (T?)JsonSerializer.Deserialize(body, entry.Info) ?? throw new JsonException("The body is null.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new UnreadableEventException(run, seq, name, e);
        }
    }

    private string? TryWrite(T value)
    {
        if (_write is null)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer, CaseJson.Writing);
        if (!_write(writer, value))
        {
            return null;
        }

        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private sealed class Case(string name, Type type)
    {
        public string Name => name;

        public Type Type => type;

        public JsonTypeInfo Info => field ??= CaseJson.Of(type);
    }
}

/// <summary>What the serializer needs to know of a case. Made when the first body needs it, for it takes long.</summary>
internal static class CaseJson
{
    /// <summary>Text stays readable: bodies never go into HTML unescaped.</summary>
    public static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonTypeInfo Of(Type type) => Serializing.Json.GetTypeInfo(type)!;

    private static class Serializing
    {
        public static readonly JournalJson Json = new(new JsonSerializerOptions(JournalJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
