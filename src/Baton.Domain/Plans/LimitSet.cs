using System.Collections.Immutable;
using System.Globalization;

namespace Baton.Domain.Plans;

public enum LimitKind
{
    Concurrent,
    Agent,
    Group,
    Model,
    Resource,
}

/// <summary>How many tasks may hold it at once.</summary>
/// <param name="Name">Of the agent, group, model or resource; null for the whole run.</param>
public sealed record CountLimit(LimitKind Kind, string? Name, int AtOnce)
{
    /// <summary>As <c>--with</c> names it: <c>concurrent</c>, <c>agent.backend</c>, <c>resource.port:8080</c>.</summary>
    public string Key => Kind == LimitKind.Concurrent ? "concurrent" : $"{Kind.ToString().ToLowerInvariant()}.{Name}";

    public string Text => Kind switch
    {
        LimitKind.Concurrent => AtOnce == 1 ? "1 agent at once" : $"{AtOnce} agents at once",
        LimitKind.Agent => $"{Name} {AtOnce} at once",
        LimitKind.Group => $"group {Name} {AtOnce} at once",
        LimitKind.Model => $"model {Name} {AtOnce} at once",
        _ => AtOnce == 1 ? $"{Name} exclusive" : $"{Name} {AtOnce} at once",
    };
}

/// <summary>One figure of a quota window: at most <paramref name="Amount"/> may be charged by starts within any <paramref name="Window"/>.</summary>
/// <param name="Agent">Counts tasks of this agent alone; null: of all.</param>
/// <param name="Model">Counts tasks of agents with this model alone; null: of all.</param>
/// <param name="Unit"><c>tokens</c>, <c>attempts</c>, or <c>money</c> in millionths of a dollar.</param>
public sealed record WindowLimit(TimeSpan Window, AgentId? Agent, string? Model, string Unit, long Amount)
{
    public string Text
    {
        get
        {
            var who = Agent?.Value ?? (Model is null ? "all" : "model " + Model);
            var amount = Unit == "money" ? new Money(Amount / 1_000_000m).ToString() : string.Create(CultureInfo.InvariantCulture, $"{Amount:N0} {Unit}");
            return $"{who} {amount} per {Hours}";
        }
    }

    private string Hours => Window.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{Window.TotalHours:0.##} h")
        : string.Create(CultureInfo.InvariantCulture, $"{Window.TotalMinutes:0.##} min");
}

/// <summary>Every limit of a plan, and which of them a task falls under. The dispatcher enforces these, the schedule counts with the same.</summary>
public sealed class LimitSet
{
    /// <summary>Places in <see cref="Counts"/>, by kind and then by name; a dictionary by both would be compiled anew in every process.</summary>
    private readonly Dictionary<string, int>[] _counts = [new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal)];
    private readonly Dictionary<string, Agent> _agents = new(StringComparer.Ordinal);

    public LimitSet(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach (var agent in plan.Agents)
        {
            _agents.TryAdd(agent.Id.Value, agent);
        }

        var counts = ImmutableArray.CreateBuilder<CountLimit>();
        foreach (var count in CountsOf(plan))
        {
            if (_counts[(int)count.Kind].TryAdd(count.Name ?? "", counts.Count))
            {
                counts.Add(count);
            }
        }

        Counts = counts.DrainToImmutable();
        Windows = [.. WindowsOf(plan)];
        HasResources = Counts.Any(c => c.Kind == LimitKind.Resource);
        HasCalendars = plan.Agents.Any(a => a.Calendar is not null);
    }

    /// <summary>The run's own first.</summary>
    public ImmutableArray<CountLimit> Counts { get; }
    public ImmutableArray<WindowLimit> Windows { get; }
    public bool HasResources { get; }
    public bool HasCalendars { get; }

    public TimeSpan LongestWindow => Windows.IsEmpty ? TimeSpan.Zero : Windows.Max(w => w.Window);

