using System.Globalization;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Reports;

/// <summary>What everyone in a run should know now, in fixed sections.</summary>
public static class LivingMemory
{
    /// <summary>An assignment without a sign of life for this long is marked stale; 30 min.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(30);

    public static string Of(RunState state, RunHistory history, DateTimeOffset now)
    {
        var text = new Markdown();
        text.Heading(1, $"Living memory: {state.Plan.Title ?? state.Plan.Name}");
        Assignments(text, state, history, now);
        Budget(text, state, history);
        Context(text, state, now);
        Phases(text, state);
        Blockers(text, state);
        Decisions(text, history);
        text.Heading(2, "Last Updated").Paragraph($"{Markdown.Time(history.LastChange)}, by baton from the journal of run {state.Run}.");
        return text.ToString();
    }

    private static void Assignments(Markdown text, RunState state, RunHistory history, DateTimeOffset now)
    {
        text.Heading(2, "Current Agent Assignments");
        var open = state.Open.Select(id => state[id]).OrderBy(t => t.Rank).ToList();
        if (open.Count == 0)
        {
            text.Paragraph("Nobody is at work.");
            return;
        }

        text.Table(["Agent", "Task", "Status", "Since", "ETA", "Needs"], open.Select(t => Assignment(t, state, history, now)));
    }

    private static string?[] Assignment(TaskState task, RunState state, RunHistory history, DateTimeOffset now)
    {
        var plan = state.Graph.Task(task.Id);
        var start = task.Current!.StartedAt ?? task.Current.PlannedAt;
        var eta = start + (plan.Estimate.Expected * (state.Plan.HourPace / TimeSpan.FromHours(1)));
        var stale = now - (history.ChangesOf(task.Id) is [.., var last] ? last.At : start) > StaleAfter ? " (stale)" : "";
        return [task.Current.Agent.Value, $"{task.Id} {plan.Title}", $"{task.Status}{stale}", Markdown.Time(start), plan.Estimate.Expected > TimeSpan.Zero ? Markdown.Time(eta) : null, string.Join(", ", plan.Needs.Select(n => n.Task))];
    }

    private static void Budget(Markdown text, RunState state, RunHistory history)
    {
        text.Heading(2, "Token Budget Tracking");
        var limits = state.Plan.Limits;
        text.Table(["Figure", "Tokens"],
        [
            ["limit", limits.Tokens?.ToString()],
            ["spent before the run", limits.Spent?.ToString()],
            ["buffer", limits.Buffer?.ToString()],
            ["allowances of all tasks", RunHistory.Sum(state.Plan.Tasks.Select(t => t.Allowance.Tokens), (a, b) => a + b)?.ToString()],
            ["measured in this run", history.MeasuredTokens?.ToString() ?? "not measured"],
        ]);
    }

    private static void Context(Markdown text, RunState state, DateTimeOffset now)
    {
        text.Heading(2, "Current Session Context");
        text.Item($"Run {state.Run} of plan `{state.Plan.Name}` ({state.Plan.Hash.Short}): {state.Status}{(state.Reason is { } why ? $", {Markdown.Escape(why)}" : "")}");
        text.Item($"Started {Markdown.Time(state.StartedAt)}, {(state.FinishedAt is null ? "for" : "took")} {Markdown.Seconds((state.FinishedAt ?? now) - state.StartedAt)}");
        text.Item($"Base `{state.Origin.BaseBranch}` at `{EventText.Short(state.Origin.BaseCommit)}`, accepted work on `{state.Origin.IntegrationBranch}`");
        var done = state.Plan.Tasks.Where(t => state[t.Id].Status == TaskStatus.Complete).Select(t => t.Id.Value).ToList();
        text.Item($"Completed: {(done.Count == 0 ? "nothing yet" : string.Join(", ", done))}").Gap();
    }

    private static void Phases(Markdown text, RunState state)
    {
        text.Heading(2, "Phase Status");
        var groups = state.Plan.Groups.Select(g => (Name: $"{g.Id} {g.Title}".Trim(), Tasks: state.Plan.Tasks.Where(t => t.Group == g.Id).ToList()))
            .Append((Name: "(no group)", Tasks: [.. state.Plan.Tasks.Where(t => t.Group is null)]));
        text.Table(["Phase", "Complete", "At work", "Waiting", "Trouble"], groups.Where(g => g.Tasks.Count > 0).Select(g => Phase(g.Name, g.Tasks, state)));
    }

    private static string?[] Phase(string name, List<PlanTask> tasks, RunState state)
    {
        var statuses = tasks.Select(t => state[t.Id].Status).ToList();
        var trouble = statuses.Count(s => s is TaskStatus.Blocked or TaskStatus.DeadLettered or TaskStatus.Cancelled or TaskStatus.RolledBack);
        return [name, $"{statuses.Count(s => s.Satisfies())}/{statuses.Count}", Count(tasks.Count(t => state.Open.Contains(t.Id))), Count(statuses.Count(s => s is TaskStatus.Pending or TaskStatus.Queued or TaskStatus.Parked)), Count(trouble)];
    }

    private static string Count(int n) => n.ToString(CultureInfo.InvariantCulture);

    private static void Blockers(Markdown text, RunState state)
    {
        text.Heading(2, "Blockers");
        var blocked = state.Plan.Tasks.Select(t => state[t.Id])
            .Where(t => t.Status is TaskStatus.Blocked or TaskStatus.DeadLettered or TaskStatus.AwaitingApproval or TaskStatus.Parked).ToList();
        foreach (var task in blocked)
        {
            text.Item($"{task.Id} {task.Status}: {Markdown.Escape(task.Reason ?? "")}");
        }

        text.Paragraph(blocked.Count == 0 ? "None." : "");
    }

    private static void Decisions(Markdown text, RunHistory history)
    {
        text.Heading(2, "Key Decisions");
        foreach (var decided in history.Decisions.TakeLast(50))
        {
            text.Item($"{Markdown.Time(decided.At)} {Markdown.Escape(decided.By)} {Markdown.Escape(decided.What)}{(decided.Why is { } why ? $": {Markdown.Escape(why)}" : "")}");
        }

        text.Paragraph(history.Decisions.Count == 0 ? "None." : "");
    }
}
