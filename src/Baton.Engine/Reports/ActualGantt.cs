using System.Text;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Schedules;

namespace Baton.Engine.Reports;

/// <summary>The schedule that was planned against what happened, task by task, on one axis of clock time.</summary>
internal sealed class ActualGantt
{
    private const int MostTasks = 40;
    private const int Columns = 72;
    private const int LongestId = 20;
    private readonly List<ActualTask> _tasks;
    private readonly TimeSpan _end;

    private ActualGantt(List<ActualTask> tasks)
    {
        _tasks = tasks;
        _end = tasks.SelectMany(t => new[] { t.PlannedEnd ?? TimeSpan.Zero, t.End ?? TimeSpan.Zero }).DefaultIfEmpty(TimeSpan.Zero).Max();
    }

    public IReadOnlyList<ActualTask> Tasks => _tasks;

    public static ActualGantt Of(RunState state, RunHistory history, DateTimeOffset now)
    {
        var schedule = PlanScheduler.Compute(state.Plan);
        var planned = schedule.Tasks.ToDictionary(t => t.Id);
        var pace = state.Plan.HourPace / TimeSpan.FromHours(1);
        var start = state.StartedAt ?? state.PlannedAt;
        return new ActualGantt([.. state.Plan.Tasks.Select(t => new ActualTask
        {
            Task = t,
            PlannedStart = planned.TryGetValue(t.Id, out var p) && t.Estimate.Expected > TimeSpan.Zero ? p.Start * pace : null,
            PlannedEnd = t.Estimate.Expected > TimeSpan.Zero ? p?.Finish * pace : null,
            Attempts = [.. history.AttemptsOf(t.Id).Select(a => ((a.StartedAt ?? a.PlannedAt) - start, (a.ExitedAt ?? a.EndedAt ?? now) - start, a.Failure is null))],
            End = history.CompletedAt(t.Id) - start,
        })]);
    }

    /// <returns>Lines of text; none when nothing has started.</returns>
    public IEnumerable<string> Lines()
    {
        if (_end <= TimeSpan.Zero || _tasks.All(t => t.Attempts.Count == 0))
        {
            yield break;
        }

        var shown = _tasks.Count <= MostTasks ? _tasks : [.. _tasks.OrderByDescending(t => t.Late ?? TimeSpan.MinValue).Take(MostTasks)];
        var margin = Math.Min(LongestId, shown.Max(t => t.Task.Id.Value.Length)) + 2;
        yield return new string(' ', margin) + Axis();
        foreach (var task in shown)
        {
            var id = task.Task.Id.Value;
            yield return $"{(id.Length > LongestId ? id[..(LongestId - 1)] + "…" : id).PadRight(margin)}{Planned(task)}".TrimEnd();
            yield return $"{new string(' ', margin)}{Actual(task)}".TrimEnd();
        }

        yield return "";
        yield return "░ as planned   █ attempt that is accepted or still open   ▒ attempt that failed or was stopped   ◆ merged";
        if (shown.Count < _tasks.Count)
        {
            yield return $"The {shown.Count} tasks of {_tasks.Count} that ended latest against the plan.";
        }
    }

    private string Axis()
    {
        var end = Markdown.Seconds(_end);
        var middle = Markdown.Seconds(_end / 2);
        var line = new StringBuilder("0").Append(' ', Columns - 1);
        line.Remove(Columns / 2, middle.Length).Insert(Columns / 2, middle);
        return line.ToString(0, Columns - end.Length) + end;
    }

    private string Planned(ActualTask task)
    {
        var cells = Blank();
        if (task is { PlannedStart: { } start, PlannedEnd: { } end })
        {
            Fill(cells, start, end, '░');
        }

        return new(cells);
    }

    private string Actual(ActualTask task)
    {
        var cells = Blank();
        foreach (var (start, end, sound) in task.Attempts)
        {
            Fill(cells, start, end, sound ? '█' : '▒');
        }

        if (task.End is { } merged)
        {
            cells[Math.Clamp(Column(merged), 0, Columns - 1)] = '◆';
        }

        return new(cells);
    }

    private static char[] Blank() => [.. Enumerable.Repeat(' ', Columns)];

    private void Fill(char[] cells, TimeSpan start, TimeSpan end, char glyph)
    {
        var from = Math.Clamp(Column(start), 0, Columns - 1);
        cells.AsSpan(from, Math.Clamp(Column(end) - from, 1, Columns - from)).Fill(glyph);
    }

    private int Column(TimeSpan at) => (int)Math.Round(at / _end * Columns);
}

/// <summary>A task's planned and actual times, from the run's start.</summary>
internal sealed record ActualTask
{
    public required PlanTask Task { get; init; }

    /// <summary>Null: the plan has no estimate.</summary>
    public required TimeSpan? PlannedStart { get; init; }
    public required TimeSpan? PlannedEnd { get; init; }
    public required IReadOnlyList<(TimeSpan Start, TimeSpan End, bool Sound)> Attempts { get; init; }

    /// <summary>When its work was accepted; null: not yet.</summary>
    public required TimeSpan? End { get; init; }

    /// <summary>How much later than planned it was accepted; negative: earlier.</summary>
    public TimeSpan? Late => End - PlannedEnd;

    public string LateText => Late is not { } late ? "–" : (late < TimeSpan.Zero ? "−" : "+") + Markdown.Seconds(late.Duration());
}
