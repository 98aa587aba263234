using System.Globalization;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Reports;

/// <summary>What happened, task by task, with a table per group.</summary>
public static class ExecutionLog
{
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
            text.Table(["When", "To", "Who", "Why"], history.ChangesOf(task.Id).Select(c => new[] { Markdown.Time(c.At), c.To.ToString(), c.Who, c.Why }));
        }
    }

    private static void Attempt(Markdown text, AttemptStory attempt)
    {
        text.Heading(4, $"Attempt {attempt.Number} by {attempt.Agent}: {(attempt.Accepted ? "accepted" : attempt.Failure?.Code ?? "open")}");
        if (attempt.Failure is { } failure)
        {
            text.Paragraph(Markdown.Escape(failure.Message));
        }

        if (attempt.Work is { } work)
        {
            text.Paragraph($"{work.Changes.Length} file(s) in `{EventText.Short(work.Commit)}`, kept as `{work.Ref}`.");
        }

        var results = attempt.Evidence.SelectMany(e => e.Results.Select(r => new[] { e.Stage.ToString(), r.Name, r.Verdict.ToString(), r.Reason, Markdown.Seconds(r.Duration) })).ToList();
        if (results.Count > 0)
        {
            text.Table(["Judged", "Check", "Verdict", "Reason", "Time"], results);
        }
    }
}

internal static class WorkTime
{
    /// <summary>Time that agents were at work, over attempts; null before the first has ended.</summary>
    public static TimeSpan? Of(IEnumerable<AttemptStory> attempts) =>
        RunHistory.Sum(attempts.Select(a => a is { StartedAt: { } start, ExitedAt: { } end } ? end - start : (TimeSpan?)null), (a, b) => a + b);
}
