using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Baton.Domain.Plans;

namespace Baton.Engine.Forks;

/// <summary>
/// The parts of a plan that decide what a task's attempt makes and what it is judged by, as one text that is equal exactly when they are.
/// Every public property of the plan's records is in it, so that what a later version adds is never overlooked.
/// </summary>
internal static class PlanPart
{
    /// <summary>What all tasks of a plan have in common.</summary>
    public static string OfPlan(Plan plan) => Text(plan.Protect, plan.Verify, plan.Environment) + FurnitureOf(plan);

    /// <summary>What worktrees are given before the work; empty without, as it was before plans could say so.</summary>
    private static string FurnitureOf(Plan plan) =>
        plan.Worktrees is { Copy.IsEmpty: true, SetUp.IsEmpty: true } ? "" : Text(plan.Worktrees.Copy, plan.Worktrees.SetUp);

    /// <summary>Without what decides only when a task runs, how long and at what cost.</summary>
    public static string OfTask(Plan plan, PlanTask task) => Text(Bare(task), BareAgent(plan, task));

    private static PlanTask Bare(PlanTask task) =>
        task with
        {
            Estimate = Estimate.Unknown,
            Allowance = new Allowance(),
            Priority = Priority.Normal,
            StartWithin = null,
            Timeout = TimeSpan.Zero,
            Heartbeat = null,
            Retry = new RetryPolicy(),
            Exclusive = [],
            Group = null,
            Rollback = null,
            Stated = [],
            Needs = [],
        };

    private static Agent? BareAgent(Plan plan, PlanTask task) =>
        plan.Agents.FirstOrDefault(a => a.Id == task.Agent) is { } agent ? agent with { Title = null, Concurrent = null, Allowance = new Allowance(), Calendar = null, Quota = [] } : null;

    /// <summary>The keys of the plan that differ of what all tasks have in common.</summary>
    public static IReadOnlyList<string> ChangesOfPlan(Plan old, Plan plan) =>
        [.. new (string Key, object? Was, object? Is)[] { ("protect", old.Protect, plan.Protect), ("verify", old.Verify, plan.Verify), ("env", old.Environment, plan.Environment), ("worktrees", FurnitureOf(old), FurnitureOf(plan)) }
            .Where(c => Text(c.Was) != Text(c.Is)).Select(c => c.Key)];

    /// <summary>The properties that differ of a task and its agent, as plans spell them.</summary>
    public static IReadOnlyList<string> ChangesOfTask(Plan old, PlanTask was, Plan plan, PlanTask task) =>
        [.. Differing(Bare(was), Bare(task)), .. was.Agent == task.Agent ? Differing(BareAgent(old, was), BareAgent(plan, task)).Select(p => $"{p} of agent {task.Agent}") : []];

    private static IEnumerable<string> Differing(object? was, object? now) => (was ?? now)?.GetType().GetProperties()
        .Where(p => p.GetIndexParameters().Length == 0 && p.GetMethod is { IsStatic: false } && Text(was is null ? null : p.GetValue(was)) != Text(now is null ? null : p.GetValue(now)))
        .Select(p => p.Name switch { nameof(PlanTask.EntryPoints) => "entry", nameof(PlanTask.Environment) => "env", _ => JsonNamingPolicy.CamelCase.ConvertName(p.Name) }) ?? [];

    private static string Text(params object?[] values)
    {
        var text = new StringBuilder();
        foreach (var value in values)
        {
            Append(text, value);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("~;");
                break;
            case string s:
                text.Append(CultureInfo.InvariantCulture, $"{s.Length}:{s};");
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                {
                    Append(text, item);
                }

                text.Append(']');
                break;
            case IFormattable scalar when value.GetType() is { IsPrimitive: true } or { IsEnum: true } or { Namespace: "System" }:
                text.Append(CultureInfo.InvariantCulture, $"{scalar};");
                break;
            case bool flag:
                text.Append(flag ? "true;" : "false;");
                break;
            default:
                AppendMembers(text, value);
                break;
        }
    }

    private static void AppendMembers(StringBuilder text, object value)
    {
        var type = value.GetType();
        text.Append(type.Name).Append('{');
        foreach (var property in type.GetProperties().Where(p => p.GetIndexParameters().Length == 0 && p.GetMethod is { IsStatic: false }).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            text.Append(property.Name).Append('=');
            Append(text, property.GetValue(value));
        }

        text.Append('}');
    }
}
