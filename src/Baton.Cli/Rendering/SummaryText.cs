using System.Globalization;
using System.Text;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Engine.Dispatch;
using Baton.Engine.Reports;

namespace Baton.Cli.Rendering;

/// <summary>Where a run stands, as a small table.</summary>
internal static class SummaryText
{
    private const int LongestId = 24;
    private const int MostRows = 100;
    private const int MostRemarks = 3;

    /// <param name="width">Columns of the terminal; null: as wide as it gets.</param>
    public static string Of(RunRecord record, DateTimeOffset now, int? width)
    {
        var history = RunHistory.Of(record.Plan, record.Events);
        var state = record.State;
        var text = new StringBuilder();
        var elapsed = state.StartedAt is { } start ? DurationFormat.Of((state.FinishedAt ?? now) - start) : "not started";
        text.Append(CultureInfo.InvariantCulture, $"{Paint.Bold(CellText.Clean(record.Plan.Name))}  run {state.Run}  {Status(state.Status)}  {state.Satisfied}/{state.Tasks.Count} tasks  {elapsed}\n");
        var shown = Shown(record.Plan, state, history);
        var idWidth = shown.Select(t => Math.Min(LongestId, t.Id.Value.Length)).DefaultIfEmpty(0).Max();
        foreach (var task in shown)
        {
            text.Append(Row(state[task.Id], history, task.Title, idWidth, width)).Append('\n');
        }

        if (shown.Count < record.Plan.Tasks.Length)
        {
            text.Append(Rest(record.Plan, state, shown)).Append('\n');
        }

        return text.Append(Totals(RunTotalsJson.Of(state, history))).Append('\n').ToString();
    }

    /// <summary>All of a small plan; of a large one those at work and those that had trouble.</summary>
    private static List<PlanTask> Shown(Plan plan, RunState state, RunHistory history) => plan.Tasks.Length <= MostRows
        ? [.. plan.Tasks]
        : [.. plan.Tasks.Where(t => state[t.Id].Status is not (TaskStatus.Pending or TaskStatus.Queued or TaskStatus.Complete)
            || history.AttemptsOf(t.Id).Any(a => a is { Failure: not null, WasStopped: false })).Take(MostRows)];

    private static string Rest(Plan plan, RunState state, List<PlanTask> shown)
    {
        var rest = plan.Tasks.Except(shown).GroupBy(t => state[t.Id].Status).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key}");
        return $"  and {plan.Tasks.Length - shown.Count} more: {string.Join(", ", rest)} (see baton list)";
    }

    private static string Row(TaskState task, RunHistory history, string title, int idWidth, int? width)
    {
        var attempts = history.AttemptsOf(task.Id);
        var time = WorkTime.Of(attempts) is { } work ? DurationFormat.Of(work) : "";
        var fixedPart = $"  {CellText.Cell(task.Id.Value, idWidth)}  {Paint.Of(task.Status, task.Status.ToString().PadRight(16))} {time,7}  ";
        var remarks = Remarks(attempts);
        var room = width is { } w ? Math.Max(8, w - 1 - idWidth - 29 - (remarks.Length > 0 ? remarks.Length + 2 : 0)) : int.MaxValue;
        return $"{fixedPart}{CellText.Fit(title, room)}{(remarks.Length > 0 ? $"  {Paint.Warn(remarks)}" : "")}".TrimEnd();
    }

    private static string Remarks(IReadOnlyList<AttemptStory> attempts)
    {
        var failed = attempts.Where(a => a.Failure is not null).ToList();
        var shown = failed.TakeLast(MostRemarks).Select(a => $"#{a.Number} {(a.ClaimedFalsely ? "false claim caught" : a.Failure!.Code)}");
        return failed.Count == 0 ? "" : $"[{(failed.Count > MostRemarks ? "…; " : "")}{string.Join("; ", shown)}]";
    }

    private static string Totals(RunTotalsJson t)
    {
        (int Count, string One, string Many)[] kinds =
        [
            (t.Accepted, "accepted", "accepted"), (t.FalseClaims, "false claim caught", "false claims caught"), (t.Conflicts, "merge conflict", "merge conflicts"),
            (t.Failures - t.FalseClaims - t.Conflicts, "failed otherwise", "failed otherwise"), (t.Stopped, "stopped", "stopped"),
        ];
        var parts = kinds.Where(k => k.Count > 0).Select(k => $"{k.Count} {(k.Count == 1 ? k.One : k.Many)}").ToList();
        var tokens = t.Tokens is { } n ? $"; {new Tokens(n)} tokens measured" : "";
        var cost = t.CostUsd is { } usd ? $", {new Money(usd)}" : "";
        return $"{t.Attempts} attempt{(t.Attempts == 1 ? "" : "s")}{(parts.Count > 0 ? ": " + string.Join(", ", parts) : "")}{tokens}{cost}";
    }

    public static string Status(RunStatus status) => status switch
    {
        RunStatus.Succeeded => Paint.Good(status.ToString()),
        RunStatus.Failed or RunStatus.Cancelled => Paint.Bad(status.ToString()),
        RunStatus.Paused => Paint.Warn(status.ToString()),
        _ => status.ToString(),
    };
}
