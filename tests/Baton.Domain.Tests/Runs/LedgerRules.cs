using Baton.Domain.Budgets;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Xunit;

namespace Baton.Domain.Tests.Runs;

/// <summary>Books kept a second time, straight from the events, and what has to hold between the two after every event.</summary>
internal sealed class LedgerRules(Plan plan)
{
    private readonly Dictionary<(Currency, TaskId), (decimal? Reserved, decimal Seen, decimal Measured, decimal Estimated, AgentId Agent)> _tasks = [];
    private readonly Dictionary<(TaskId, int), int> _notes = [];
    private readonly Dictionary<Currency, decimal> _raised = [];
    private Ledger? _last;

    public void Hold(RunState state, RunEvent e, string seed)
    {
        Note(state, e);
        var isNew = !ReferenceEquals(state.Ledger, _last);
        _last = state.Ledger;
        foreach (var currency in Amount.Currencies)
        {
            AssertAtWork(state, currency, seed);
            if (isNew)
            {
                Compare(state, currency, seed);
            }

            if (isNew || e is RunEvent.TaskCompleted or RunEvent.TaskRolledBack or RunEvent.TaskCancelled or RunEvent.TaskSkipped or RunEvent.TaskResubmitted or RunEvent.TaskDeadLettered)
            {
                AssertStanding(state, currency, seed);
            }
        }

        Assert.All(_notes.Values, n => Check(n <= 64, () => $"{seed}: {n} notes of one attempt's usage"));
        Assert.All(state.Ledger.Held, id => Check(state[id].Status == TaskStatus.Blocked, () => $"{seed}: {id} is held and {state[id].Status}"));
        Check(state.Ledger.Alerts.Select(a => a.Key).Distinct().Count() == state.Ledger.Alerts.Count, () => $"{seed}: an alert was given twice");
        if (e is RunEvent.AttemptPlanned { Reserved: { } reserved })
        {
            Assert.All(Amount.Currencies, c => Check(reserved[c] is null or 0 || state.Ledger[c].Limit is null || state.Ledger[c].Free >= 0, () => $"{seed}: {e} took more than there is"));
        }
    }

    private void Note(RunState state, RunEvent e)
    {
        switch (e)
        {
            case RunEvent.AttemptPlanned p:
                Each(p.Task, (c, f) => (p.Reserved?[c], 0, f.Measured, f.Estimated, p.Agent));
                break;
            case RunEvent.UsageNoted u:
                _notes[(u.Task, u.Attempt)] = _notes.GetValueOrDefault((u.Task, u.Attempt)) + 1;
                Each(u.Task, (c, f) => f with { Seen = Math.Max(f.Seen, Settlement.Believable(u.Usage)[c] ?? 0) });
                break;
            case RunEvent.AttemptExited x:
                var settled = x.Settled ?? Settlement.Reported(x.Exit.Usage);
                Each(x.Task, (c, f) => Settle(f, settled, c));
                AssertNotForFree(x, settled);
                break;
            case RunEvent.AttemptFailed f when state[f.Task].Current!.Exit is null:
                Each(f.Task, (c, g) => Settle(g, f.Settled ?? new Settlement(default(Amount)), c));
                break;
            case RunEvent.BudgetRaised r:
                Array.ForEach(Amount.Currencies, c => _raised[c] = _raised.GetValueOrDefault(c) + (r.Amount[c] ?? 0));
                break;
        }
    }

    private static (decimal?, decimal, decimal, decimal, AgentId) Settle((decimal? Reserved, decimal Seen, decimal Measured, decimal Estimated, AgentId Agent) f, Settlement s, Currency c)
    {
        var cost = s.Cost[c] ?? 0;
        return (null, 0, f.Measured + (s.IsEstimated(c) ? 0 : cost), f.Estimated + (s.IsEstimated(c) ? cost : 0), f.Agent);
    }

    /// <summary>An ended attempt costs what it reported, or at least what was kept for it: nothing is silently 0.</summary>
    private void AssertNotForFree(RunEvent.AttemptExited x, Settlement settled)
    {
        var allowance = Amount.Of(plan.Tasks.First(t => t.Id == x.Task).Allowance);
        foreach (var currency in Amount.Currencies.Where(c => allowance[c] is not null))
        {
            Assert.NotNull(settled.Cost[currency]);
            Assert.True(settled.IsEstimated(currency) ? settled.Cost[currency] >= allowance[currency] || x.Exit.Usage.Partial || settled.Cost[currency] >= Settlement.Believable(x.Exit.Usage)[currency] : settled.Cost[currency] == Settlement.Believable(x.Exit.Usage)[currency]);
        }
    }

