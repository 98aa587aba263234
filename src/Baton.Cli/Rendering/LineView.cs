using System.Collections.Immutable;
using System.Globalization;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Reports;

namespace Baton.Cli.Rendering;

/// <summary>One plain line per event.</summary>
internal sealed class LineView(TextWriter output) : IRunView
{
    public void OnEvents(RunState state, ImmutableArray<RecordedEvent> events)
    {
        foreach (var recorded in events)
        {
            if (EventText.Of(recorded.Event) is { } text)
            {
                output.WriteLine($"{recorded.At.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} [{state.Satisfied}/{state.Tasks.Count}] {text}");
            }
        }
    }

    public void OnProgress(AttemptId attempt, AgentProgress progress)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
