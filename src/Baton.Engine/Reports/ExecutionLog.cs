using System.Globalization;
using Baton.Domain.Budgets;
using Baton.Domain.Evidence;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Reports;

/// <summary>What happened, task by task, with a table per group.</summary>
public static class ExecutionLog
{
    private const int SaidLines = 10;
    private const int LongestReason = 200;

    public static string Of(RunState state, RunHistory history)
    {
        var text = new Markdown();
        text.Heading(1, $"Execution log: {state.Plan.Title ?? state.Plan.Name}");
        text.Paragraph($"Run {state.Run}, {state.Status}. Started {Markdown.Time(state.StartedAt)}, last change {Markdown.Time(history.LastChange)}.");
        foreach (var (name, tasks) in Groups(state.Plan))
        {
            text.Heading(2, name);
            text.Table(["Task", "Title", "Agent", "Status", "Planned", "Worked", "Attempts"], tasks.Select(t => Row(t, state[t.Id], history)));
        }

        foreach (var task in state.Plan.Tasks)
        {
            Section(text, task, state[task.Id], history);
        }

        return text.ToString();
    }

    private static IEnumerable<(string Name, List<PlanTask> Tasks)> Groups(Plan plan)
    {
        foreach (var group in plan.Groups)
        {
            yield return ($"{group.Id}: {group.Title}", [.. plan.Tasks.Where(t => t.Group == group.Id)]);
        }

        var rest = plan.Tasks.Where(t => t.Group is null).ToList();
        if (rest.Count > 0)
        {
            yield return (plan.Groups.IsEmpty ? "Tasks" : "Tasks without a group", rest);
        }
    }

    private static string?[] Row(PlanTask task, TaskState state, RunHistory history)
    {
        var attempts = history.AttemptsOf(task.Id);
        return [task.Id.Value, task.Title, task.Agent?.Value, state.Status.ToString(), Markdown.Hours(task.Estimate.Expected), Markdown.Seconds(WorkTime.Of(attempts)), attempts.Count.ToString(CultureInfo.InvariantCulture)];
    }

    private static void Section(Markdown text, PlanTask task, TaskState state, RunHistory history)
    {
        text.Heading(3, $"{task.Id} {task.Title}");
        text.Item($"Status: {state.Status}{(state.Reason is { } why ? $" ({Markdown.Escape(why)})" : "")}");
        text.Item($"Owes: {(task.Outputs.IsEmpty ? "no files" : string.Join(", ", task.Outputs.Select(o => $"`{o.Path}`")))}").Gap();
        foreach (var attempt in history.AttemptsOf(task.Id))
        {
            Attempt(text, attempt);
        }

        if (history.ChangesOf(task.Id).Count > 0)
        {
            text.Table(["When", "To", "Who", "Why"], history.ChangesOf(task.Id).Select(c => new[] { Markdown.Moment(c.At), c.To.ToString(), c.Who, c.Why is { } reason ? Cut(Markdown.FirstLine(reason)) : null }));
        }
    }

    private static string Charged(Settlement? settled) => settled is null || settled is { TokensEstimated: false, MoneyEstimated: false, Remark: null } ? ""
        : $"; charged {settled.Cost}{(settled.TokensEstimated || settled.MoneyEstimated ? ", estimated" : "")}{(settled.Remark is { } remark ? $". {Markdown.Escape(remark.TrimEnd('.'))}" : "")}";

    private static string Used(Usage usage) => usage is { Total: { } tokens }
        ? $"; {tokens} tokens{(usage.Cost is { } cost ? $", {cost}" : "")}{(usage.Model is { } model ? $", {Markdown.Escape(model)}" : "")}{(usage.SessionId is { } session ? $", session `{session}`" : "")}"
        : "";

    private static string Cut(string text) => text.Length > LongestReason ? text[..LongestReason] + "…" : text;

    private static string? Counts(ValidatorResult result)
    {
        var tests = result.Tests is { } t ? new[] { $"{t.Passed} passed, {t.Failed} failed, {t.Skipped} skipped" } : [];
        var counts = string.Join("; ", tests.Concat(result.Figures.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name} {f.Value:0.######}{f.Unit}"))));
        return counts.Length == 0 ? null : counts;
    }

    private static string? Log(ValidatorResult result) => result.LogFile is null ? null : $"{result.LogFile} ({EventText.Short(result.LogDigest ?? "")})";

    private static string?[] Row(string judged, ValidatorResult r) =>
        [judged, r.Name, r.Verdict.ToString(), r.Reason, r.Command, r.ExitCode?.ToString(CultureInfo.InvariantCulture), Markdown.Seconds(r.Duration), Counts(r), Log(r)];

    private static void Attempt(Markdown text, AttemptStory attempt)
    {
        text.Heading(4, $"Attempt {attempt.Number} by {attempt.Agent}: {(attempt.Accepted ? "accepted" : attempt.Failure?.Code ?? "open")}");
        if (attempt.Failure is { } failure)
        {
            text.Paragraph(Markdown.Escape(Markdown.FirstLine(failure.Message)));
            text.Code(failure.Message.ReplaceLineEndings("\n").TrimEnd().Split('\n').Skip(1).SkipWhile(string.IsNullOrWhiteSpace));
        }

        if (attempt.Exit is { } exit)
        {
            text.Paragraph($"Exit code {exit.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "unknown"} after {Markdown.Seconds(attempt.ExitedAt - attempt.StartedAt)}{Used(exit.Usage)}{Charged(attempt.Settled)}.");
        }

        if (attempt.Work is { } work)
        {
            text.Paragraph($"{work.Changes.Length} file{(work.Changes.Length == 1 ? "" : "s")} in `{EventText.Short(work.Commit)}`, kept as `{work.Ref}`.");
        }

        text.Code(attempt.Exit?.Said is { Length: > 0 } said ? ["It said:", .. said.ReplaceLineEndings("\n").TrimEnd().Split('\n').TakeLast(SaidLines)] : []);
        var judged = attempt.Evidence.SelectMany(e => e.Results.Select(r => (Where: e.Stage.ToString(), Result: r)));
        var refused = attempt.RefusedTrees.SelectMany(t => t.Objections.Select(r => (Where: t.ToString(), Result: r)));
        var results = judged.Concat(refused).Select(x => Row(x.Where, x.Result)).ToList();
        if (results.Count > 0)
        {
            text.Table(["Judged", "Check", "Verdict", "Reason", "Command", "Exit", "Time", "Counts", "Log"], results);
        }

        foreach (var environment in attempt.Evidence.Select(e => e.Environment).OfType<EvidenceEnvironment>().DistinctBy(e => e.Digest))
        {
            text.Paragraph($"Checked on {Markdown.Escape(environment.System)} with the environment `{EventText.Short(environment.Digest)}`: {string.Join(", ", environment.Variables.Select(v => $"`{v}`"))}.");
        }
    }
}

/// <summary>How long agents worked.</summary>
public static class WorkTime
{
    /// <summary>Time that agents were at work, over attempts; null before the first has ended.</summary>
    public static TimeSpan? Of(IEnumerable<AttemptStory> attempts) =>
        RunHistory.Sum(attempts.Select(a => a is { StartedAt: { } start, ExitedAt: { } end } ? end - start : (TimeSpan?)null), (a, b) => a + b);
}
