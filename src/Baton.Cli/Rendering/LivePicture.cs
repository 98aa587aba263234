using Baton.Domain.Runs;
using Baton.Engine.Agents;
using Baton.Engine.Reports;
using Spectre.Console;

namespace Baton.Cli.Rendering;

/// <summary>What the live view shows at one moment, line by line, none wider than the terminal. Pure.</summary>
internal sealed record LivePicture
{
    private const int MostLines = 8;
    private const int LeastLines = 2;
    private const int LongestStatus = 9;

    /// <summary>Below this, times and the run's id give way.</summary>
    public const int NarrowWidth = 60;

    public required RunState State { get; init; }
    public required IReadOnlyDictionary<AttemptId, AgentProgress> Progress { get; init; }

    /// <summary>What happened last, oldest first.</summary>
    public required IReadOnlyList<LiveLine> Lines { get; init; }

    /// <summary>How long the plan takes by its estimates; zero when it has none.</summary>
    public required TimeSpan Forecast { get; init; }

    /// <summary>Tokens of attempts that have ended; null: none measured.</summary>
    public long? SettledTokens { get; init; }
    public required DateTimeOffset Now { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }

    /// <returns>Lines of markup.</returns>
    public IReadOnlyList<string> Markup()
    {
        var tracks = LiveTracks.Of(this, Math.Max(1, Height - 4 - LeastLines));
        var room = Math.Clamp(Height - 4 - tracks.Count, LeastLines, MostLines);
        return [Head(), ProgressLine(), .. tracks, "", .. Lines.TakeLast(room).Select(Line)];
    }

    private string Head()
    {
        var colour = State.Status switch { RunStatus.Succeeded => "green", RunStatus.Failed or RunStatus.Cancelled => "red", RunStatus.Paused => "yellow", _ => "aqua" };
        var run = Width >= NarrowWidth ? $"  run {State.Run.Value}" : "";
        var name = CellText.Fit(State.Plan.Name, Math.Max(4, Width - run.Length - 2 - LongestStatus));
        return $"[bold]{Escape(name)}[/]{Escape(run)}  [{colour}]{State.Status}[/]";
    }

    private string ProgressLine()
    {
        var share = State.Tasks.Count == 0 ? 1 : (double)State.Satisfied / State.Tasks.Count;
        var columns = Width >= 100 ? 30 : Width >= NarrowWidth ? 12 : 4;
        var filled = (int)(share * columns);
        var elapsed = State.StartedAt is { } start ? Now - start : TimeSpan.Zero;
        var late = elapsed > Forecast && Forecast > TimeSpan.Zero;
        var text = CellText.Fit($"{State.Satisfied}/{State.Tasks.Count} tasks  {Time(elapsed, late)}  {State.AtWork} at work{Tokens()}", Width - columns - 1);
        return $"[{(late ? "yellow" : "green")}]{new string('█', filled)}[/][grey]{new string('░', columns - filled)}[/] {Escape(text)}";
    }

    private string Time(TimeSpan elapsed, bool late) => (Forecast > TimeSpan.Zero, late) switch
    {
        (false, _) => DurationFormat.Of(elapsed),
        (_, false) => $"{DurationFormat.Of(elapsed)} of {DurationFormat.Of(Forecast)} planned",
        _ => $"{DurationFormat.Of(elapsed)}, {DurationFormat.Of(elapsed - Forecast)} over plan",
    };

    private string Tokens()
    {
        var measured = State.Open.Select(id => Of(State[id])?.Usage.Total?.Count).Append(SettledTokens).Where(n => n is not null).ToList();
        return measured.Count == 0 ? "" : $"  {new Domain.Plans.Tokens(measured.Sum(n => n!.Value))}{(State.Ledger.Tokens.Budget is { } budget ? " of " + new Domain.Plans.Tokens((long)Math.Max(0, budget)) : "")} tokens";
    }

    private AgentProgress? Of(TaskState task) => task.Current is { } current ? Progress.GetValueOrDefault(new AttemptId(task.Id, current.Number)) : null;

    private string Line(LiveLine line)
    {
        var text = Escape(CellText.Fit(line.Text, Width));
        return line.Tone switch { EventTone.Good => $"[green]{text}[/]", EventTone.Bad => $"[red]{text}[/]", EventTone.Ask => $"[yellow]{text}[/]", _ => $"[grey]{text}[/]" };
    }

    private static string Escape(string text) => Spectre.Console.Markup.Escape(text);
}

internal sealed record LiveLine(string Text, EventTone Tone);
