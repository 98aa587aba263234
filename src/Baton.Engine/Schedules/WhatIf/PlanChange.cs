using System.Collections.Immutable;
using System.Globalization;
using Baton.Domain.Plans;

namespace Baton.Engine.Schedules.WhatIf;

/// <summary>Turns wishes such as <c>concurrent=4</c> into a changed plan.</summary>
public static class PlanChange
{
    private const int MostAtOnce = 10_000;

    /// <param name="with">Each <c>key=value</c>.</param>
    /// <param name="without">Ids of tasks to leave out; whoever needs one takes over what it needs.</param>
    /// <returns>The changed plan, or null with what is wrong and what could have been meant.</returns>
    public static (Plan? Plan, string? Problem) Apply(Plan plan, IEnumerable<string> with, IEnumerable<string> without)
    {
        var changed = plan;
        foreach (var wish in with)
        {
            var (next, problem) = Apply(changed, wish);
            if (next is null)
            {
                return (null, problem);
            }

            changed = next;
        }

        foreach (var id in without)
        {
            if (changed.Tasks.All(t => t.Id.Value != id))
            {
                return (null, $"--without {id}: the plan has no task {id}. {Nearest.Advice(id, plan.Tasks.Select(t => t.Id.Value), "Name one of its tasks.")}");
            }

            changed = Without(changed, new TaskId(id));
        }

        return (changed, null);
    }

    /// <summary>The plan with another number for one of its limits.</summary>
    internal static Plan Limit(Plan plan, CountLimit limit, int atOnce) => limit.Kind switch
    {
        LimitKind.Concurrent => plan with { Limits = plan.Limits with { Concurrent = atOnce } },
        LimitKind.Agent => plan with { Agents = [.. plan.Agents.Select(a => a.Id.Value == limit.Name ? a with { Concurrent = atOnce } : a)] },
        LimitKind.Group => plan with { Groups = [.. plan.Groups.Select(g => g.Id.Value == limit.Name ? g with { Concurrent = atOnce } : g)] },
        LimitKind.Model => plan with { Limits = plan.Limits with { Models = plan.Limits.Models.SetItem(limit.Name!, atOnce) } },
        _ => plan with { Limits = plan.Limits with { Resources = plan.Limits.Resources.SetItem(limit.Name!, atOnce) } },
    };

    private static (Plan? Plan, string? Problem) Apply(Plan plan, string wish)
    {
        var cut = wish.IndexOf('=', StringComparison.Ordinal);
        var (key, value) = cut > 0 ? (wish[..cut].Trim(), wish[(cut + 1)..].Trim()) : (wish, "");
        if (key.StartsWith("estimate.", StringComparison.Ordinal))
        {
            return Estimate(plan, wish, key["estimate.".Length..], value);
        }

        var limits = Known(plan);
        var name = key.StartsWith("limit.", StringComparison.Ordinal) ? key["limit.".Length..] : key;
        if (Find(limits, name) is not { } limit)
        {
            IEnumerable<string> keys = [.. limits.Select(l => l.Key), .. plan.Tasks.Select(t => $"estimate.{t.Id}")];
            var near = keys.FirstOrDefault(k => k.StartsWith(key, StringComparison.OrdinalIgnoreCase));
            var hint = near is null ? "" : $"Did you mean '{near}'? ";
            return (null, $"--with {wish}: there is no {key} in this plan. {hint}{Nearest.Advice(key, near is null ? keys : [], $"Known: {string.Join(", ", limits.Take(12).Select(l => l.Key))}, estimate.TASK.")}");
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MostAtOnce
            ? (Limit(plan, limit, count), null)
            : (null, $"--with {wish}: write a whole number from 1 to {MostAtOnce:N0}, for example --with {key}=2.");
    }

    /// <summary>By its whole key, or by its name alone when only one limit has it.</summary>
    private static CountLimit? Find(ImmutableArray<CountLimit> limits, string name) =>
        limits.FirstOrDefault(l => l.Key == name) ?? (limits.Where(l => l.Name == name).ToList() is [var only] ? only : null);

    /// <summary>The plan's limits, and those that its agents, groups and models could have.</summary>
    private static ImmutableArray<CountLimit> Known(Plan plan) =>
    [
        .. new LimitSet(plan).Counts,
        .. plan.Agents.Where(a => a.Concurrent is null).Select(a => new CountLimit(LimitKind.Agent, a.Id.Value, 0)),
        .. plan.Groups.Where(g => g.Concurrent is null).Select(g => new CountLimit(LimitKind.Group, g.Id.Value, 0)),
        .. plan.Agents.Select(a => a.Model).OfType<string>().Distinct().Where(m => !plan.Limits.Models.ContainsKey(m)).Select(m => new CountLimit(LimitKind.Model, m, 0)),
    ];

    private static (Plan? Plan, string? Problem) Estimate(Plan plan, string wish, string id, string value)
    {
        if (plan.Tasks.All(t => t.Id.Value != id))
        {
            return (null, $"--with {wish}: the plan has no task {id}. {Nearest.Advice(id, plan.Tasks.Select(t => t.Id.Value), "Name one of its tasks.")}");
        }

        return DurationText.TryParse(value, out var time, out var problem)
            ? (plan with { Tasks = [.. plan.Tasks.Select(t => t.Id.Value == id ? t with { Estimate = Domain.Plans.Estimate.Exactly(time) } : t)] }, null)
            : (null, $"--with {wish}: '{value}' {problem}; write a duration as {DurationText.Forms}.");
    }

    private static Plan Without(Plan plan, TaskId gone)
    {
        var inherited = plan.Tasks.First(t => t.Id == gone).Needs;
        return plan with
        {
            Tasks =
            [
                .. plan.Tasks.Where(t => t.Id != gone).Select(t => t.Needs.All(n => n.Task != gone) ? t : t with
                {
                    Needs = [.. t.Needs.Where(n => n.Task != gone), .. inherited.Where(n => t.Needs.All(own => own.Task != n.Task))],
                }),
            ],
        };
    }
}