    private void Each(TaskId id, Func<Currency, (decimal? Reserved, decimal Seen, decimal Measured, decimal Estimated, AgentId Agent), (decimal?, decimal, decimal, decimal, AgentId)> change)
    {
        foreach (var currency in Amount.Currencies)
        {
            _tasks[(currency, id)] = change(currency, _tasks.GetValueOrDefault((currency, id)));
        }
    }

    private void Compare(RunState state, Currency currency, string seed)
    {
        var account = state.Ledger[currency];
        var mine = _tasks.Where(t => t.Key.Item1 == currency).ToList();
        foreach (var (key, own) in mine)
        {
            var figures = account.Of(key.Item2);
            var expected = new Figures(own.Reserved ?? 0, own.Seen, Math.Max(own.Reserved ?? 0, own.Seen), own.Measured, own.Estimated);
            Check(figures == expected, () => $"{seed}: {key.Item2} has {figures}, not {expected}");
            Check(figures is { Reserved: >= 0, Seen: >= 0, Measured: >= 0, Estimated: >= 0 }, () => $"{seed}: {figures}");
        }

        var total = account.Tasks.Values.Aggregate(default(Figures), (a, b) => a + b);
        Check(account.Total == total, () => $"{seed}: the whole has {account.Total}, its tasks {total}");
        Check(account.Agents.Values.Aggregate(default(Figures), (a, b) => a + b) == total, () => $"{seed}: the agents differ from the whole");
        Assert.All(mine.GroupBy(t => t.Value.Agent), g => Check(account.Of(g.Key) == g.Aggregate(default(Figures), (a, t) => a + account.Of(t.Key.Item2)), () => $"{seed}: agent {g.Key}"));
        var limit = currency == Currency.Tokens ? plan.Limits.Tokens?.Count : plan.Limits.Money?.ToExact().Usd;
        Check(account.Limit == (limit is null ? null : limit + _raised.GetValueOrDefault(currency)), () => $"{seed}: limit {account.Limit}");
        Check(account.Available + account.Total.Reserved + account.Total.Settled + account.Spent == (account.Limit ?? account.Spent), () => $"{seed}: {account} does not add up");
        Check(account.Overrun == account.Tasks.Sum(t => t.Value.OverrunOf(Amount.Of(plan.Tasks.First(p => p.Id == t.Key).Allowance)[currency])), () => $"{seed}: overrun {account.Overrun}");
    }

    private static void Check(bool holds, Func<string> what)
    {
        if (!holds)
        {
            Assert.Fail(what());
        }
    }

    /// <summary>Nothing is kept for tasks that are not at work.</summary>
    private static void AssertAtWork(RunState state, Currency currency, string seed)
    {
        foreach (var (id, figures) in state.Ledger[currency].Tasks)
        {
            Check(figures is { Reserved: 0, Seen: 0, Pledged: 0 } || state[id].Status is TaskStatus.Spawned or TaskStatus.InProgress, () => $"{seed}: {figures} for {id}, which is {state[id].Status}");
        }
    }

    private static void AssertStanding(RunState state, Currency currency, string seed)
    {
        var s = BudgetStanding.Of(state, currency);
        Check(s is { Reserve: null or >= 0, BufferLeft: >= 0, Overdrawn: >= 0, Planned: >= 0 }, () => $"{seed}: {s}");
        Check(s.BufferLeft <= s.Account.Buffer - s.Account.BufferUsed, () => $"{seed}: more buffer than there is");
        Check(s.Account.Limit is null || s.Account.Spent + s.Account.Total.Committed + s.Planned + s.BufferLeft + s.Reserve == s.Account.Limit + s.Overdrawn, () => $"{seed}: {s} does not add up");
        Check(s.Forecast is null == (s.Account.Total is { Measured: 0, Seen: 0 }), () => $"{seed}: a forecast without measurement, or none with one");
        Check(s.Forecast is null || (s.Forecast.AtCompletion >= s.Account.Total.Used && s.Forecast.ToComplete >= 0), () => $"{seed}: {s.Forecast}");
    }
}
