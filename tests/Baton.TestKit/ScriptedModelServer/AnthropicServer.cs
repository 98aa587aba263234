using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Baton.TestKit.ScriptedModelServer;

/// <summary>
/// An Anthropic Messages server on loopback that answers from a script: each question that offers tools takes the next reply, and when
/// the script is at its end the last reply goes on. Every answer reports 1,000 input, 200 cached and 50 output tokens.
/// </summary>
public sealed class AnthropicServer : IAsyncDisposable
{
    public const int InputTokens = 1_000;
    public const int CachedTokens = 200;
    public const int OutputTokens = 50;
    private readonly HttpListener _listener = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ModelReply> _script;
    private readonly ConcurrentBag<Task> _answers = [];
    private readonly Task _loop;
    private ModelReply _last = new ModelReply.Say("Done.");
    private int _messages;

    public AnthropicServer(params ModelReply[] script)
    {
        _script = new ConcurrentQueue<ModelReply>(script);
        var port = FreePort();
        Url = $"http://127.0.0.1:{port}";
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _loop = LoopAsync();
    }

    /// <summary>For ANTHROPIC_BASE_URL.</summary>
    public string Url { get; }

    /// <summary>Bodies of the questions that took a reply from the script, in order.</summary>
    public ConcurrentQueue<JsonNode> Questions { get; } = new();

    /// <summary>What an agent program needs in its environment to ask this server and nobody else.</summary>
    public Dictionary<string, string> Environment() => new()
    {
        ["ANTHROPIC_BASE_URL"] = Url,
        ["ANTHROPIC_API_KEY"] = "scripted-key-that-opens-nothing",
        ["DISABLE_TELEMETRY"] = "1",
        ["DISABLE_AUTOUPDATER"] = "1",
        ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1",
        ["CLAUDE_CODE_MAX_RETRIES"] = "1",
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Abort();
        await _loop;
        await Task.WhenAll(_answers);
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                _answers.Add(AnswerAsync(await _listener.GetContextAsync()));
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The listener was closed.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var body = await reader.ReadToEndAsync(_stop.Token);
            if (context.Request.Url!.AbsolutePath != "/v1/messages")
            {
                await SendAsync(context.Response, 200, new JsonObject { ["input_tokens"] = InputTokens });
                return;
            }

            var question = JsonNode.Parse(body)!;
            await AnswerAsync(context.Response, question, NextReply(question));
        }
        catch (Exception e) when (e is IOException or HttpListenerException or ObjectDisposedException or OperationCanceledException)
        {
            // The agent program hung up, or the server is stopping.
        }
    }

    private ModelReply NextReply(JsonNode question)
    {
        if (question["tools"] is not JsonArray { Count: > 0 })
        {
            return new ModelReply.Say("ok");
        }

        Questions.Enqueue(question);
        return _script.TryDequeue(out var next) ? _last = next : _last is ModelReply.UseTool ? new ModelReply.Say("Done.") : _last;
    }

    private async Task AnswerAsync(HttpListenerResponse response, JsonNode question, ModelReply reply)
    {
        switch (reply)
        {
            case ModelReply.Fail fail:
                foreach (var (name, value) in fail.Headers)
                {
                    response.AddHeader(name, value);
                }

                var error = new JsonObject { ["type"] = fail.Type, ["message"] = fail.Message };
                await SendAsync(response, fail.Status, new JsonObject { ["type"] = "error", ["error"] = error });
                break;
            case ModelReply.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
                break;
            default:
                await StreamAsync(response, MessageStream.Events($"msg_{Interlocked.Increment(ref _messages)}", question, reply), reply is ModelReply.CutStream);
                break;
        }
    }

    private async Task StreamAsync(HttpListenerResponse response, IEnumerable<JsonObject> events, bool cut)
    {
        response.ContentType = "text/event-stream";
        response.SendChunked = true;
        foreach (var one in cut ? events.Take(3) : events)
        {
            await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes($"event: {one["type"]}\ndata: {one.ToJsonString()}\n\n"), _stop.Token);
            await response.OutputStream.FlushAsync(_stop.Token);
        }

        if (cut)
        {
            response.Abort();
        }
        else
        {
            response.Close();
        }
    }

    private static async Task SendAsync(HttpListenerResponse response, int status, JsonObject body)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body.ToJsonString()));
        response.Close();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
