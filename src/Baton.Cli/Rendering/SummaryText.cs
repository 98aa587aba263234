using System.Globalization;
using System.Text;
using Baton.Domain.Runs;
using Baton.Engine.Dispatch;
using Baton.Engine.Reports;

namespace Baton.Cli.Rendering;

/// <summary>Where a run stands, as a small table.</summary>
internal static class SummaryText
{
    public static string Of(RunRecord record, DateTimeOffset now)
    {
        var history = RunHistory.Of(record.Plan, record.Events);
        var state = record.State;
        var text = new StringBuilder();
        var elapsed = state.StartedAt is { } start ? DurationFormat.Of((state.FinishedAt ?? now) - start) : "not started";
        text.AppendLine(CultureInfo.InvariantCulture, $"{record.Plan.Name}  run {state.Run}  {state.Status}  {state.Satisfied}/{state.Tasks.Count} tasks  {elapsed}");
        var idWidth = Math.Max(4, record.Plan.Tasks.Max(t => t.Id.Value.Length));
        foreach (var task in record.Plan.Tasks)
        {
            text.AppendLine(Row(state[task.Id], history, task.Title, idWidth));
        }

        text.Append(Totals(RunTotalsJson.Of(state, history)));
        return text.ToString();
    }

    private static string Row(TaskState task, RunHistory history, string title, int idWidth)
    {
        var attempts = history.AttemptsOf(task.Id);
        var work = attempts.Where(a => a is { StartedAt: not null, ExitedAt: not null }).Aggregate(TimeSpan.Zero, (sum, a) => sum + (a.ExitedAt!.Value - a.StartedAt!.Value));
        var remarks = attempts.Where(a => a.Failure is not null).Select(a => $"#{a.Number} {(a.ClaimedFalsely ? "claimed success, caught: " : "")}{a.Failure!.Code}");
        var time = attempts.Count == 0 ? "" : DurationFormat.Of(work);
        return $"  {task.Id.Value.PadRight(idWidth)}  {task.Status,-16} {time,8}  {title}{(attempts.Any(a => a.Failure is not null) ? "  [" + string.Join("; ", remarks) + "]" : "")}".TrimEnd();
    }

    private static string Totals(RunTotalsJson t)
    {
        var tokens = t.Tokens is { } n ? $", {n.ToString("N0", CultureInfo.InvariantCulture)} tokens measured" : "";
        return $"{t.Attempts} attempts, {t.Failures} failed, of these {t.FalseClaims} false claim(s) caught and {t.Conflicts} merge conflict(s){tokens}\n";
    }
}
