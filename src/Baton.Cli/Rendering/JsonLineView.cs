using System.Collections.Immutable;
using System.Text.Json;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Reports;

namespace Baton.Cli.Rendering;

/// <summary>One JSON object per event and line: seq, at, type, text.</summary>
internal sealed class JsonLineView : IRunView
{
    public void OnEvents(RunState state, ImmutableArray<RecordedEvent> events)
    {
        foreach (var recorded in events)
        {
            var task = (recorded.Event as RunEvent.IOfTask)?.Task.Value;
            var line = new EventLineJson(recorded.Seq, recorded.At, recorded.Event.GetType().Name, task, EventText.Of(recorded.Event), state.Status);
            Console.Out.WriteLine(JsonSerializer.Serialize(line, JsonLineContext.Default.EventLineJson));
        }
    }

    public void OnProgress(AttemptId attempt, AgentProgress progress)
    {
    }

    public void Tell(string text) => Console.Error.WriteLine($"baton: {text}");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
