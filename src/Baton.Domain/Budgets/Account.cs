using System.Collections.Immutable;
using Baton.Domain.Plans;

namespace Baton.Domain.Budgets;

/// <summary>The books of one currency. <see cref="Available"/>, reserved, settled and spent always add up to the limit.</summary>
public sealed record Account
{
    public required Currency Currency { get; init; }

    /// <summary>The budget; null: unlimited.</summary>
    public decimal? Limit { get; init; }

    /// <summary>Gone before the run.</summary>
    public decimal Spent { get; init; }

    /// <summary>Kept for overruns.</summary>
    public decimal Buffer { get; init; }

    /// <summary>Neither spent, reserved nor settled; below zero when more was used than there is. Without a limit it counts down from 0.</summary>
    public decimal Available { get; init; }
    public Figures Total { get; init; }

    /// <summary>The sum of what tasks are beyond their allowances.</summary>
    public decimal Overrun { get; init; }
    public ImmutableDictionary<TaskId, Figures> Tasks { get; init; } = ImmutableDictionary<TaskId, Figures>.Empty;
    public ImmutableDictionary<AgentId, Figures> Agents { get; init; } = ImmutableDictionary<AgentId, Figures>.Empty;

    /// <summary>What the limit leaves for this run; null: unlimited.</summary>
    public decimal? Budget => Limit - Spent;

    /// <summary>What a new attempt may reserve: available, less what attempts at work have used beyond their reservations.</summary>
    public decimal Free => Available - (Total.Pledged - Total.Reserved);

    /// <summary>How much of the overrun the buffer covers; it goes before the reserve does.</summary>
    public decimal BufferUsed => Math.Min(Buffer, Overrun);

    public static Account Open(Currency currency, decimal? limit, decimal spent, decimal buffer) =>
        new() { Currency = currency, Limit = limit, Spent = spent, Buffer = buffer, Available = (limit ?? spent) - spent };

    public Figures Of(TaskId task) => Tasks.GetValueOrDefault(task);

    public Figures Of(AgentId agent) => Agents.GetValueOrDefault(agent);

    /// <summary>Takes an amount at dispatch.</summary>
    internal Account Reserve(TaskId task, AgentId agent, decimal amount, decimal? allowance) =>
        Post(task, agent, allowance, f => f with { Reserved = amount, Seen = 0, Pledged = amount }) with { Available = Available - amount };

    /// <summary>Notes what the attempt at work has used so far; less than was seen before changes nothing.</summary>
    internal Account See(TaskId task, AgentId agent, decimal used, decimal? allowance) => used <= Of(task).Seen
        ? this
        : Post(task, agent, allowance, f => f with { Seen = used, Pledged = Math.Max(f.Reserved, used) });

    /// <summary>Gives the reservation of the task's attempt back and takes what it did cost.</summary>
    internal Account Settle(TaskId task, AgentId agent, decimal cost, bool estimated, decimal? allowance)
    {
        var reserved = Of(task).Reserved;
        var next = Post(task, agent, allowance, f => new(0, 0, 0, f.Measured + (estimated ? 0 : cost), f.Estimated + (estimated ? cost : 0)));
        return next with { Available = Available + reserved - cost };
    }

    internal Account Raise(decimal amount) => this with { Limit = Limit + amount, Available = Available + amount };

    private Account Post(TaskId task, AgentId agent, decimal? allowance, Func<Figures, Figures> change)
    {
        var before = Of(task);
        var after = change(before);
        var difference = after - before;
        return this with
        {
            Total = Total + difference,
            Overrun = Overrun + after.OverrunOf(allowance) - before.OverrunOf(allowance),
            Tasks = Tasks.SetItem(task, after),
            Agents = Agents.SetItem(agent, Of(agent) + difference),
        };
    }
}
