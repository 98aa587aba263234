using Baton.Domain.Plans;
using Baton.Domain.Runs;

namespace Baton.Domain.Budgets;

/// <summary>Watches the books: notes what attempts at work use, tells people once per figure, and carries out what the plan says then.</summary>
internal static class BudgetWatch
{
    /// <summary>Shares of its allowance at which an attempt's usage is written down; beyond the last, with every growth by half.</summary>
    private static readonly decimal[] Marks = [0.5m, 0.8m, 1.0m, BudgetRules.Tolerance];

    /// <summary>At most so many notes of an attempt's usage in one currency, apart from those that raise an alert.</summary>
    private const int MostMarks = 16;

    /// <summary>Usage of an attempt at work. Only what matters becomes a fact, so that their number is bounded whatever a program prints.</summary>
    public static Decision.Refused? See(Draft draft, AttemptId attempt, Usage usage)
    {
        var state = draft.State;
        var used = Settlement.Believable(usage);
        if (!state.Graph.HasBudget || used.IsNone)
        {
            return null;
        }

        var noted = new RunEvent.UsageNoted(attempt.Task, attempt.Number, usage);
        return CrossesMark(state, attempt.Task, used) || SpendsBeyondTheEnd(state, attempt.Task, used) || Due(state.Apply(noted, draft.Now), attempt.Task).Any() ? draft.Emit(noted) : null;
    }

    /// <summary>The budget was used up before it was known that this attempt costs anything.</summary>
    private static bool SpendsBeyondTheEnd(RunState state, TaskId id, Amount used) =>
        state[id].Current?.Stopping is null && state.Ledger.Alerts.Exists(a => a.Kind == AlertKind.Exhausted && used[a.Currency] > 0);

    private static bool CrossesMark(RunState state, TaskId id, Amount used)
    {
        foreach (var currency in Amount.Currencies)
        {
            var basis = Amount.Of(state.Graph.Task(id).Allowance)[currency] ?? state.Ledger[currency].Budget;
            if (used[currency] is { } now && basis > 0 && MarkOf(now, basis.Value) > MarkOf(state.Ledger[currency].Of(id).Seen, basis.Value))
            {
                return true;
            }
        }

        return false;
    }

    private static int MarkOf(decimal used, decimal basis)
    {
        var mark = Marks.Count(m => used >= basis * m);
        for (var next = basis * Marks[^1] * 1.5m; mark >= Marks.Length && mark < MostMarks && used >= next; next *= 1.5m)
        {
            mark++;
        }

        return mark;
    }

    /// <summary>Follows the events of a decision and adds what they mean for the budget.</summary>
    public static void Follow(Draft draft)
    {
        for (var i = 0; draft.State.Graph.HasBudget && i < draft.Events.Count; i++)
        {
            TaskId? about = draft.Events[i] switch
            {
                RunEvent.UsageNoted u => u.Task,
                RunEvent.AttemptExited x => x.Task,
                RunEvent.AttemptFailed f => f.Task,
                _ => null,
            };
            if (about is { } task)
            {
                Raise(draft, task);
            }
        }
    }

    private static void Raise(Draft draft, TaskId task)
    {
        foreach (var alert in Due(draft.State, task).ToList())
        {
            draft.Emit(new RunEvent.BudgetAlerted(alert));
            Act(draft, alert);
        }

        foreach (var alert in draft.State.Ledger.Alerts)
        {
            if (alert.Kind == AlertKind.Exhausted && draft.State.Ledger[alert.Currency].Of(task).Seen > 0)
            {
                draft.Stop(task, StopReason.Budget, alert.Text);
            }
        }
    }

    private static void Act(Draft draft, BudgetAlert alert)
    {
        if (alert.Degrade?.Kind == DegradeKind.Pause && alert is { Task: null, Agent: null } && draft.State.Status == RunStatus.Running)
        {
            draft.Emit(new RunEvent.Paused("baton", alert.Text));
        }

        if (alert.Kind != AlertKind.Exhausted && alert.Degrade?.Kind != DegradeKind.Stop)
        {
            return;
        }

        foreach (var id in draft.State.Open)
        {
            var covered = alert.Task is { } task ? task == id : alert.Agent is not { } agent || draft.State[id].Current!.Agent == agent;
            if (covered && BudgetRules.MaySpend(draft.State, id, alert.Currency))
            {
                draft.Stop(id, StopReason.Budget, alert.Text);
            }
        }
    }

