using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Reports;

namespace Baton.Cli.Rendering;

/// <summary>One plain line per event, written at once for all that came together.</summary>
internal sealed class LineView(TextWriter output) : IRunView
{
    private const int LongestId = 24;
    private int? _idWidth;

    /// <summary>Room for the tasks' ids, so that what happened to them stands in one column.</summary>
    public static int IdWidth(RunState state) => state.Plan.Tasks.Select(t => t.Id.Value.Length).Where(n => n <= LongestId).DefaultIfEmpty(0).Max();

    public void OnEvents(RunState state, ImmutableArray<RecordedEvent> events)
    {
        var (width, lines) = (_idWidth ??= IdWidth(state), new StringBuilder());
        foreach (var recorded in events)
        {
            if (EventText.Of(recorded.Event, width) is { } text)
            {
                lines.AppendLine(CultureInfo.InvariantCulture, $"{recorded.At.ToLocalTime():HH:mm:ss} [{state.Satisfied}/{state.Tasks.Count}] {CellText.Clean(text)}");
            }
        }

        output.Write(lines.ToString());
    }

    public void OnProgress(AttemptId attempt, AgentProgress progress)
    {
    }

    public void Tell(string text) => Console.Error.WriteLine($"baton: {text}");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
