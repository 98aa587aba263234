using System.Collections.Immutable;
using System.Globalization;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Reports;

namespace Baton.Cli.Rendering;

/// <summary>One plain line per event.</summary>
internal sealed class LineView(TextWriter output) : IRunView
{
    private const int LongestId = 24;
    private int? _idWidth;

    /// <summary>Room for the tasks' ids, so that what happened to them stands in one column.</summary>
    public static int IdWidth(RunState state) => state.Plan.Tasks.Select(t => t.Id.Value.Length).Where(n => n <= LongestId).DefaultIfEmpty(0).Max();

    public void OnEvents(RunState state, ImmutableArray<RecordedEvent> events)
    {
        var width = _idWidth ??= IdWidth(state);
        foreach (var recorded in events)
        {
            if (EventText.Of(recorded.Event, width) is { } text)
            {
                output.WriteLine($"{recorded.At.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} [{state.Satisfied}/{state.Tasks.Count}] {CellText.Clean(text)}");
            }
        }
    }

    public void OnProgress(AttemptId attempt, AgentProgress progress)
    {
    }

    public void Tell(string text) => Console.Error.WriteLine($"baton: {text}");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
