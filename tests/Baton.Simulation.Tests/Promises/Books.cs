using Baton.Domain.Budgets;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using Baton.Simulation.Worlds;

namespace Baton.Simulation.Promises;

/// <summary>The budget, kept a second time attempt by attempt: what was limited, spent, reserved, settled and is free adds up after every event, and nobody starts without his share.</summary>
internal sealed class Books(World world, Witness witness)
{
    private readonly Dictionary<AttemptId, Entry> _open = [];
    private readonly List<(AttemptId Attempt, AgentId Agent, Amount Cost)> _settled = [];
    private readonly List<BudgetAlert> _alerts = [];
    private readonly List<Amount> _raises = [];
    private readonly List<(AttemptId Attempt, BudgetAlert Alert)> _toStop = [];

    /// <summary>Something was used since the budget was raised last: only then people hear of it again.</summary>
    private bool _isUsed;

    private RunState State => witness.State;

    /// <summary>To be called before the event is applied.</summary>
    public void Look(RunEvent e)
    {
        _isUsed = (_isUsed || e is RunEvent.UsageNoted or RunEvent.AttemptExited or RunEvent.AttemptFailed) && e is not RunEvent.BudgetRaised;
        switch (e)
        {
            case RunEvent.AttemptPlanned p:
                Planned(p);
                break;
            case RunEvent.UsageNoted u when _open.TryGetValue(new(u.Task, u.Attempt), out var entry):
                entry.See(Settlement.Believable(u.Usage));
                witness.Demand(++entry.Notes <= 64, $"{u.Task}#{u.Attempt} has {entry.Notes} notes of what it used.");
                break;
            case RunEvent.AttemptExited x:
                Charge(new(x.Task, x.Attempt), x.Settled ?? Settlement.Reported(x.Exit.Usage));
                break;
            case RunEvent.AttemptFailed f when _open.ContainsKey(new(f.Task, f.Attempt)):
                Lost(f);
                break;
            case RunEvent.BudgetAlerted b:
                witness.Demand(_alerts.TrueForAll(a => a.Key != b.Alert.Key), $"Told twice: {b.Alert.Text}");
                _alerts.Add(b.Alert);
                _toStop.AddRange(StoppedBy(b.Alert));
                break;
            case RunEvent.BudgetRaised r:
                _raises.Add(r.Amount);
                _alerts.RemoveAll(a => a.Degrade?.Kind == DegradeKind.Pause || (a is { Task: null, Agent: null } && r.Amount[a.Currency] is not null));
                break;
        }
    }

    /// <summary>To be called when the event is applied: the run's own books say the same.</summary>
    public void Check()
    {
        foreach (var currency in Amount.Currencies)
        {
            var account = State.Ledger[currency];
            var (limit, spent) = (Limit(currency), currency == Currency.Tokens ? State.Plan.Limits.Spent?.Count ?? 0 : State.Plan.Limits.SpentMoney?.Usd ?? 0);
            var (reserved, settled) = (_open.Values.Sum(o => o.Reserved?[currency] ?? 0), Settled(currency, _ => true));
            witness.Demand(account.Limit == limit && account.Total.Reserved == reserved && account.Total.Settled == settled, $"The books have {account.Total} of {account.Limit}, and {reserved} {currency} are reserved and {settled} settled of {limit}.");
            witness.Demand(account.Spent + account.Total.Reserved + account.Total.Settled + account.Available == (limit ?? spent), $"The books do not add up in {currency}: {account.Available} are said to be left.");
            witness.Demand(account.Free == Free(currency), $"{account.Free} {currency} are said to be free, and {Free(currency)} are.");
        }
    }

    /// <summary>To be called when a whole batch is applied: what the budget calls for has been asked.</summary>
    public void CheckActions()
    {
        foreach (var currency in Amount.Currencies)
        {
            var used = Settled(currency, _ => true) + _open.Values.Sum(o => o.Seen(currency));
            var budget = Limit(currency) - State.Ledger[currency].Spent;
            witness.Demand(!(_isUsed && used > 0 && used >= budget) || _alerts.Exists(a => a.Kind == AlertKind.Exhausted && a.Currency == currency), $"{used} of {budget} {currency} are used, and nobody was told.");
        }

        _toStop.AddRange(from alert in _alerts where alert.Kind == AlertKind.Exhausted from o in _open where o.Value.Seen(alert.Currency) > 0 select (o.Key, alert));
        foreach (var (attempt, alert) in _toStop)
        {
            witness.Demand(!_open.ContainsKey(attempt) || State[attempt.Task].Current?.Stopping is not null, $"{attempt} goes on, although: {alert.Text}");
        }

        _toStop.Clear();
    }

    private IEnumerable<(AttemptId, BudgetAlert)> StoppedBy(BudgetAlert alert) => alert.Kind != AlertKind.Exhausted && alert.Degrade?.Kind != DegradeKind.Stop ? []
        : _open.Where(o => Covers(alert, o.Key.Task) && MaySpend(o.Key.Task, alert.Currency, o.Value)).Select(o => (o.Key, alert));

    public void OnAgentStarts(AttemptId attempt)
    {
        var allowance = Amount.Of(State.Graph.Task(attempt.Task).Allowance);
        witness.Demand(allowance.IsNone || (_open.TryGetValue(attempt, out var entry) && entry.Reserved == allowance), $"{attempt} was started without a reservation.");
    }

