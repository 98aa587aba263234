using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Cli.Rendering;

/// <summary>Writes one JSON document to standard output.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Quotes and backticks stay readable: the output goes to a terminal or a file, never into a page.</summary>
    public static void Write<T>(T value, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        Console.Out.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    public static void WriteError(int exitCode, string code, string message) => Write(new ErrorJson(exitCode, new ErrorDetail(code, message)), JsonContext.Default.ErrorJson);
}

/// <param name="Code">The exit code.</param>
internal sealed record ErrorJson(int Code, ErrorDetail Error);

internal sealed record ErrorDetail(string Code, string Message);

internal sealed record InitJson(int Code, string Plan);

internal sealed record CheckJson(int Code, string Plan, int Errors, int Warnings, IReadOnlyList<FindingJson> Findings);

internal sealed record FindingJson(string Code, string Severity, int Line, int Column, string Text, string Message, string Remedy)
{
    public static FindingJson Of(Finding f) =>
        new(f.Code, JsonNamingPolicy.CamelCase.ConvertName(f.Severity.ToString()), f.Position.Line, f.Position.Column, f.Text, f.Message, f.Remedy);
}

/// <param name="Driven">A process drives it on; false for runs that are over.</param>
internal sealed record RunLineJson(string Run, string Plan, string PlanPath, RunStatus State, DateTimeOffset CreatedAt, int Complete, int Tasks, int? OwnerPid, bool Driven, [property: JsonIgnore] bool IsOver);

internal sealed record RunListJson(int Code, IReadOnlyList<RunLineJson> Runs);

internal sealed record TaskLineJson(string Id, string Title, string? Agent, string? Group, TaskStatus Status, double EstimateHours, IReadOnlyList<string> Needs)
{
    public static TaskLineJson Of(PlanTask task, TaskStatus status) =>
        new(task.Id.Value, task.Title, task.Agent?.Value, task.Group?.Value, status, task.Estimate.Expected.TotalHours, [.. task.Needs.Select(n => n.Task.Value)]);
}

internal sealed record TaskListJson(int Code, IReadOnlyList<TaskLineJson> Tasks);

internal sealed record EventLineJson(long Seq, DateTimeOffset At, string Type, string? Task, string? Text, RunStatus State);

internal sealed record DroppedJson(string Kind, string What, string Why, long? Bytes);

internal sealed record GcJson(int Code, bool DryRun, IReadOnlyList<DroppedJson> Dropped, IReadOnlyList<DroppedJson> Kept);

internal sealed record LogJson(int Code, string Task, int Attempt, string File, long Bytes);

/// <param name="Tasks">What the command was about and where it stands now; empty: the whole run, or refused.</param>
/// <param name="State">Where the run stands.</param>
/// <param name="Next">What happens next, or what to do for it; null when it was refused.</param>
internal sealed record AnswerJson(int Code, string Run, bool Accepted, string Message, IReadOnlyList<AnsweredTaskJson> Tasks, RunStatus State, string? Next);

/// <param name="Reason">Why it is there, when that is not plain.</param>
internal sealed record AnsweredTaskJson(string Task, TaskStatus Status, string? Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ErrorJson))]
[JsonSerializable(typeof(InitJson))]
[JsonSerializable(typeof(CheckJson))]
[JsonSerializable(typeof(SarifLog))]
[JsonSerializable(typeof(ImportJson))]
[JsonSerializable(typeof(AnswerJson))]
[JsonSerializable(typeof(RunListJson))]
[JsonSerializable(typeof(TaskListJson))]
[JsonSerializable(typeof(GcJson))]
[JsonSerializable(typeof(LogJson))]
internal sealed partial class JsonContext : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(EventLineJson))]
[JsonSerializable(typeof(InstanceJson))]
[JsonSerializable(typeof(ErrorJson))]
internal sealed partial class JsonLineContext : JsonSerializerContext;
