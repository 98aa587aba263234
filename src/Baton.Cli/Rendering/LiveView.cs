using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Dispatch;
using Baton.Engine.Reports;
using Baton.Engine.Schedules;
using Spectre.Console;

namespace Baton.Cli.Rendering;

/// <summary>The live picture: what is at work, how far the plan is, time against the plan. Drawn at most four times a second, and once a second when nothing happens.</summary>
internal sealed class LiveView : IRunView
{
    private const int KeptLines = 8;
    private const int TicksWithoutNews = 4;

    private readonly IAnsiConsole _console;
    private readonly TimeProvider _time;
    private readonly TimeSpan _forecast;
    private readonly ConcurrentDictionary<AttemptId, AgentProgress> _progress = [];
    private readonly ConcurrentQueue<LiveLine> _lines = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly int _idWidth;
    private readonly Task _drawing;
    private volatile RunState _state;
    private volatile bool _news;
    private long _settledTokens = -1;
    private bool _closed;

    public LiveView(IAnsiConsole console, RunRecord record, TimeProvider time)
    {
        _console = console;
        _time = time;
        _state = record.State;
        _idWidth = LineView.IdWidth(record.State);
        _forecast = PlanScheduler.Compute(record.Plan).Makespan * (record.Plan.HourPace / TimeSpan.FromHours(1));
        foreach (var recorded in record.Events)
        {
            Note(recorded);
        }

        _drawing = DrawAsync();
    }

    public void OnEvents(RunState state, ImmutableArray<RecordedEvent> events)
    {
        _state = state;
        foreach (var recorded in events)
        {
            Note(recorded);
        }

        _news = true;
    }

    public void OnProgress(AttemptId attempt, AgentProgress progress)
    {
        _progress[attempt] = progress;
        _news = true;
    }

    public void Tell(string text)
    {
        Keep(new LiveLine(text, EventTone.Ask));
        _news = true;
    }

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

    private void Note(RecordedEvent recorded)
    {
        if (EventText.Of(recorded.Event, _idWidth) is { } text)
        {
            Keep(new LiveLine($"{recorded.At.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {text}", EventText.ToneOf(recorded.Event)));
        }

        if (recorded.Event is RunEvent.AttemptExited x)
        {
            _progress.TryRemove(new AttemptId(x.Task, x.Attempt), out _);
            Interlocked.Exchange(ref _settledTokens, x.Exit.Usage.Total is { } used ? Math.Max(0, _settledTokens) + used.Count : _settledTokens);
        }
    }

    private void Keep(LiveLine line)
    {
        _lines.Enqueue(line);
        while (_lines.Count > KeptLines)
        {
            _lines.TryDequeue(out _);
        }
    }

    private async Task DrawAsync()
    {
        var frame = new LiveFrame(_console);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), _time);
        try
        {
            frame.Draw(Picture());
            for (var still = 1; await timer.WaitForNextTickAsync(_closing.Token); still = _news ? 0 : still + 1)
            {
                if (_news || still % TicksWithoutNews == 0)
                {
                    _news = false;
                    frame.Draw(Picture());
                }
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // What remains to be said is printed where the picture was.
        }
        finally
        {
            frame.Clear();
        }
    }

    private IReadOnlyList<string> Picture()
    {
        var tokens = Interlocked.Read(ref _settledTokens);
        return new LivePicture
        {
            State = _state,
            Progress = _progress,
            Lines = [.. _lines],
            Forecast = _forecast,
            SettledTokens = tokens < 0 ? null : tokens,
            Now = _time.GetUtcNow(),
            Width = Math.Max(20, _console.Profile.Width - 1),
            Height = Math.Max(8, _console.Profile.Height - 1),
        }.Markup();
    }
}
