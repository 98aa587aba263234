using System.Globalization;
using Baton.Domain.Plans;
using Baton.Domain.Runs.Breakers;

namespace Baton.Domain.Runs;

/// <summary>Whether a task that lacks nothing but a place may start now, by every limit of its plan.</summary>
internal static class StartRules
{
    /// <summary>A limit says no for now, and another event will say when that changes.</summary>
    public static bool HasPlace(RunState state, TaskId id)
    {
        var task = state.Graph.Task(id);
        if (task.Agent is null || state.RollbackQueue.Count > 0 || state[id].WaitingOn > 0 || state.Offers.ContainsKey(id) || state.Unproven.Contains(id))
        {
            return false;
        }

        var group = task.Group is { } g ? state.Plan.Groups.FirstOrDefault(x => x.Id == g) : null;
        return !(state.AtWorkByAgent.GetValueOrDefault(task.Agent.Value) >= state.Graph.AgentOf(id)?.Concurrent)
            && !(group is not null && state.AtWorkByGroup.GetValueOrDefault(group.Id) >= group.Concurrent)
            && BreakerDecisions.Allow(state, id)
            && HasModel(state, id)
            && HasResources(state, task)
            && !IsKeptApart(state, id);
    }

    private static bool HasModel(RunState state, TaskId id)
    {
        var models = state.Plan.Limits.Models;
        if (models.IsEmpty || AskedAgents.OfNext(state, id)?.Model is not { } model || !models.TryGetValue(model, out var most))
        {
            return true;
        }

        var atWork = 0;
        foreach (var open in state.Open)
        {
            atWork += state[open].Status is TaskStatus.Spawned or TaskStatus.InProgress && AskedAgents.OfAttempt(state, open)?.Model == model ? 1 : 0;
        }

        return atWork < most;
    }

    /// <summary>Held from the start of an attempt until its work is merged or it has failed, so also while it is judged.</summary>
    private static bool HasResources(RunState state, PlanTask task)
    {
        foreach (var name in task.Exclusive)
        {
            var most = state.Plan.Limits.Resources.GetValueOrDefault(name, 1);
            var held = 0;
            foreach (var open in state.Open)
            {
                held += state.Graph.Task(open).Exclusive.Contains(name) ? 1 : 0;
            }

            if (held >= most)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A partner may write the same files. One that waits for a person is not waited for: that can take days.</summary>
    private static bool IsKeptApart(RunState state, TaskId id)
    {
        foreach (var pair in state.Origin.Apart ?? [])
        {
            TaskId? partner = pair.First == id ? pair.Second : pair.Second == id ? pair.First : null;
            if (partner is { } other && state.Open.Contains(other) && state[other].Status != TaskStatus.AwaitingApproval)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A clock says no: closed hours of its agent, or windows that are used up. Null: neither does.</summary>
    public static StartHold? HoldOf(RunState state, TaskId id, DateTimeOffset now)
    {
        if (QuotaOf(state, id, now) is { } quota)
        {
            return new(quota.Until, quota.Reason) { Guessed = quota.Guessed };
        }

        var limits = state.Graph.Limits;
        if (limits is { HasCalendars: false, Windows.IsEmpty: true })
        {
            return null;
        }

        var task = state.Graph.Task(id);
        var clock = PlanClock.Of(state.Plan, state.StartedAt ?? state.PlannedAt);
        var planned = clock.ToPlanned(now);
        var (free, window) = FreeWindows(state, task, clock, planned);
        var calendar = limits.CalendarOf(task);
        var open = calendar is null ? free : calendar.NextOpen(free) ?? free.AddDays(Plans.Calendar.MostDays);
        if (open <= planned)
        {
            return null;
        }

        var at = clock.ToClock(open);
        var reason = open > free || window is null
            ? string.Create(CultureInfo.InvariantCulture, $"outside the hours of {task.Agent}, which begin {TimeZoneInfo.ConvertTime(open, calendar!.Zone):yyyy-MM-dd HH:mm zzz}")
            : $"{window.Text} {(window.Unit == "attempts" ? "are" : "is")} used up";
        return new(at > now ? at : now.AddMilliseconds(1), reason);
    }

    /// <summary>The quota that another attempt of the same model ran into, while it lasts.</summary>
    private static QuotaHold? QuotaOf(RunState state, TaskId id, DateTimeOffset now) =>
        !state.Quotas.IsEmpty && AskedAgents.OfNext(state, id) is { } agent && state.Quotas.GetValueOrDefault(QuotaHold.KeyOf(agent)) is { } hold && hold.Until > now ? hold : null;

    /// <summary>The first planned moment at which every window has room for the task, and the window that decides it.</summary>
    private static (DateTimeOffset At, WindowLimit? Window) FreeWindows(RunState state, PlanTask task, PlanClock clock, DateTimeOffset planned)
    {
        var (at, decides) = (planned, (WindowLimit?)null);
        foreach (var (index, amount) in state.Graph.Limits.ChargesOf(task, AskedAgents.OfNext(state, task.Id)?.Model))
        {
            var window = state.Graph.Limits.Windows[index];
            if (FreeFrom(state, clock, index, window, Math.Min(amount, window.Amount), planned) is var free && free > at)
            {
                (at, decides) = (free, window);
            }
        }

        return (at, decides);
    }

    /// <summary>Starts leave a window in the order in which they came.</summary>
    private static DateTimeOffset FreeFrom(RunState state, PlanClock clock, int index, WindowLimit window, long amount, DateTimeOffset planned)
    {
        List<(DateTimeOffset Leaves, long Amount)> inside = [];
        long used = 0;
        foreach (var (at, id, model) in state.Starts)
        {
            var leaves = clock.ToPlanned(at) + window.Window;
            foreach (var charge in leaves > planned ? state.Graph.Limits.ChargesOf(state.Graph.Task(id), model) : [])
            {
                if (charge.Window == index)
                {
                    inside.Add((leaves, charge.Amount));
                    used += charge.Amount;
                }
            }
        }

        var free = planned;
        foreach (var start in inside)
        {
            if (used + amount <= window.Amount)
            {
                break;
            }

            used -= start.Amount;
            free = start.Leaves;
        }

        return free;
    }
}

/// <summary>A task may start at this moment, not sooner.</summary>
internal readonly record struct StartHold(DateTimeOffset Until, string Reason)
{
    /// <summary>Nobody said when; the moment is ours.</summary>
    public bool Guessed { get; init; }
}
