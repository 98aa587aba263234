using System.Text;
using Baton.Domain.Runs;
using Baton.Engine.Charts;

namespace Baton.Engine.Reports;

/// <summary>The budget as plain text for a terminal, and as a chapter of Markdown documents.</summary>
public static class BudgetText
{
    private const int MostLines = 200;
    private const string Charged = "they are charged their whole allowance, or what was seen if that is more";

    /// <param name="width">Columns.</param>
    public static string Of(RunState state, RunHistory history, int width)
    {
        var text = new StringBuilder();
        Table(text, BudgetTables.Whole(state), 1, width);
        Table(text, BudgetTables.Agents(state), 2, width);
        Table(text, BudgetTables.Tasks(state), 2, width);
        foreach (var (at, alert) in history.Alerts)
        {
            text.Append(Markdown.Time(at)).Append("  ").Append(EventText.OfAlert(alert)).Append('\n');
        }

        foreach (var line in Remarks(history))
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The whole, agents and tasks with figures, alerts and remarks; the caller writes the heading.</summary>
    internal static void AddTo(Markdown text, RunState state, RunHistory history)
    {
        var (head, rows) = BudgetTables.Whole(state);
        if (head.Length == 1)
        {
            text.Paragraph("The plan sets no budget, and no attempt told what it used.");
            return;
        }

        text.Table(head, rows);
        foreach (var (lineHead, lines) in new[] { BudgetTables.Agents(state), BudgetTables.Tasks(state) })
        {
            if (lines.Count > 0)
            {
                text.Table(lineHead, lines.Take(MostLines));
            }
        }

        foreach (var (at, alert) in history.Alerts)
        {
            text.Item($"{Markdown.Time(at)} {Markdown.Escape(EventText.OfAlert(alert))}");
        }

        var remarks = Remarks(history).ToList();
        remarks.ForEach(r => text.Item(Markdown.Escape(r)));
        if (history.Alerts.Count + remarks.Count > 0)
        {
            text.Gap();
        }
    }

    private static IEnumerable<string> Remarks(RunHistory history)
    {
        foreach (var attempt in history.Attempts.Where(a => a.Settled?.Remark is not null))
        {
            yield return $"{attempt.Task}#{attempt.Number}: {attempt.Settled!.Remark}";
        }

        var ended = history.Attempts.Count(a => a.ExitedAt is not null);
        var silent = history.Attempts.Count(a => a.ExitedAt is not null && a.Measured.Tokens is null);
        if (silent > 0)
        {
            var free = history.Attempts.Count(a => a.ExitedAt is not null && a.Measured.Tokens is null && a.Settled?.Cost.Tokens is null);
            yield return $"{silent} of {ended} attempts told nothing about tokens that can be believed; {(free == silent ? "what they used is in none of these figures" : free == 0 ? Charged : $"{silent - free} are charged their whole allowance, what {free} used is in none of these figures")}.";
        }
    }

    private static void Table(StringBuilder text, (string[] Head, IReadOnlyList<string?[]> Rows) table, int fixedColumns, int width)
    {
        if (table.Rows.Count == 0)
        {
            return;
        }

        foreach (var line in TextTable.Lines(table.Head, [.. table.Rows.Select(r => r.Select(c => c ?? "").ToArray())], fixedColumns, width, '-'))
        {
            text.Append(line).Append('\n');
        }

        text.Append('\n');
    }
}