    /// <summary>Alerts that the books call for and that were not given yet, about the task, its agent and the whole.</summary>
    private static IEnumerable<BudgetAlert> Due(RunState state, TaskId task)
    {
        foreach (var currency in Amount.Currencies)
        {
            var account = state.Ledger[currency];
            var alerts = OfTask(state, account, task).Concat(OfAgent(state, account, task)).Concat(OfDraws(account)).Concat(OfWhole(state, account));
            foreach (var alert in alerts.Where(a => !state.Ledger.HasGiven(a.Key)))
            {
                yield return alert;
            }
        }
    }

    private static IEnumerable<BudgetAlert> OfTask(RunState state, Account account, TaskId id)
    {
        if (Amount.Of(state.Graph.Task(id).Allowance)[account.Currency] is { } most && account.Of(id).Used is var used && used > most * BudgetRules.Tolerance)
        {
            yield return Beyond(account, id, null, used, most, BudgetRules.DegradeOf(state, id));
        }
    }

    private static IEnumerable<BudgetAlert> OfAgent(RunState state, Account account, TaskId id)
    {
        var agent = state.Graph.AgentOf(id);
        if (agent is not null && Amount.Of(agent.Allowance)[account.Currency] is { } most && account.Of(agent.Id).Used is var used && used > most * BudgetRules.Tolerance)
        {
            yield return Beyond(account, null, agent.Id, used, most, BudgetRules.DegradeOf(state, agent));
        }
    }

    private static BudgetAlert Beyond(Account account, TaskId? task, AgentId? agent, decimal used, decimal most, Degrade? degrade)
    {
        var who = task is { } t ? $"task {t}" : $"agent {agent}";
        var text = $"{who} has used {Amount.Text(account.Currency, used)}, more than {BudgetRules.Tolerance} times its allowance of {Amount.Text(account.Currency, most)}.";
        return new(AlertKind.Allowance, account.Currency, task, agent, used, most, degrade, text);
    }

    private static IEnumerable<BudgetAlert> OfDraws(Account account)
    {
        if (account.Limit is null || account.Overrun <= 0)
        {
            yield break;
        }

        var overrun = $"Overruns of {Amount.Text(account.Currency, account.Overrun)} draw on the";
        if (account.Buffer > 0)
        {
            yield return new(AlertKind.Buffer, account.Currency, null, null, account.Overrun, account.Buffer, null, $"{overrun} buffer of {Amount.Text(account.Currency, account.Buffer)}.");
        }

        if (account.Overrun > account.Buffer)
        {
            var past = account.Buffer > 0 ? $"reserve: the buffer of {Amount.Text(account.Currency, account.Buffer)} is used up." : "reserve: there is no buffer.";
            yield return new(AlertKind.Reserve, account.Currency, null, null, account.Overrun, account.Buffer, null, $"{overrun} {past}");
        }
    }

    private static IEnumerable<BudgetAlert> OfWhole(RunState state, Account account)
    {
        for (var kind = AlertKind.Target; kind <= AlertKind.Exhausted; kind++)
        {
            if (BudgetRules.At(state, kind, account.Currency) is { } at && account.Total.Used is var used && used > 0 && used >= at)
            {
                var degrade = kind == AlertKind.Warning ? state.Plan.Limits.Degrade : null;
                yield return new(kind, account.Currency, null, null, used, at, degrade, Text(kind, account, used, at));
            }
        }
    }

    private static string Text(AlertKind kind, Account account, decimal used, decimal at) => kind == AlertKind.Exhausted
        ? $"The budget is used up: {Amount.Text(account.Currency, used)} of {Amount.Text(account.Currency, at)}."
        : $"The run has used {Amount.Text(account.Currency, used)}, its {kind.ToString().ToLowerInvariant()} is {Amount.Text(account.Currency, at)} of {Amount.Text(account.Currency, account.Budget!.Value)}.";
}
