using System.Text.Json.Nodes;

namespace Baton.TestKit.ScriptedModelServer;

/// <summary>An answer as the Messages API streams it.</summary>
internal static class MessageStream
{
    public static IEnumerable<JsonObject> Events(string id, JsonNode question, ModelReply reply)
    {
        yield return new JsonObject { ["type"] = "message_start", ["message"] = Message(id, question) };
        var (block, delta) = reply switch
        {
            ModelReply.UseTool tool => (
                new JsonObject { ["type"] = "tool_use", ["id"] = $"toolu_{id}", ["name"] = tool.Tool, ["input"] = new JsonObject() },
                new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = tool.Input.ToJsonString() }),
            ModelReply.Say say => Text(say.Text),
            ModelReply.CutStream cut => Text(cut.Text),
            _ => throw new ArgumentOutOfRangeException(nameof(reply), reply, "This reply is not a message."),
        };
        yield return new JsonObject { ["type"] = "content_block_start", ["index"] = 0, ["content_block"] = block };
        yield return new JsonObject { ["type"] = "content_block_delta", ["index"] = 0, ["delta"] = delta };
        yield return new JsonObject { ["type"] = "content_block_stop", ["index"] = 0 };
        yield return new JsonObject
        {
            ["type"] = "message_delta",
            ["delta"] = new JsonObject { ["stop_reason"] = reply is ModelReply.UseTool ? "tool_use" : "end_turn", ["stop_sequence"] = null },
            ["usage"] = new JsonObject { ["output_tokens"] = AnthropicServer.OutputTokens },
        };
        yield return new JsonObject { ["type"] = "message_stop" };
    }

    private static JsonObject Message(string id, JsonNode question) => new()
    {
        ["id"] = id,
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = question["model"]?.DeepClone(),
        ["content"] = new JsonArray(),
        ["stop_reason"] = null,
        ["stop_sequence"] = null,
        ["usage"] = new JsonObject
        {
            ["input_tokens"] = AnthropicServer.InputTokens,
            ["cache_creation_input_tokens"] = 0,
            ["cache_read_input_tokens"] = AnthropicServer.CachedTokens,
            ["output_tokens"] = 1,
        },
    };

    private static (JsonObject Block, JsonObject Delta) Text(string text) =>
        (new JsonObject { ["type"] = "text", ["text"] = "" }, new JsonObject { ["type"] = "text_delta", ["text"] = text });
}