    private void Planned(RunEvent.AttemptPlanned p)
    {
        var allowance = Amount.Of(State.Graph.Task(p.Task).Allowance);
        witness.Demand((p.Reserved ?? default) == allowance, $"{p.Task}#{p.Attempt} reserves {p.Reserved}, and its task is allowed {allowance}.");
        var entry = new Entry { Reserved = p.Reserved, Agent = p.Agent };
        foreach (var currency in Amount.Currencies.Where(c => State.Graph.HasBudget && MaySpend(p.Task, c, null)))
        {
            witness.Demand(Limit(currency) is null || Fits(allowance[currency], Free(currency)), $"{p.Task}#{p.Attempt} was started with {allowance}, and {Free(currency)} {currency} are left.");
            var own = Amount.Of(State.Graph.AgentOf(p.Task)!.Allowance)[currency] - Settled(currency, s => s == p.Agent) - _open.Values.Where(o => o.Agent == p.Agent).Sum(o => o.Pledged(currency));
            witness.Demand(own is not { } left || Fits(allowance[currency], left), $"{p.Task}#{p.Attempt} was started with {allowance}, and its agent has {own} {currency} left.");
        }

        var covering = _alerts.Where(a => Covers(a, p.Task)).ToList();
        witness.Demand(!covering.Exists(a => a.Degrade?.Kind == DegradeKind.Pause && (a.Task is not null || a.Agent is not null)), $"{p.Task}#{p.Attempt} was started, although the plan pauses it.");
        var models = covering.Where(a => a.Degrade?.Kind == DegradeKind.Model).Select(a => a.Degrade!.Model).ToList();
        witness.Demand(p.Model is null ? models.Count == 0 : models.Contains(p.Model), $"{p.Task}#{p.Attempt} asks for model {p.Model ?? "of its agent"}, and the plan wants {string.Join(" or ", models)}.");
        _open.Add(new(p.Task, p.Attempt), entry);
    }

    private void Charge(AttemptId attempt, Settlement settlement)
    {
        if (!_open.Remove(attempt, out var entry))
        {
            return;
        }

        _settled.Add((attempt, entry.Agent, settlement.Cost));
        var usage = world.Machine.Find(attempt)?.Agent?.Usage;
        foreach (var currency in Amount.Currencies)
        {
            var (cost, seen) = (settlement.Cost[currency], entry.Seen(currency));
            var told = usage is { IsWhole: true } ? Settlement.Believable(usage.Reported)[currency] : null;
            var least = told ?? Math.Max(seen, usage is null or { Progress.Partial: true } || usage.Reported.Total is not null ? 0 : entry.Reserved?[currency] ?? 0);
            witness.Demand((cost ?? 0) >= least && (told is null || told < seen || cost == told), $"{attempt} is charged {cost} {currency}; it told of {told}, had shown {seen}, and {entry.Reserved} was kept for it.");
        }
    }

    private void Lost(RunEvent.AttemptFailed f)
    {
        var attempt = new AttemptId(f.Task, f.Attempt);
        var entry = _open[attempt];
        var wasStarted = State[f.Task].Status == TaskStatus.InProgress;
        var cost = f.Settled?.Cost ?? default;
        witness.Demand(!wasStarted || Amount.Currencies.All(c => (cost[c] ?? 0) >= Math.Max(entry.Reserved?[c] ?? 0, entry.Seen(c))), $"{attempt} ended unseen and is charged {cost}; {entry.Reserved} was kept for it.");
        _open.Remove(attempt);
        _settled.Add((attempt, entry.Agent, cost));
    }

    private decimal? Limit(Currency currency) =>
        (currency == Currency.Tokens ? State.Plan.Limits.Tokens?.Count : State.Plan.Limits.Money?.Usd) is { } limit ? limit + _raises.Sum(r => r[currency] ?? 0) : null;

    private decimal Settled(Currency currency, Func<AgentId, bool> of) => _settled.Where(s => of(s.Agent)).Sum(s => s.Cost[currency] ?? 0);

    /// <summary>What nobody has used or been promised.</summary>
    private decimal Free(Currency currency) => (Limit(currency) - State.Ledger[currency].Spent ?? 0) - Settled(currency, _ => true) - _open.Values.Sum(o => o.Pledged(currency));

    private static bool Fits(decimal? need, decimal free) => need is { } amount ? amount <= Math.Max(0, free) : free > 0;

    private bool MaySpend(TaskId task, Currency currency, Entry? entry) => State.Graph.AgentOf(task) is { Model: not null } or { Driver: "claude-code" }
        || Amount.Of(State.Graph.Task(task).Allowance)[currency] is not null || entry?.Pledged(currency) > 0;

    private bool Covers(BudgetAlert alert, TaskId id) => alert.Task is { } task ? task == id : alert.Agent is not { } agent || State.Graph.Task(id).Agent == agent;

    private sealed class Entry
    {
        private Amount _seen;

        public required Amount? Reserved { get; init; }

        public required AgentId Agent { get; init; }

        public int Notes { get; set; }

        public void See(Amount used) => _seen = new(
            used.Tokens?.Count > (_seen.Tokens?.Count ?? 0) ? used.Tokens : _seen.Tokens, used.Money?.Usd > (_seen.Money?.Usd ?? 0) ? used.Money : _seen.Money);

        public decimal Seen(Currency currency) => _seen[currency] ?? 0;

        public decimal Pledged(Currency currency) => Math.Max(Reserved?[currency] ?? 0, Seen(currency));
    }
}
