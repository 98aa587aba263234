using System.Globalization;
using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Engine.Reports;

/// <summary>What everyone in a run should know now, in fixed sections.</summary>
public static class LivingMemory
{
    /// <summary>An assignment without a sign of life for this long is marked stale; 30 min.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(30);
    private const int MostDecisions = 50;
    private const int MostNext = 10;

    public static string Of(RunState state, RunHistory history, DateTimeOffset now)
    {
        var text = new Markdown();
        text.Heading(1, $"Living memory: {state.Plan.Title ?? state.Plan.Name}");
        Assignments(text, state, history, now);
        text.Heading(2, "Token Budget Tracking");
        BudgetText.AddTo(text, state, history);
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
        var busy = open.Select(t => t.Current!.Agent).ToHashSet();
        var idle = state.Plan.Agents.Where(a => !busy.Contains(a.Id));
        text.Table(["Agent", "Task", "Status", "Since", "ETA", "Needs"],
            open.Select(t => Assignment(t, state, history, now)).Concat(idle.Select(a => Idle(a, state))));
    }

    private static string?[] Assignment(TaskState task, RunState state, RunHistory history, DateTimeOffset now)
    {
        var plan = state.Graph.Task(task.Id);
        var start = task.Current!.StartedAt ?? task.Current.PlannedAt;
        var eta = start + (plan.Estimate.Expected * (state.Plan.HourPace / TimeSpan.FromHours(1)));
        var stale = now - (history.ChangesOf(task.Id) is [.., var last] ? last.At : start) > StaleAfter ? " (stale)" : eta < now && plan.Estimate.Expected > TimeSpan.Zero ? " (late)" : "";
        return [task.Current.Agent.Value, $"{task.Id} {plan.Title}", $"{task.Status}{stale}", Markdown.Time(start), plan.Estimate.Expected > TimeSpan.Zero ? Markdown.Time(eta) : null, Needs(plan)];
    }

    private static string?[] Idle(Agent agent, RunState state)
    {
        var own = state.Plan.Tasks.Where(t => t.Agent == agent.Id).ToList();
        var left = own.Where(t => !state[t.Id].Status.IsSettled()).OrderBy(t => state[t.Id].Rank).ToList();
        var status = own.Count == 0 ? "has no task of its own" : left.Count == 0 ? $"done ({own.Count(t => state[t.Id].Status == TaskStatus.Complete)} of {own.Count} accepted)" : "waits";
        return [agent.Id.Value, left.Count == 0 ? null : $"next: {left[0].Id} {left[0].Title}", status, null, null, left.Count == 0 ? null : Needs(left[0])];
    }

    private static string? Needs(PlanTask task) => task.Needs.IsEmpty ? null : string.Join(", ", task.Needs.Select(n => n.Task));

    private static void Context(Markdown text, RunState state, DateTimeOffset now)
    {
        text.Heading(2, "Current Session Context");
        text.Item($"Run {state.Run} of plan `{state.Plan.Name}` ({state.Plan.Hash.Short}): {state.Status}{(state.Reason is { } why ? $", {Markdown.Escape(why)}" : "")}");
        text.Item($"Started {Markdown.Time(state.StartedAt)}, {(state.FinishedAt is null ? "for" : "took")} {Markdown.Seconds((state.FinishedAt ?? now) - state.StartedAt)}");
        text.Item($"Base `{state.Origin.BaseBranch}` at `{EventText.Short(state.Origin.BaseCommit)}`, accepted work on `{state.Origin.IntegrationBranch}`");
        text.Item($"Completed: {Ids(state.Plan.Tasks.Where(t => state[t.Id].Status == TaskStatus.Complete), int.MaxValue, "nothing yet")}");
        text.Item($"Next: {Ids(state.Plan.Tasks.Where(t => !state[t.Id].Status.IsSettled() && !state.Open.Contains(t.Id)).OrderBy(t => state[t.Id].Rank), MostNext, "nothing is left to start")}").Gap();
    }

    private static string Ids(IEnumerable<PlanTask> tasks, int most, string none)
    {
        var ids = tasks.Select(t => t.Id.Value).ToList();
        return ids.Count == 0 ? none : Markdown.Escape(string.Join(", ", ids.Take(most)) + (ids.Count > most ? $" and {ids.Count - most} more" : ""));
    }

    private static void Phases(Markdown text, RunState state)
    {
        text.Heading(2, "Phase Status");
        var groups = state.Plan.Groups.Select(g => (Name: $"{g.Id} {g.Title}".Trim(), Tasks: state.Plan.Tasks.Where(t => t.Group == g.Id).ToList()))
            .Append((Name: state.Plan.Groups.IsEmpty ? "all tasks" : "(no group)", Tasks: [.. state.Plan.Tasks.Where(t => t.Group is null)]));
        text.Table(["Phase", "Status", "Complete", "At work", "Waiting", "Trouble"], groups.Where(g => g.Tasks.Count > 0).Select(g => Phase(g.Name, g.Tasks, state)));
    }

    private static string?[] Phase(string name, List<PlanTask> tasks, RunState state)
    {
        var statuses = tasks.Select(t => state[t.Id].Status).ToList();
        var trouble = statuses.Count(s => s is TaskStatus.Blocked or TaskStatus.DeadLettered or TaskStatus.Cancelled or TaskStatus.RolledBack);
        var (done, open) = (statuses.Count(s => s.Satisfies()), tasks.Count(t => state.Open.Contains(t.Id)));
        var status = done == statuses.Count ? "done" : trouble > 0 ? "in trouble" : open + done > 0 ? "in progress" : "waiting";
        return [name, status, $"{done}/{statuses.Count}", Count(open), Count(statuses.Count(s => s is TaskStatus.Pending or TaskStatus.Queued or TaskStatus.Parked)), Count(trouble)];
    }

    private static string Count(int n) => n.ToString(CultureInfo.InvariantCulture);

    private static void Blockers(Markdown text, RunState state)
    {
        text.Heading(2, "Blockers");
        var blocked = state.Plan.Tasks.Select(t => state[t.Id])
            .Where(t => t.Status is TaskStatus.Blocked or TaskStatus.DeadLettered or TaskStatus.AwaitingApproval or TaskStatus.Parked || state.IsWithPerson(t)).ToList();
        foreach (var task in blocked)
        {
            var holds = state.Graph.Plan.Tasks.Count(t => t.Needs.Any(n => n.Task == task.Id));
            text.Item($"{task.Id} {task.Status}: {Markdown.Escape(Markdown.FirstLine(task.Reason ?? "a person has to do it"))}{(holds > 0 ? $" ({holds} {(holds == 1 ? "task waits" : "tasks wait")} for it)" : "")}");
        }

        var escalated = BudgetTables.Escalations(state).ToList();
        escalated.ForEach(e => text.Item($"Budget: {Markdown.Escape(e)}"));
        End(text, blocked.Count + escalated.Count);
    }

    private static void Decisions(Markdown text, RunHistory history)
    {
        text.Heading(2, "Key Decisions");
        var shown = history.Decisions.TakeLast(MostDecisions).ToList();
        if (shown.Count < history.Decisions.Count)
        {
            text.Item($"{history.Decisions.Count - shown.Count} earlier ones are in the report");
        }

        shown.ForEach(d => text.Item(d.ToMarkdown()));
        End(text, shown.Count);
    }

    private static void End(Markdown text, int items)
    {
        if (items == 0)
        {
            text.Paragraph("None.");
        }
        else
        {
            text.Gap();
        }
    }
}
