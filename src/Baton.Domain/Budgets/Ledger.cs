using System.Collections.Immutable;
using Baton.Domain.Plans;
using Baton.Domain.Runs;
using TaskStatus = Baton.Domain.Runs.TaskStatus;

namespace Baton.Domain.Budgets;

/// <summary>The books of a run: a fold of its events, live and in replay. Attempts reserve when they are planned and settle with their end.</summary>
public sealed record Ledger
{
    public required Account Tokens { get; init; }
    public required Account Money { get; init; }

    /// <summary>Every alert that was given and still holds, in order.</summary>
    public ImmutableList<BudgetAlert> Alerts { get; init; } = [];

    /// <summary>Tasks that are blocked because nothing is left for them.</summary>
    public ImmutableHashSet<TaskId> Held { get; init; } = [];

    public Account this[Currency currency] => currency == Currency.Tokens ? Tokens : Money;

    public static Ledger Open(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var limits = plan.Limits;
        return new()
        {
            Tokens = Account.Open(Currency.Tokens, limits.Tokens?.Count, limits.Spent?.Count ?? 0, limits.Buffer?.Count ?? 0),
            Money = Account.Open(Currency.Money, limits.Money?.ToExact().Usd, limits.SpentMoney?.ToExact().Usd ?? 0, limits.BufferMoney?.ToExact().Usd ?? 0),
        };
    }

    public bool HasGiven(AlertKey key) => Alerts.Exists(a => a.Key == key);

    /// <summary>The books after one more fact; the same when it is none of theirs.</summary>
    /// <param name="before">The task before the fact; null for facts about the run.</param>
    internal Ledger Apply(RunEvent e, TaskState? before, PlanGraph graph) => e switch
    {
        RunEvent.AttemptPlanned { Reserved: { IsNone: false } reserved } p => Each(reserved, (a, amount) => a.Reserve(p.Task, p.Agent, amount, AllowanceOf(graph, p.Task, a))),
        RunEvent.UsageNoted u => Each(Settlement.Believable(u.Usage), (a, used) => a.See(u.Task, before!.Current!.Agent, used, AllowanceOf(graph, u.Task, a))),
        RunEvent.AttemptExited x => Settle(x.Settled ?? Settlement.Reported(x.Exit.Usage), before!, graph),
        RunEvent.AttemptFailed f when before is { Status: TaskStatus.Spawned or TaskStatus.InProgress } => Settle(f.Settled ?? new Settlement(default(Amount)), before, graph),
        RunEvent.BudgetAlerted b => this with { Alerts = Alerts.Add(b.Alert) },
        RunEvent.BudgetRaised r => Raised(r),
        RunEvent.TaskBlocked { Code: "budget" } b => this with { Held = Held.Add(b.Task) },
        RunEvent.TaskResubmitted or RunEvent.TaskSkipped or RunEvent.TaskCancelled when Held.Contains(before!.Id) => this with { Held = Held.Remove(before.Id) },
        _ => this,
    };

    private static decimal? AllowanceOf(PlanGraph graph, TaskId task, Account account) => Amount.Of(graph.Task(task).Allowance)[account.Currency];

    private Ledger Each(Amount amount, Func<Account, decimal, Account> post)
    {
        var tokens = amount.Tokens is { } t ? post(Tokens, t.Count) : Tokens;
        var money = amount.Money is { } m ? post(Money, m.Usd) : Money;
        return ReferenceEquals(tokens, Tokens) && ReferenceEquals(money, Money) ? this : this with { Tokens = tokens, Money = money };
    }

    private Ledger Settle(Settlement settlement, TaskState before, PlanGraph graph)
    {
        var agent = before.Current!.Agent;
        var (tokens, money) = (Settle(Tokens, settlement), Settle(Money, settlement));
        return ReferenceEquals(tokens, Tokens) && ReferenceEquals(money, Money) ? this : this with { Tokens = tokens, Money = money };

        Account Settle(Account account, Settlement s) => s.Cost[account.Currency] is null && account.Of(before.Id).Pledged == 0
            ? account
            : account.Settle(before.Id, agent, s.Cost[account.Currency] ?? 0, s.IsEstimated(account.Currency), AllowanceOf(graph, before.Id, account));
    }

    /// <summary>A person acted: pauses end, and what the new limit no longer reaches may be told again.</summary>
    private Ledger Raised(RunEvent.BudgetRaised r)
    {
        var raised = Each(r.Amount, (a, more) => a.Raise(more));
        return raised with { Alerts = raised.Alerts.RemoveAll(a => a.Degrade?.Kind == DegradeKind.Pause || (a is { Task: null, Agent: null } && r.Amount[a.Currency] is not null)) };
    }
}
