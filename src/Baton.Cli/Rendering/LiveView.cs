using System.Collections.Concurrent;
using System.Collections.Immutable;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Dispatch;
using Baton.Engine.Reports;
using Baton.Engine.Schedules;
using Spectre.Console;

namespace Baton.Cli.Rendering;

/// <summary>The live picture: what is at work, how far the plan is, time against the forecast. Redrawn four times a second while something changes.</summary>
internal sealed class LiveView : IRunView
{
    private const int KeptLines = 8;

    private readonly IAnsiConsole _console;
    private readonly TimeProvider _time;
    private readonly TimeSpan _forecast;
    private readonly ConcurrentDictionary<AttemptId, AgentProgress> _progress = [];
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _drawing;
    private volatile RunState _state;
    private bool _closed;

    public LiveView(IAnsiConsole console, RunRecord record, TimeProvider time)
    {
        _console = console;
        _time = time;
        _state = record.State;
        _forecast = PlanScheduler.Compute(record.Plan).Makespan * (record.Plan.HourPace / TimeSpan.FromHours(1));
        _drawing = DrawAsync();
    }

    public void OnEvents(RunState state, ImmutableArray<RecordedEvent> events)
    {
        _state = state;
        foreach (var recorded in events)
        {
            if (EventText.Of(recorded.Event) is { } text)
            {
                _lines.Enqueue($"{recorded.At.ToLocalTime():HH:mm:ss} {text}");
            }

            if (recorded.Event is RunEvent.AttemptExited x)
            {
                _progress.TryRemove(new AttemptId(x.Task, x.Attempt), out _);
            }
        }

        while (_lines.Count > KeptLines)
        {
            _lines.TryDequeue(out _);
        }
    }

    public void OnProgress(AttemptId attempt, AgentProgress progress) => _progress[attempt] = progress;

    public async ValueTask DisposeAsync()
    {
        if (!_closed)
        {
            _closed = true;
            await _closing.CancelAsync();
            await _drawing;
            _closing.Dispose();
        }
    }

    private Task DrawAsync() => _console.Live(Picture()).AutoClear(true).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token))
            {
                live.UpdateTarget(Picture());
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            live.UpdateTarget(Text.Empty);
        }
    });

    private Rows Picture()
    {
        var state = _state;
        return new Rows(
            new Markup($"[bold]{Markup.Escape(state.Plan.Name)}[/]  run {state.Run}  {state.Status}"),
            new Markup(ProgressLine(state)),
            Tracks(state),
            new Text(string.Join('\n', _lines.TakeLast(KeptLines).Select(l => Fit(l, Math.Max(40, _console.Profile.Width - 2)))), new Style(Color.Grey)));
    }

    private string ProgressLine(RunState state)
    {
        var share = state.Tasks.Count == 0 ? 1 : (double)state.Satisfied / state.Tasks.Count;
        var filled = (int)(share * 30);
        var elapsed = state.StartedAt is { } start ? _time.GetUtcNow() - start : TimeSpan.Zero;
        var late = elapsed > _forecast && _forecast > TimeSpan.Zero ? "yellow" : "green";
        return $"[{late}]{new string('█', filled)}[/][grey]{new string('░', 30 - filled)}[/] {state.Satisfied}/{state.Tasks.Count} tasks   elapsed {DurationFormat.Of(elapsed)} of {DurationFormat.Of(_forecast)} forecast   {state.AtWork} at work";
    }

    private Table Tracks(RunState state)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("task", "agent", "state", "time / plan", "tokens", "last output");
        table.ShowHeaders = state.Open.Count > 0;
        foreach (var id in state.Open.Take(Math.Max(4, _console.Profile.Height - KeptLines - 8)))
        {
            AddTrack(table, state, state[id]);
        }

        return table;
    }

    private void AddTrack(Table table, RunState state, TaskState task)
    {
        var current = task.Current!;
        var plan = state.Graph.Task(task.Id);
        var spent = _time.GetUtcNow() - (current.StartedAt ?? current.PlannedAt);
        var expected = plan.Estimate.Expected * (state.Plan.HourPace / TimeSpan.FromHours(1));
        var progress = _progress.GetValueOrDefault(new AttemptId(task.Id, current.Number));
        var color = task.Status switch { TaskStatus.InProgress => "aqua", TaskStatus.Validating => "yellow", TaskStatus.Merging => "green", _ => "white" };
        table.AddRow(
            new Markup($"[bold]{Markup.Escape(task.Id.Value)}[/]{(current.Number > 1 ? $" [yellow]#{current.Number}[/]" : "")} {Markup.Escape(Fit(plan.Title, 28))}"),
            new Text(Fit(current.Agent.Value, 20)),
            new Markup($"[{color}]{task.Status}[/]"),
            new Text($"{DurationFormat.Of(spent)} / {DurationFormat.Of(expected)}"),
            new Text(progress?.Usage.Total?.ToString() ?? "–"),
            new Text(Fit(progress?.LastLine ?? "", Math.Max(10, _console.Profile.Width - 100))));
    }

    private static string Fit(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + "…";
}
