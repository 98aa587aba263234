using Baton.Domain.Runs;

namespace Baton.Cli.Rendering;

/// <summary>One line per attempt at work. Columns take what the widest entry needs; title and last output share what is left.</summary>
internal static class LiveTracks
{
    private const int Gap = 2;
    private const int LongestName = 24;

    private sealed record Row(string Task, string Title, string Agent, TaskStatus Status, string Time, string Tokens, string Last);

    /// <returns>Lines of markup, at most <paramref name="most"/>.</returns>
    public static IReadOnlyList<string> Of(LivePicture picture, int most)
    {
        var state = picture.State;
        var open = state.Open.Select(id => state[id]).Where(t => t.Current is not null).OrderBy(t => t.Rank).ToList();
        if (open.Count == 0)
        {
            return [.. Idle(picture).Take(most).Select(l => Escape(CellText.Fit(l, picture.Width)))];
        }

        var shown = open.Count + 1 <= most ? open.Count : Math.Max(1, most - 2);
        var rows = open.Take(shown).Select(t => RowOf(picture, t)).ToList();
        var more = open.Count > shown ? [$"[grey]and {open.Count - shown} more at work[/]"] : Array.Empty<string>();
        return most < 2 ? more : [.. Layout(rows, picture.Width), .. more];
    }

    private static IEnumerable<string> Idle(LivePicture picture)
    {
        var state = picture.State;
        foreach (var task in state.AwaitingPeople.OrderBy(t => t.Rank))
        {
            yield return $"{task.Id} waits for a person: {task.Reason}";
        }

        if (state.Waiting is { IsEmpty: false } waiting)
        {
            yield return $"{waiting[0].Task} goes on in {DurationFormat.Of(Max(TimeSpan.Zero, waiting[0].At - picture.Now))}: {state[waiting[0].Task].Reason ?? "it is tried again"}";
        }

        yield return "Nothing is at work.";
    }

    private static Row RowOf(LivePicture picture, TaskState task)
    {
        var (state, current) = (picture.State, task.Current!);
        var plan = state.Graph.Task(task.Id);
        var spent = picture.Now - (current.StartedAt ?? current.PlannedAt);
        var expected = plan.Estimate.Expected * (state.Plan.HourPace / TimeSpan.FromHours(1));
        var progress = picture.Progress.GetValueOrDefault(new AttemptId(task.Id, current.Number));
        return new(
            task.Id.Value + (current.Number > 1 ? $" #{current.Number}" : ""),
            plan.Title,
            current.Agent.Value,
            task.Status,
            DurationFormat.Of(Max(TimeSpan.Zero, spent)) + (expected > TimeSpan.Zero ? $" / {DurationFormat.Of(expected)}" : ""),
            progress?.Usage.Total?.ToString() ?? "",
            progress?.LastLine ?? "");
    }

    private static IEnumerable<string> Layout(List<Row> rows, int width)
    {
        var agent = width >= 100 ? Column(rows, r => r.Agent, "agent") : 0;
        var status = Column(rows, r => r.Status.ToString(), "state");
        var time = width >= LivePicture.NarrowWidth ? Column(rows, r => r.Time, "time / plan") : 0;
        var task = Math.Min(Column(rows, r => r.Task, "task"), Math.Max(4, width - status - time - (2 * Gap)));
        var tokens = rows.Any(r => r.Tokens.Length > 0) ? Column(rows, r => r.Tokens, "tokens") : 0;
        tokens = task + status + time + tokens + (4 * Gap) > width ? 0 : tokens;
        var rest = Math.Max(0, width - new[] { task, agent, status, time, tokens }.Where(c => c > 0).Sum(c => c + Gap));
        var title = Math.Min(Column(rows, r => r.Title, "title", 40), rows.Any(r => r.Last.Length > 0) ? Math.Max(rest / 3, rest - 60) : rest);
        var last = rows.Any(r => r.Last.Length > 0) ? Math.Max(0, rest - title - Gap) : 0;
        int[] widths = [task, title, agent, status, time, tokens, last];
        yield return $"[grey]{Escape(Join(["task", "title", "agent", "state", "time / plan", "tokens", "last output"], widths).TrimEnd())}[/]";
        foreach (var r in rows)
        {
            var before = Join([r.Task, r.Title, r.Agent], widths[..3]);
            var after = Join([r.Time, r.Tokens, r.Last], widths[4..]).TrimEnd();
            yield return $"{Escape(before)}[{Colour(r.Status)}]{CellText.Cell(r.Status.ToString(), status)}[/]{(after.Length > 0 ? "  " : "")}{Escape(after)}";
        }
    }

    private static string Join(string[] texts, int[] widths) =>
        string.Concat(texts.Zip(widths).Where(x => x.Second > 0).Select(x => CellText.Cell(x.First, x.Second) + "  "));

    private static int Column(List<Row> rows, Func<Row, string> text, string header, int most = LongestName) =>
        Math.Min(most, Math.Max(header.Length, rows.Max(r => CellText.Width(CellText.Clean(text(r))))));

    private static string Colour(TaskStatus status) => status switch
    {
        TaskStatus.InProgress => "aqua",
        TaskStatus.Validating => "yellow",
        TaskStatus.Merging => "green",
        _ => "default",
    };

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static string Escape(string text) => Spectre.Console.Markup.Escape(text);
}