    /// <summary>Indices into <see cref="Counts"/>, each once.</summary>
    public IEnumerable<int> CountsOf(PlanTask task)
    {
        yield return 0;
        if (Index(LimitKind.Agent, task.Agent?.Value) is { } agent)
        {
            yield return agent;
        }

        if (Index(LimitKind.Group, task.Group?.Value) is { } group)
        {
            yield return group;
        }

        if (Index(LimitKind.Model, ModelOf(task)) is { } model)
        {
            yield return model;
        }

        foreach (var name in task.Exclusive)
        {
            if (Index(LimitKind.Resource, name) is { } resource)
            {
                yield return resource;
            }
        }
    }

    /// <summary>What a start of the task takes from windows: indices into <see cref="Windows"/> and amounts above zero.</summary>
    public IEnumerable<(int Window, long Amount)> ChargesOf(PlanTask task) => ChargesOf(task, ModelOf(task));

    /// <summary>What a start that asks for this model takes from windows.</summary>
    /// <param name="model">Null: it asks for none in particular.</param>
    public IEnumerable<(int Window, long Amount)> ChargesOf(PlanTask task, string? model)
    {
        for (var w = 0; w < Windows.Length; w++)
        {
            var window = Windows[w];
            if ((window.Agent is null || window.Agent == task.Agent) && (window.Model is null || window.Model == model) && Amount(window, task) is var amount and > 0)
            {
                yield return (w, amount);
            }
        }
    }

    public Calendar? CalendarOf(PlanTask task) => AgentOf(task)?.Calendar;

    private Agent? AgentOf(PlanTask task) => task.Agent is { } id ? _agents.GetValueOrDefault(id.Value) : null;

    private string? ModelOf(PlanTask task) => AgentOf(task)?.Model;

    private int? Index(LimitKind kind, string? name) => name is not null && _counts[(int)kind].TryGetValue(name, out var index) ? index : null;

    private static long Amount(WindowLimit window, PlanTask task) => window.Unit switch
    {
        "tokens" => task.Allowance.Tokens?.Count ?? 0,
        "money" => Micros(task.Allowance.Money),
        _ => 1,
    };

    private static long Micros(Money? money) => (long)Math.Ceiling((money?.Usd ?? 0) * 1_000_000m);

    private static IEnumerable<CountLimit> CountsOf(Plan plan)
    {
        yield return new(LimitKind.Concurrent, null, plan.Limits.Concurrent);
        foreach (var agent in plan.Agents.Where(a => a.Concurrent is not null))
        {
            yield return new(LimitKind.Agent, agent.Id.Value, agent.Concurrent!.Value);
        }

        foreach (var group in plan.Groups.Where(g => g.Concurrent is not null))
        {
            yield return new(LimitKind.Group, group.Id.Value, group.Concurrent!.Value);
        }

        foreach (var (model, count) in plan.Limits.Models)
        {
            yield return new(LimitKind.Model, model, count);
        }

        foreach (var (resource, count) in plan.Limits.Resources)
        {
            yield return new(LimitKind.Resource, resource, count);
        }

        foreach (var name in plan.Tasks.SelectMany(t => t.Exclusive).Where(n => !plan.Limits.Resources.ContainsKey(n)).Distinct())
        {
            yield return new(LimitKind.Resource, name, 1);
        }
    }

    private static IEnumerable<WindowLimit> WindowsOf(Plan plan) =>
    [
        .. plan.Limits.Windows.SelectMany(w => Figures(w, null)),
        .. plan.Agents.SelectMany(a => a.Quota.SelectMany(w => Figures(w, a.Id))),
    ];

    private static IEnumerable<WindowLimit> Figures(QuotaWindow window, AgentId? agent)
    {
        if (window.Tokens is { } tokens)
        {
            yield return new(window.Window, agent, window.Model, "tokens", tokens.Count);
        }

        if (window.Money is { } money)
        {
            yield return new(window.Window, agent, window.Model, "money", (long)(money.Usd * 1_000_000m));
        }

        if (window.Attempts is { } attempts)
        {
            yield return new(window.Window, agent, window.Model, "attempts", attempts);
        }
    }
}
