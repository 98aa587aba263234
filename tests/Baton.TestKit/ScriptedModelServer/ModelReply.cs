using System.Text.Json.Nodes;

namespace Baton.TestKit.ScriptedModelServer;

/// <summary>What the scripted model server answers to one question.</summary>
public abstract record ModelReply
{
    private ModelReply()
    {
    }

    /// <summary>The model speaks and is done.</summary>
    public sealed record Say(string Text) : ModelReply;

    /// <summary>The model calls a tool of the agent program.</summary>
    public sealed record UseTool(string Tool, JsonObject Input) : ModelReply;

    /// <summary>An error instead of an answer, for example 429 with a reset or 500.</summary>
    public sealed record Fail(int Status, string Type, string Message) : ModelReply
    {
        public Dictionary<string, string> Headers { get; init; } = [];
    }

    /// <summary>No answer until the server is disposed.</summary>
    public sealed record Hang : ModelReply;

    /// <summary>The answer begins and its connection breaks.</summary>
    public sealed record CutStream(string Text) : ModelReply;

    /// <summary>The model writes a file.</summary>
    public static ModelReply WriteFile(string path, string content) =>
        new UseTool("Write", new JsonObject { ["file_path"] = path, ["content"] = content });
}
