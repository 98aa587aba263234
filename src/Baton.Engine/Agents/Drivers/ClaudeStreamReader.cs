using System.Text.Json;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Agents.Drivers;

/// <summary>Reads the events that Claude Code prints with <c>--output-format stream-json</c>; lines that are none are shown and otherwise ignored.</summary>
internal sealed class ClaudeStreamReader(TimeProvider time) : IOutputReader
{
    private const int MaxShownCharacters = 500;
    private const int MaxSaidCharacters = 8_000;
    private const int MostMessages = 100_000;
    private readonly Dictionary<string, (long Input, long Output)> _messages = [];
    private (long Input, long Output) _seen;
    private string? _said;
    private string? _error;
    private bool _limited;
    private bool _finished;
    private DateTimeOffset? _resetsAt;

    public AgentProgress Progress { get; private set; } = AgentProgress.None;

    public void Read(string line)
    {
        if (!line.StartsWith('{'))
        {
            Show(line);
            return;
        }

        try
        {
            using var parsed = JsonDocument.Parse(line);
            ReadEvent(parsed.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            Show(line);
        }
    }

    /// <summary>The last line tells the whole usage; without it the sum of the messages is partial anyway.</summary>
    public void Skip()
    {
    }

    public AgentResult Finish(int? exitCode)
    {
        var usage = Progress.Usage with { Model = Progress.Model, SessionId = Progress.SessionId };
        var said = Cut(_said ?? Progress.LastLine, MaxSaidCharacters);
        var quota = _limited ? ProviderLimit.From(_error ?? said ?? "", _resetsAt, time.GetUtcNow()) : null;
        var error = _error ?? (_finished ? null : "The stream of events ended without a result.");
        return new AgentResult(usage, said, quota, error);
    }

    private void ReadEvent(JsonElement message)
    {
        var kind = Text(message, "type");
        switch (kind)
        {
            case "system" when Text(message, "subtype") == "init":
                Progress = Progress with { Model = Text(message, "model"), SessionId = Text(message, "session_id") };
                break;
            case "assistant":
                ReadAssistant(message);
                break;
            case "rate_limit_event":
                ReadLimit(message);
                break;
            case "result":
                ReadResult(message);
                break;
            default:
                break;
        }
    }

    private void ReadAssistant(JsonElement message)
    {
        if (!message.TryGetProperty("message", out var inner) || !inner.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        if (Text(inner, "model") is { } model && model != "<synthetic>")
        {
            Progress = Progress with { Model = model };
        }

        See(inner);
        _limited |= Text(message, "error") == "rate_limit";
        foreach (var block in content.EnumerateArray())
        {
            if (Text(block, "type") == "tool_use")
            {
                Progress = Progress with { ToolCalls = Progress.ToolCalls + 1 };
                Show($"{Text(block, "name")} {(block.TryGetProperty("input", out var input) ? Target(input) : "")}".TrimEnd());
            }
            else if (Text(block, "type") == "text" && Text(block, "text") is { } text)
            {
                Show(text.Trim().Split('\n')[^1]);
            }
        }
    }

    // Several events tell of one message, each with its input and the output up to then; together they are less than the whole, which the result tells.
    private void See(JsonElement message)
    {
        if (Text(message, "id") is not { } id || _messages.Count >= MostMessages || ReadFigures(message, Usage.NotMeasured) is not { Total: { Count: > 0 } } usage)
        {
            return;
        }

        var before = _messages.GetValueOrDefault(id);
        var now = (Input: Math.Max(before.Input, usage.Input?.Count ?? 0), Output: Math.Max(before.Output, usage.Output?.Count ?? 0));
        _messages[id] = now;
        _seen = (_seen.Input + now.Input - before.Input, _seen.Output + now.Output - before.Output);
        if (!_finished)
        {
            Progress = Progress with { Usage = Seen(Usage.NotMeasured) };
        }
    }

    private Usage Seen(Usage told) => told with { Input = new Tokens(_seen.Input), Output = new Tokens(_seen.Output), Partial = true };

    // {"rate_limit_info":{"status":"rejected","resetsAt":1780000000,...}}
    private void ReadLimit(JsonElement message)
    {
        if (message.TryGetProperty("rate_limit_info", out var info))
        {
            _limited |= Text(info, "status") == "rejected";
            _resetsAt = Number(info, "resetsAt") is { } seconds and > 0 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : _resetsAt;
        }
    }

    private void ReadResult(JsonElement message)
    {
        _finished = true;
        _said = Text(message, "result") ?? _said;
        var usage = ReadUsage(message);
        var toldLess = _seen.Input + _seen.Output > (usage.Total?.Count ?? 0) && !usage.IsImpossible;
        Progress = Progress with { Usage = toldLess ? Seen(usage) : usage, SessionId = Text(message, "session_id") ?? Progress.SessionId };
        var failed = message.TryGetProperty("is_error", out var flag) && flag.ValueKind == JsonValueKind.True;
        var kind = Text(message, "subtype");
        if (failed || kind is not (null or "success"))
        {
            _error = Cut(_said ?? Errors(message) ?? $"Claude Code ended with {kind}.", MaxShownCharacters);
            _limited |= Number(message, "api_error_status") is { } status ? status == 429 : ProviderLimit.IsOne(_error!);
        }
    }

    private static Usage ReadUsage(JsonElement message)
    {
        var usage = Usage.NotMeasured with
        {
            Turns = (int?)Number(message, "num_turns"),
            Cost = message.TryGetProperty("total_cost_usd", out var cost) && cost.ValueKind == JsonValueKind.Number && cost.TryGetDecimal(out var usd) ? new Money(usd) : null,
        };
        return ReadFigures(message, usage);
    }

    private static Usage ReadFigures(JsonElement message, Usage usage)
    {
        if (!message.TryGetProperty("usage", out var figures) || figures.ValueKind != JsonValueKind.Object)
        {
            return usage;
        }

        var cached = Number(figures, "cache_read_input_tokens");
        var written = Number(figures, "cache_creation_input_tokens");
        return usage with
        {
            Input = Number(figures, "input_tokens") is { } input ? new Tokens(Sum(input, written ?? 0)) : null,
            Output = Number(figures, "output_tokens") is { } output ? new Tokens(output) : null,
            Cached = cached is { } read ? new Tokens(read) : null,
        };
    }

    /// <summary>What cannot be stays so, and does not wrap around into what can.</summary>
    private static long Sum(long a, long b) => a < 0 || b < 0 ? -1 : a > long.MaxValue - b ? long.MaxValue : a + b;

    private static string? Errors(JsonElement message) =>
        message.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0
            ? string.Join("; ", errors.EnumerateArray().Select(e => e.ToString()))
            : null;

    private static string Target(JsonElement input) =>
        input.ValueKind != JsonValueKind.Object ? ""
            : Text(input, "file_path") ?? Text(input, "command") ?? Text(input, "pattern") ?? Text(input, "description") ?? "";

    private void Show(string line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            Progress = Progress with { LastLine = Cut(line, MaxShownCharacters) };
        }
    }

    private static string? Cut(string? text, int most) => text?.Length > most ? text[..most] : text;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
